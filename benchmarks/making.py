"""What the benchmarks of the learning record ask of the platform's own processes: a class that sits a paper, and a
cohort with as many responses as are wanted, made in bulk.

These functions run inside ``manage.py shell``; what they print is JSON.
"""

import json
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from statistics import median

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments import services
from assessments.engine.papers import Policy
from assessments.engine.variants import CANONICAL_SEED
from assessments.models import Attempt, AttemptSlot, Bank, ItemVersion, Response, Score
from assessments.selectors import practice_of
from assessments.variants import type_of, variant_of
from overlook.accounts.models import Learner, User
from overlook.accounts.services import learner_for
from overlook.accounts.tokens import issue_token
from overlook.cohorts import services as teaching
from overlook.kit.clock import now
from overlook.progress.models import LearnerObjective, Objective, Outcome
from overlook.progress.services import publish_objectives
from tests.assessments.conftest import publish_specimen
from tests.cohorts.cast import BACKEND, assigned, person, publish_essay, publish_questions

OBJECTIVES, LEARNERS, SEED = 30, 200, 7
BEGAN = datetime(2026, 3, 1, tzinfo=UTC)


def seat_class(first: int, last: int) -> None:
    """Print what each of a class will send: token, attempt, and an answer for each question, every third one wrong."""
    publish_specimen()
    paper = services.publish_paper(slug="dd", questions="all", at=now())
    policy = {"mode": "formal", **Policy(feedback="after-attempt", tries=1, sittings=1, minutes=60, grace=15).written()}
    told = []
    for number in range(first, last):
        user = User.objects.create_user(f"learner-{number}@example.org")
        _row, token = issue_token(user=user, name="bench", scopes=["read", "write"], days=1, at=now())
        attempt = services.open_attempt(
            learner=learner_for(user), assessment=paper, context="assignment:class", policy=policy, at=now()
        )
        slots = attempt.slots.select_related("item_version__item__bank", "item_version__key")
        answers = [
            (slot.item_version.item.slug, _answer(slot, wrong=(number + slot.position) % 3 == 0)) for slot in slots
        ]
        told.append({"token": token, "attempt": attempt.ref, "answers": answers})
    sys.stdout.write(json.dumps(told) + "\n")


def _answer(slot: AttemptSlot, *, wrong: bool) -> dict[str, object]:
    item_type, variant = type_of(slot.item_version), variant_of(slot.item_version, slot.seed)
    mistakes = item_type.mistakes(variant) if wrong else []
    return mistakes[0] if mistakes else item_type.reference(variant)


def serve_cohort(responses: int) -> None:
    """Make a cohort of 200 learners with so many responses; then, for each line read, look at its pages and print."""
    made = _populate(responses)
    client = Client()
    client.force_login(User.objects.get(email="owner@example.org"), backend=BACKEND)
    pages = {"dashboard": f"/cohort/{made}", "items": f"/cohort/{made}/items/double-descent"}
    for address in pages.values():
        assert client.get(address).status_code == 200, address
    sys.stdout.write(json.dumps({"responses": Response.objects.count()}) + "\n")
    sys.stdout.flush()
    for _line in sys.stdin:
        sys.stdout.write(json.dumps({name: _look(client, address) for name, address in pages.items()}) + "\n")
        sys.stdout.flush()


def _look(client: Client, address: str, times: int = 3) -> dict[str, float]:
    wall, cpu = [], []
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    count = len(queries)
    for _ in range(times):
        began, started = time.perf_counter(), time.process_time()
        client.get(address)
        wall.append(time.perf_counter() - began)
        cpu.append(time.process_time() - started)
    return {"wall": median(wall), "cpu": median(cpu), "queries": count}


