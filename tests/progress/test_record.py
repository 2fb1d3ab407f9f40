"""The learning record: what an outcome changes, and that every roll-up can be made again from the log."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.forms.models import model_to_dict

from overlook.accounts.models import Learner
from overlook.kit.errors import NotFound
from overlook.progress import selectors, services
from overlook.progress.models import (
    LearnerDay,
    LearnerMisconception,
    LearnerObjective,
    Misconception,
    Objective,
    Outcome,
)

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ROLL_UPS = (LearnerObjective, LearnerMisconception, LearnerDay)


@pytest.fixture(autouse=True)
def objectives(db):
    services.publish_objectives(
        essay="dd", objectives={"dd-a": "Do a.", "dd-b": "Do b."}, misconceptions={"GEN.one-sample": "One is enough."}
    )


@pytest.fixture
def learner(db) -> Learner:
    return Learner.objects.create()


def record(learner, source, fraction="1", **more):
    fields: dict[str, Any] = {
        "objectives": ["dd-a"],
        "item": f"dd/{source}",
        "first_try": True,
        "confidence": "",
        "misconception": "",
        "context": "personal",
        "at": AT,
    }
    services.record_outcome(learner=learner, source=source, fraction=Decimal(fraction), **(fields | more))


def standing(learner, slug="dd-a") -> LearnerObjective:
    return LearnerObjective.objects.get(learner=learner, objective__slug=slug)


def snapshot(learner) -> list[list[str]]:
    return [
        sorted(str(model_to_dict(row, exclude=["id"])) for row in model.objects.filter(learner=learner))
        for model in ROLL_UPS
    ]


def test_first_tries_move_the_posterior_and_later_tries_do_not(learner):
    record(learner, "1", "1")
    record(learner, "2", "0.5")
    record(learner, "3", "0", item="dd/1", first_try=False)
    row = standing(learner)
    assert (row.evidence, row.answers, row.successes, row.alpha, row.beta) == (2, 3, Decimal("1.5"), 2.0, 1.0)
    assert row.last == "✓◑"
    assert row.wrong_in_a_row == 2


def test_the_same_source_twice_is_one_outcome(learner):
    for _ in range(3):
        record(learner, "1")
    assert Outcome.objects.count() == 1
    assert standing(learner).evidence == 1
    assert LearnerDay.objects.get().answers == 1


def test_a_regrade_supersedes_without_deleting(learner):
    record(learner, "1", "0", misconception="GEN.one-sample")
    record(learner, "1", "1", revision=1)
    assert Outcome.objects.count() == 2
    assert (standing(learner).successes, standing(learner).last) == (Decimal(1), "✓")
    assert LearnerMisconception.objects.count() == 0


def test_an_item_counts_once_by_its_earliest_first_try(learner):
    record(learner, "late", "1", item="dd/x", at=AT + timedelta(days=1))
    record(learner, "early", "0", item="dd/x")
    assert (standing(learner).evidence, standing(learner).successes) == (1, Decimal(0))


def test_confident_and_wrong_is_counted_at_first_tries_only(learner):
    record(learner, "1", "0", confidence="sure")
    record(learner, "2", "0", confidence="guess")
    record(learner, "3", "1", confidence="sure")
    record(learner, "4", "0", confidence="sure", item="dd/1", first_try=False)
    assert standing(learner).confident_and_wrong == 1


def test_an_outcome_of_two_objectives_stands_under_both_and_counts_one_answer_of_the_day(learner):
    record(learner, "1", "0", objectives=["dd-b", "dd-a"], misconception="GEN.one-sample")
    assert standing(learner, "dd-b").evidence == standing(learner, "dd-a").evidence == 1
    assert LearnerDay.objects.get().answers == 1
    assert LearnerMisconception.objects.get().first_tries == 1


def test_an_unknown_objective_is_refused_and_nothing_is_stored(learner):
    with pytest.raises(NotFound):
        record(learner, "1", objectives=["dd-a", "nothing"])
    assert Outcome.objects.count() == 0


def test_days_are_utc(learner):
    record(learner, "1", at=datetime(2026, 3, 2, 23, 59, tzinfo=UTC))
    record(learner, "2", at=datetime(2026, 3, 3, 0, 0, tzinfo=UTC))
    assert list(LearnerDay.objects.order_by("day").values_list("day__day", "answers")) == [(2, 1), (3, 1)]


def test_every_roll_up_is_rebuilt_as_it_was(learner):
    for number in range(30):
        record(
            learner,
            f"{number}",
            ["0", "0.25", "1"][number % 3],
            item=f"dd/{number % 11}",
            first_try=number < 11,
            objectives=[["dd-a"], ["dd-b"], ["dd-a", "dd-b"]][number % 3],
            misconception="" if number % 3 else "GEN.one-sample",
            at=AT + timedelta(hours=7 * number),
        )
    before = snapshot(learner)
    assert all(before)
    for model in ROLL_UPS:
        model.objects.filter(learner=learner).delete()
    services.rebuild(learner=learner)
    assert snapshot(learner) == before


def test_publishing_retires_what_is_gone_and_keeps_its_record(learner):
    record(learner, "1", objectives=["dd-b"])
    services.publish_objectives(essay="dd", objectives={"dd-a": "Do a, better."}, misconceptions={})
    assert [(each.objective, each.text) for each in selectors.standings(learner)] == [("dd-a", "Do a, better.")]
    assert Objective.objects.get(slug="dd-b").retired
    assert standing(learner, "dd-b").evidence == 1
    assert Misconception.objects.count() == 1


def test_a_standing_says_nothing_before_three_first_tries(learner):
    for number in range(3):
        (said, other) = selectors.standings(learner)
        assert (said.evidence, said.state, said.estimate, said.low) == (number, "not-enough-evidence", None, None)
        record(learner, f"{number}")
    (said, other) = selectors.standings(learner)
    assert (said.state, str(said.word), said.last) == ("secure", "secure", "✓✓✓")
    assert said.low is not None
    assert said.estimate is not None
    assert said.high is not None
    assert 0 < said.low < said.estimate < said.high <= 1
    assert other.evidence == 0


def test_nobody_has_no_standing_and_asks_for_none():
    assert [each.evidence for each in selectors.standings(None)] == [0, 0]


@pytest.mark.parametrize("size", [2, 20])
def test_a_group_is_read_with_a_fixed_number_of_queries(size, django_assert_num_queries):
    learners = [Learner.objects.create() for _ in range(size)]
    for learner in learners:
        record(learner, f"{learner.pk}", "0", misconception="GEN.one-sample")
    ids = [learner.pk for learner in learners]
    with django_assert_num_queries(2):
        found = selectors.cohort_standings(ids)
    assert found[ids[0]]["dd-a"].evidence == 1
    assert set(found) == set(ids)
    with django_assert_num_queries(2):
        (share,) = selectors.misconception_shares(ids)
    assert (share.slug, share.text, share.learners, share.share) == ("GEN.one-sample", "One is enough.", size, 1.0)


def test_shares_are_of_the_whole_group_and_most_spread_first():
    learners = [Learner.objects.create() for _ in range(4)]
    for learner in learners[:3]:
        record(learner, f"{learner.pk}", "0", misconception="GEN.one-sample")
    record(learners[3], "last", "0", misconception="CV.this-model")
    shares = selectors.misconception_shares([learner.pk for learner in learners])
    assert [(share.slug, share.share) for share in shares] == [("GEN.one-sample", 0.75), ("CV.this-model", 0.25)]
    assert selectors.misconception_shares([]) == []
