"""Who needs an instructor today: each rule at its threshold, one below it, and with other thresholds."""

from datetime import timedelta

import pytest

from overlook.cohorts.flags import Due, Signals, Streak, Thresholds, flags_of, median_completed
from tests.cohorts.cast import NOON

DAY = timedelta(days=1)


def due(opens: int, falls: int, completed: int | None = None, ref: str = "a1") -> Due:
    done = None if completed is None else NOON + completed * DAY
    return Due(ref, "Double descent", NOON + opens * DAY, NOON + falls * DAY, done)


def signals(*, seen: int | None = 0, work: tuple[Due, ...] = (), streaks: tuple[Streak, ...] = ()) -> Signals:
    return Signals(NOON - 100 * DAY, None if seen is None else NOON + seen * DAY, work, streaks)


def reasons(own: Signals, thresholds: Thresholds = Thresholds(), middle: float = 0) -> list[str]:  # noqa: B008
    return [flag.reason for flag in flags_of(own, thresholds, middle, NOON)]


@pytest.mark.parametrize(("seen", "flagged"), [(-6, False), (-7, True), (None, True)])
def test_a_learner_is_inactive_after_seven_days_without_anything_while_work_is_due(seen, flagged):
    assert reasons(signals(seen=seen, work=(due(-20, 3),))) == (["inactive"] if flagged else [])


def test_nobody_is_inactive_while_nothing_is_due():
    assert reasons(signals(seen=-50)) == []
    assert reasons(signals(seen=-50, work=(due(2, 9),))) == []
    assert reasons(signals(seen=-50, work=(due(-20, 3, completed=-30),))) == []


def test_the_days_of_inactivity_begin_when_the_work_opened():
    assert reasons(signals(seen=-50, work=(due(-6, 3),))) == []
    assert reasons(signals(seen=-50, work=(due(-7, 3),))) == ["inactive"]


@pytest.mark.parametrize(("wrong", "flagged"), [(3, False), (4, True)])
def test_four_wrong_in_a_row_on_one_objective_is_being_stuck(wrong, flagged):
    streaks = (Streak("o1", "Say where the peak is.", wrong, 0), Streak("o2", "Another", 1, 0))
    assert reasons(signals(streaks=streaks)) == (["wrong-in-a-row"] if flagged else [])


@pytest.mark.parametrize(("first", "second", "flagged"), [(1, 1, False), (2, 1, True), (0, 3, True)])
def test_three_answers_sure_and_wrong_count_over_all_objectives(first, second, flagged):
    streaks = (Streak("o1", "One", 0, first), Streak("o2", "Two", 0, second))
    assert reasons(signals(streaks=streaks)) == (["confident-and-wrong"] if flagged else [])


@pytest.mark.parametrize(("middle", "flagged"), [(1.5, False), (2, True)])
def test_two_assignments_behind_the_median_is_behind(middle, flagged):
    assert reasons(signals(), middle=middle) == (["behind"] if flagged else [])


@pytest.mark.parametrize(("falls", "flagged"), [(1, False), (0, True), (-14, True), (-15, False)])
def test_a_deadline_missed_within_fourteen_days_is_flagged(falls, flagged):
    assert reasons(signals(work=(due(-30, falls),))) == (["missed-deadline"] if flagged else [])


def test_a_deadline_that_was_met_late_is_no_longer_flagged():
    assert reasons(signals(work=(due(-30, -3, completed=-1),))) == []


def test_thresholds_are_the_cohorts_own():
    streaks = (Streak("o1", "One", 2, 1),)
    strict = Thresholds(inactive_days=1, wrong_in_a_row=2, confident_and_wrong=1, assignments_behind=1)
    found = reasons(signals(seen=-1, work=(due(-9, 3),), streaks=streaks), strict, middle=1)
    assert found == ["inactive", "wrong-in-a-row", "confident-and-wrong", "behind"]


def test_the_evidence_changes_when_there_is_something_new_to_see():
    four, five = (
        flags_of(signals(streaks=(Streak("o1", "One", wrong, 0),)), Thresholds(), 0, NOON)[0] for wrong in (4, 5)
    )
    assert four.evidence != five.evidence
    assert "4 wrong answers in a row" in four.sentence


def test_the_median_of_nobody_is_zero():
    assert median_completed([]) == 0