def _populate(responses: int) -> str:
    """Learners, standings and first answers are the same whatever the number of responses: only the log is longer."""
    publish_essay()
    bank = publish_questions()
    publish_objectives(
        essay="double-descent",
        objectives={
            **dict(Objective.objects.values_list("slug", "text")),
            **{f"objective-{number}": f"Objective {number}" for number in range(OBJECTIVES - 3)},
        },
        misconceptions={},
    )
    cohort = teaching.create_cohort(user=person("owner"), name="Many", time_zone="UTC", at=BEGAN)
    assigned(cohort, at=BEGAN + timedelta(days=20), due=3650)
    with transaction.atomic():
        learners = [learner_for(person(f"learner{number:03}", cohort, at=BEGAN)) for number in range(LEARNERS)]
        _stand(learners)
        slots = list(_slots(bank, learners))
        _log(slots, -(-responses // len(slots)))
    return cohort.ref


def _stand(learners: list[Learner]) -> None:
    random = Random(SEED)
    LearnerObjective.objects.bulk_create(
        LearnerObjective(
            learner=learner,
            objective=objective,
            evidence=(tries := random.randint(0, 9)),
            answers=tries,
            successes=(right := random.randint(0, tries)),
            alpha=0.5 + right,
            beta=0.5 + tries - right,
            last="✓" * right,
            last_at=BEGAN if tries else None,
        )
        for objective in Objective.objects.all()
        for learner in learners
    )


def _slots(bank: Bank, learners: list[Learner]) -> Iterator[tuple[int, str, Decimal, str, int, int, str]]:
    """One practice attempt of each learner with a slot for each question; what is answered there, and what it earns."""
    random = Random(SEED)
    practice = practice_of(bank)
    versions = list(ItemVersion.objects.filter(item__bank=bank).select_related("item__bank", "key"))
    objectives = dict(Objective.objects.values_list("slug", "pk"))
    attempts = Attempt.objects.bulk_create(
        Attempt(learner=learner, assessment=practice, version=practice.current, number=1, policy={}, opened_at=BEGAN)
        for learner in learners
    )
    slots = AttemptSlot.objects.bulk_create(
        AttemptSlot(attempt=attempt, position=version.item.position, item_version=version, seed=CANONICAL_SEED)
        for attempt in attempts
        for version in versions
    )
    for slot in slots:
        version = slot.item_version
        item_type, variant = type_of(version), variant_of(version, slot.seed)
        fields = random.choice([item_type.reference(variant)] * 2 + item_type.mistakes(variant)[:2])
        payload = item_type.parse_response(fields, variant)
        verdict = item_type.grade(payload, variant)
        objective = objectives[version.objectives[0]] if version.objectives else 0
        yield (
            slot.pk,
            json.dumps(payload),
            verdict.fraction,
            verdict.misconception,
            objective,
            slot.attempt.learner_id,
            f"{bank.slug}/{version.item.slug}",
        )


def _log(slots: list[tuple[int, str, Decimal, str, int, int, str]], tries: int) -> None:
    """So many responses for each slot, each with its score and its outcome, in three statements."""
    response, score, outcome, slot = (model._meta.db_table for model in (Response, Score, Outcome, AttemptSlot))
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE bench_slot (slot integer PRIMARY KEY, payload text, fraction text, tag text, "
            "objective integer, learner integer, item text)"
        )
        rows = [(pk, said, str(fraction), tag, goal, who, item) for pk, said, fraction, tag, goal, who, item in slots]
        cursor.executemany("INSERT INTO bench_slot VALUES (%s, %s, %s, %s, %s, %s, %s)", rows)
        cursor.execute(
            f"INSERT INTO {response} (attempt_id, slot_id, seq, idempotency_key, payload, sha256, confidence, hints, "
            "late, at) WITH RECURSIVE n(seq) AS (SELECT 1 UNION ALL SELECT seq + 1 FROM n WHERE seq < %s) "
            "SELECT s.attempt_id, s.id, n.seq, 'k' || s.id || '-' || n.seq, b.payload, 'bench', '', 0, FALSE, %s "
            f"FROM {slot} s JOIN bench_slot b ON b.slot = s.id CROSS JOIN n",
            [tries, BEGAN],
        )
        cursor.execute(
            f"INSERT INTO {score} (response_id, item_version_id, grader_version, reason, regrade, raw, fraction, "
            "misconception, at) SELECT r.id, s.item_version_id, 1, 'computed', 0, b.fraction, b.fraction, b.tag, r.at "
            f"FROM {response} r JOIN {slot} s ON s.id = r.slot_id JOIN bench_slot b ON b.slot = s.id"
        )
        cursor.execute(
            f"INSERT INTO {outcome} (learner_id, objective_id, source, revision, item, first_try, fraction, "
            "confidence, misconception, context, delayed, at) SELECT b.learner, b.objective, 'response:' || r.id, 0, "
            "b.item, r.seq = 1, b.fraction, '', b.tag, 'personal', FALSE, r.at "
            f"FROM {response} r JOIN bench_slot b ON b.slot = r.slot_id WHERE b.objective > 0"
        )
