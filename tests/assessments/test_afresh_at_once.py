"""Twenty answers to one turn of a review at once, from one tab and from twenty: one answer, and points once."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from assessments.afresh import answer_afresh, seed_of
from assessments.models import Attempt, Item, Response
from assessments.variants import type_of, variant_of
from overlook.accounts.models import Learner
from overlook.progress.models import LearnerObjective, ReviewCard, ReviewLog, XpEntry
from overlook.progress.services import award, rebuild, record_outcome
from tests.assessments.conftest import AT
from tests.assessments.test_double_submit import CLICKS, threads

pytestmark = pytest.mark.django_db(transaction=True)

__all__ = ["threads"]

LATER = AT + timedelta(days=30)


@pytest.fixture
def click(bank, learner):
    """Answer the same turn under a key; the objective is due."""
    version = Item.objects.select_related("current__key", "current__item__bank").get(slug="largest-step").current
    assert version is not None
    record_outcome(
        learner=learner,
        objectives=version.objectives,
        source="seen",
        item="dd/another",
        first_try=True,
        fraction=1,  # type: ignore[arg-type]
        confidence="",
        misconception="",
        context="personal",
        at=AT,
    )
    fields = dict(type_of(version).reference(variant_of(version, seed_of(learner, version, 0))))

    def clicking(key: str):
        return lambda: answer_afresh(
            learner=learner,
            bank="dd",
            item_id="largest-step",
            turn=0,
            payload=fields,
            idempotency_key=key,
            context="review",
            at=LATER,
        )

    return clicking


def held(learner: Learner) -> tuple[int, ...]:
    return (
        Response.objects.count(),
        Attempt.objects.count(),
        ReviewLog.objects.filter(learner=learner).count(),
        XpEntry.objects.filter(learner=learner, reason="review").count(),
    )


def rolled_up(learner: Learner) -> list[dict[str, Any]]:
    rows = [model._default_manager.filter(learner=learner).values().get() for model in (ReviewCard, LearnerObjective)]
    return [{**row, "id": 0} for row in rows]


def test_one_click_twenty_times_is_one_answer_and_points_once(learner, click, threads):
    told = threads(*[click("same")] * CLICKS)
    assert Counter(answered.repeated for answered in told) == {False: 1, True: CLICKS - 1}
    assert threads(lambda: held(learner)) == [(1, 1, 2, 1)]


def test_twenty_tabs_are_one_answer_and_nineteen_are_told_that_the_turn_is_over(learner, click, threads):
    told = threads(*[click(f"tab {number}") for number in range(CLICKS)])
    assert Counter(one if isinstance(one, str) else "answered" for one in told) == {
        "answered": 1,
        "turn-over": CLICKS - 1,
    }
    assert threads(lambda: held(learner)) == [(1, 1, 2, 1)]
    before = threads(lambda: rolled_up(learner))
    threads(lambda: rebuild(learner=learner))
    assert threads(lambda: rolled_up(learner)) == before


def test_twenty_awards_for_one_source_are_one_entry(threads, learner):
    def give():
        return award(learner=learner, reason="stars", source="golf:1", at=AT)

    assert Counter(threads(*[give] * CLICKS)) == {True: 1, False: CLICKS - 1}
    assert threads(lambda: [entry.points for entry in XpEntry.objects.all()]) == [[20]]
