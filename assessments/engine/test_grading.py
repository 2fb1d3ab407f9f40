"""Grades are a pure function of the log: what counts, what is dropped, and that it is exact."""

from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest

from assessments.engine.grading import Log, Place, Sitting, grade, pooled
from assessments.engine.papers import AFTER_ATTEMPT, Policy

PRACTICE = Policy()
PAPER = Policy(feedback=AFTER_ATTEMPT)


def sitting(*fractions: str | None, number: int = 1, policy: Policy = PAPER) -> Sitting:
    """A sitting of one answer to each question, whose item version is ten times its place; None is unanswered."""
    return Sitting(
        number,
        policy,
        tuple(
            Place(place, 10 * place, () if fraction is None else (Decimal(fraction),))
            for place, fraction in enumerate(fractions, 1)
        ),
    )


def test_nothing_handed_in_is_no_grade_and_nothing_answered_is_zero():
    assert grade(Log(), PAPER) is None
    assert grade(Log((sitting(None, None),)), PAPER) == 0


def test_a_grade_is_the_mean_over_all_questions_to_six_places():
    assert grade(Log((sitting("1", "0.5", None),)), PAPER) == Decimal("0.500000")
    assert grade(Log((sitting("1", "1", "0"),)), PAPER) == Decimal("0.666667")
    assert str(grade(Log((sitting("1"),)), PAPER)) == "1.000000"


def test_the_best_or_the_last_sitting_counts_as_the_policy_says():
    log = Log((sitting("1", "0"), sitting("0", "0", number=2)))
    assert grade(log, PAPER) == Decimal("0.5")
    assert grade(log, Policy(feedback=AFTER_ATTEMPT, keep="last")) == 0


def test_with_feedback_at_once_each_try_earns_its_credit_and_else_the_last_answer_counts():
    tries = (Decimal(0), Decimal(1), Decimal(0))
    half = Policy(credit=(Decimal(1), Decimal("0.5")))
    assert grade(Log((Sitting(1, half, (Place(1, 1, tries),)),)), half) == Decimal("0.5")
    assert grade(Log((Sitting(1, PAPER, (Place(1, 1, tries),)),)), PAPER) == 0


def test_a_question_that_is_dropped_for_everybody_may_lower_and_one_that_is_dropped_where_it_helps_may_not():
    log = (sitting("1", "0"),)
    assert grade(Log(log, {10: True}), PAPER) == 0
    assert grade(Log(log, {20: True}), PAPER) == 1
    assert grade(Log(log, {10: False}), PAPER) == Decimal("0.5")
    assert grade(Log(log, {20: False}), PAPER) == 1


def test_when_every_question_is_dropped_there_is_nothing_to_grade():
    assert grade(Log((sitting("1", "0"),), {10: True, 20: True}), PAPER) is None
    assert grade(Log((sitting("0.25"),), {10: False}), PAPER) == Decimal("0.25")


@pytest.mark.parametrize("seed", range(40))
def test_dropping_where_it_helps_is_the_best_choice_of_all(seed):
    random = Random(seed)
    marks = [Decimal(random.randrange(0, 101)) / 100 for _ in range(random.randrange(1, 7))]
    free = [place for place in range(len(marks)) if random.random() < 0.5]
    choices = [
        [mark for place, mark in enumerate(marks) if not (place in free and chosen >> free.index(place) & 1)]
        for chosen in range(2 ** len(free))
    ]
    best = max(sum(map(Fraction, left), Fraction(0)) / len(left) for left in choices if left)
    got = grade(Log((sitting(*map(str, marks)),), {10 * (place + 1): False for place in free}), PAPER)
    assert got is not None
    assert abs(Fraction(got) - best) <= Fraction(1, 2_000_000)


def test_practice_counts_every_answer_ever_given_to_a_question_in_whichever_attempt():
    first = Sitting(1, PRACTICE, (Place(1, 10, (Decimal(0),)), Place(2, 20, (Decimal(1),))))
    second = Sitting(2, PRACTICE, (Place(1, 11, (Decimal("0.5"),)), Place(3, 0)))
    whole = pooled([first, second])
    assert whole == Sitting(
        1,
        PRACTICE,
        (Place(1, 11, (Decimal(0), Decimal("0.5"))), Place(2, 20, (Decimal(1),)), Place(3, 0)),
    )
    assert grade(Log((whole,)), PRACTICE) == Decimal("0.500000")
    assert pooled([]) is None
