"""Practice is regraded as a paper is, and a learner is told what the mended question says of their answer."""

from decimal import Decimal
from typing import Any

import pytest

from assessments import services
from assessments.models import Assessment, Attempt, Grade, Item, Response
from assessments.regrades import undo_regrade
from assessments.regrading import Proposal, plan_regrade
from assessments.selectors import answered_items, attempt_view
from assessments.simulated import possible_answers
from overlook.accounts.models import Learner
from tests.assessments.conftest import AT, raw_bank
from tests.assessments.test_regrading import LATER, applied, miskeyed, publish, version_now, whole

pytestmark = pytest.mark.django_db


def test_the_practice_of_an_essay_is_regraded_likewise(bank):
    publish(miskeyed())
    learner = Learner.objects.create()
    fields = next(
        each.fields for each in possible_answers("dd", "the-threshold") if each.misconception == "DD.forgets-the-line"
    )
    services.answer_item(
        learner=learner, bank="dd", item_id="the-threshold", payload=fields, idempotency_key="k", at=AT
    )
    publish(raw_bank())
    item = Item.objects.get(slug="the-threshold")
    versions = item.versions.select_related("item__bank", "key")
    seen = Response.objects.get().slot.item_version_id
    plan = plan_regrade(Proposal(item, versions.get(pk=seen), version_now(item)))
    applied(plan)
    assert Grade.objects.get().computed == Decimal("0.090909")
    assert Assessment.objects.filter(kind="practice").count() == 1
    whole()


def test_a_learner_is_told_what_the_mended_question_says_of_their_answer(bank):
    publish(miskeyed())
    learner = Learner.objects.create()
    wrong = next(each for each in possible_answers("dd", "the-threshold") if each.misconception.endswith("the-line"))
    told: dict[str, Any] = {"learner": learner, "bank": "dd", "item_id": "the-threshold", "payload": wrong.fields}
    first = services.answer_item(idempotency_key="k", at=AT, **told).feedback
    assert first is not None
    assert (first.state, first.rescored, first.html) == ("wrong", False, "No, says the author, wrongly.")
    attempt = Attempt.objects.get()
    publish(raw_bank())
    item = Item.objects.get(slug="the-threshold")
    seen = Response.objects.get().slot.item_version_id
    asked = Proposal(item, item.versions.select_related("item__bank", "key").get(pk=seen), version_now(item))
    regrade = applied(plan_regrade(asked))
    (view,) = [each for each in attempt_view(attempt, at=LATER).items if each.item == "the-threshold"]
    assert view.feedback is not None
    assert (view.feedback.state, view.feedback.rescored, view.fraction) == ("right", True, Decimal(1))
    assert "39 hinges make 41" in view.feedback.html
    assert answered_items(learner, "dd") == {"the-threshold": 1}
    undo_regrade(regrade=regrade, note="", by=None, at=LATER)
    assert answered_items(learner, "dd") == {"the-threshold": 0}
    applied(plan_regrade(Proposal(item, asked.seen, None, "full-credit")))
    (view,) = [each for each in attempt_view(attempt, at=LATER).items if each.item == "the-threshold"]
    assert view.feedback is not None
    assert (view.feedback.state, view.feedback.html, view.feedback.rescored) == ("right", "", True)
