from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.engine.papers import LATE, OVER, Policy, deadline_of, kept, timing, total, worth

IN_TIME = "in-time"
NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HALF = Decimal("0.5")


def seconds(count):
    return NINE + timedelta(seconds=count)


def test_a_policy_survives_being_written_and_read():
    policy = Policy(minutes=30, sittings=2, tries=3, credit=(Decimal(1), HALF), feedback="after-close", keep="last")
    assert Policy.read(policy.written()) == policy
    assert Policy.read({}) == Policy()


@pytest.mark.parametrize(
    ("minutes", "multiplier", "closes", "end"),
    [
        (None, "1", None, None),
        (None, "2", seconds(60), seconds(60)),
        (10, "1", None, seconds(600)),
        (10, "1.5", None, seconds(900)),
        (10, "1.33", None, seconds(798)),
        (10, "1", seconds(599), seconds(599)),
        (10, "1", seconds(601), seconds(600)),
    ],
)
def test_a_sitting_ends_with_its_time_or_the_closing(minutes, multiplier, closes, end):
    assert deadline_of(opened=NINE, minutes=minutes, multiplier=Decimal(multiplier), closes=closes) == end


@pytest.mark.parametrize(
    ("at", "verdict"),
    [
        (0, IN_TIME),
        (60, IN_TIME),
        (60.000001, LATE),
        (120, LATE),
        (135, LATE),
        (135.000001, OVER),
    ],
)
def test_the_second_that_is_named_is_in_time_and_the_grace_is_flagged(at, verdict):
    assert timing(seconds(at), due=seconds(60), deadline=seconds(120), grace=15) == verdict


def test_without_a_due_time_what_comes_in_the_grace_is_late():
    assert timing(seconds(121), due=None, deadline=seconds(120), grace=15) == LATE
    assert timing(seconds(10**6), due=None, deadline=None, grace=0) == IN_TIME


def test_with_feedback_at_once_the_best_try_after_credit_counts():
    policy = Policy(credit=(Decimal(1), HALF))
    assert worth(policy, 1, [Decimal(0), Decimal(1)]) == HALF
    assert worth(policy, 1, [Decimal("0.75"), Decimal(1)]) == Decimal("0.75")
    assert worth(policy, 1, [Decimal(0), Decimal(0), Decimal(1)]) == HALF
    assert worth(policy, 3, [Decimal(1)]) == 1


def test_otherwise_the_sitting_is_the_try():
    policy = Policy(feedback="after-attempt", credit=(Decimal(1), HALF))
    assert [worth(policy, number, [Decimal(1)]) for number in (1, 2, 3)] == [1, HALF, HALF]


def test_a_question_without_an_answer_counts_as_nothing():
    assert total([Decimal(1), worth(Policy(), 1, [])]) == HALF
    assert total([]) == 0


def test_the_best_sitting_counts_or_the_last():
    totals = [HALF, Decimal(1), Decimal(0)]
    assert kept(Policy(), totals) == 1
    assert kept(Policy(keep="last"), totals) == 0
    assert kept(Policy(), []) is None


@given(
    st.lists(st.decimals(0, 1, places=3), min_size=1, max_size=6),
    st.lists(st.decimals(0, 1, places=2), max_size=4),
    st.decimals(0, 1, places=3),
)
def test_another_try_never_takes_away_what_one_has(tries, credit, another):
    policy = Policy(credit=tuple(credit))
    assert worth(policy, 1, [*tries, another]) >= worth(policy, 1, tries)
