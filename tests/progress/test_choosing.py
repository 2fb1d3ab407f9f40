"""Which question is asked next: nearest to seven in ten among what is due, else what is weak; rested ones only."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from overlook.progress.choosing import DUE, THIN, WEAK, Candidate, choose, may_be_asked, shifted

pytestmark = pytest.mark.pure

AT = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)


def candidate(item: str, reason: str = DUE, chance: float = 0.7, *days_ago: float) -> Candidate:
    return Candidate("dd", item, "o", reason, chance, tuple(AT - timedelta(days=days) for days in days_ago))


def chosen(*candidates: Candidate) -> str:
    found = choose(candidates, AT)
    return found.item if found else ""


def test_the_nearest_to_seven_in_ten_is_asked():
    assert chosen(candidate("easy", DUE, 0.95), candidate("right", DUE, 0.66), candidate("hard", DUE, 0.4)) == "right"


def test_what_is_due_comes_before_what_is_weak_and_that_before_what_has_little_evidence():
    pool = [candidate("thin", THIN), candidate("weak", WEAK), candidate("due", DUE, 0.2)]
    assert chosen(*pool) == "due"
    assert chosen(*pool[:2]) == "weak"
    assert chosen(pool[0]) == "thin"
    assert chosen() == ""


def test_of_equals_the_one_met_less_often_then_by_name_in_any_order():
    pool = [candidate("b", DUE, 0.7, 20), candidate("c"), candidate("a")]
    assert chosen(*pool) == chosen(*reversed(pool)) == "a"
    assert chosen(pool[0], candidate("z")) == "z"


def test_a_question_rests_for_a_day_and_is_met_on_three_days_in_thirty_at_most():
    def allowed(*days_ago: float) -> bool:
        return may_be_asked([AT - timedelta(days=days) for days in days_ago], AT)

    assert allowed()
    assert allowed(1)
    assert not allowed(0.99)
    assert allowed(2, 9)
    assert not allowed(2, 9, 29.9)
    assert allowed(2, 9, 30)
    assert allowed(2, 2.01, 2.02, 2.03)
    assert chosen(candidate("worn", DUE, 0.7, 2, 9, 20), candidate("fresh", DUE, 0.1)) == "fresh"


def test_a_question_that_is_harder_than_its_objective_lowers_the_chance_and_few_answers_hardly_do():
    assert shifted(0.6, right=0, n=0, mean=0.5) == pytest.approx(0.6)
    assert shifted(0.6, right=50, n=100, mean=0.5) == pytest.approx(0.6)
    hard, barely = shifted(0.6, right=20, n=100, mean=0.5), shifted(0.6, right=1, n=5, mean=0.5)
    assert hard < barely < 0.6
    assert 0 < shifted(0.001, right=0, n=9, mean=0.999) < shifted(0.999, right=9, n=9, mean=0.001) < 1


def test_candidates_are_values():
    assert replace(candidate("a"), chance=0.5) == candidate("a", DUE, 0.5)
