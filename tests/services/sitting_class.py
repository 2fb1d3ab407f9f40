"""Run inside the stack's own processes: a class with tokens, each with an open sitting of the specimen paper."""

import json
import sys

from assessments import services
from assessments.engine.papers import Policy
from overlook.accounts.models import User
from overlook.accounts.services import learner_for
from overlook.accounts.tokens import issue_token
from overlook.kit.clock import now
from tests.assessments.conftest import publish_specimen
from tests.assessments.sitting import right, slots_of


def seat_class(first: int, last: int) -> None:
    """Print, as JSON, every answer that this class will give."""
    publish_specimen()
    paper = services.publish_paper(slug="dd", questions="all", at=now())
    policy = {"mode": "formal", **Policy(feedback="after-attempt", tries=1, sittings=1, minutes=60, grace=15).written()}
    told = []
    for number in range(first, last):
        user = User.objects.create_user(f"learner-{number}@example.org")
        _row, token = issue_token(user=user, name="test", scopes=["read", "write"], days=1, at=now())
        attempt = services.open_attempt(
            learner=learner_for(user), assessment=paper, context="assignment:class", policy=policy, at=now()
        )
        for slot in slots_of(attempt):
            item = slot.item_version.item.slug
            given = {"token": token, "attempt": attempt.ref, "item": item, "answer": right(slot), "key": f"key-{item}"}
            told.append(given)
    sys.stdout.write(json.dumps(told) + "\n")
