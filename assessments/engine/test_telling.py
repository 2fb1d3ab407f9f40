from itertools import product

import pytest

from assessments.engine import telling
from assessments.engine.analysis import Estimate, OptionStatistics, QuestionStatistics
from assessments.engine.telling import Choice, Flag

pytestmark = pytest.mark.pure


def question(n=100, level=(0.6, 0.5, 0.7), r=(0.4, 0.2, 0.6), without=None):
    return QuestionStatistics(n, Estimate(*level), Estimate(*r) if r else None, without)


def choice(letter, *, right=False, r=(-0.3, -0.5, -0.1), chosen=20):
    return Choice(letter, right, OptionStatistics(chosen, chosen / 100, 5, 5, Estimate(*r) if r else None))


SOUND = [choice("A", right=True, r=(0.4, 0.2, 0.6), chosen=60), choice("B"), choice("C")]


def said(asked, choices=SOUND, alpha=0.8, chance=1 / 3):
    return telling.flags(asked, choices, alpha=alpha, chance=chance)


def test_a_sound_question_has_no_flag_and_under_ten_answers_nothing_is_said():
    assert said(question()) == []
    assert said(question(n=9, r=(-0.9, -0.95, -0.8))) == []


def test_a_mis_keyed_question_is_told_from_one_that_is_only_odd():
    wrong_key = [choice("A", right=True, r=(-0.4, -0.6, -0.2)), choice("B", r=(0.5, 0.3, 0.7)), choice("C")]
    against = question(r=(-0.4, -0.6, -0.2))
    assert said(against, wrong_key) == [Flag("mis-keyed", "B")]
    low = question(r=(-0.4, -0.6, -0.2), level=(0.3, 0.2, 0.4), without=0.9)
    assert said(low, wrong_key) == [Flag("mis-keyed", "B")]
    assert said(against, SOUND) == [Flag("against")]
    assert said(question(r=(0.05, -0.1, 0.2)), SOUND) == [Flag("weak")]
    assert said(question(n=20, r=(0.05, -0.4, 0.5)), SOUND) == []
    assert said(question(), [SOUND[0], choice("B", r=(0.3, 0.1, 0.5))]) == [Flag("attractive", "B")]


def test_level_idle_options_and_lowered_reliability_are_flagged():
    assert said(question(level=(0.99, 0.96, 1.0))) == [Flag("easy")]
    assert said(question(level=(0.35, 0.3, 0.4))) == [Flag("guessing")]
    assert said(question(level=(0.1, 0.05, 0.15)), chance=None) == [Flag("hard")]
    assert said(question(), [*SOUND, choice("D", chosen=0, r=None)]) == [Flag("unused", "D")]
    idle = [choice("D", chosen=0, r=None), choice("E", chosen=0, r=None)]
    assert said(question(), [*SOUND, *idle]) == [Flag("unused", "D, E")]
    assert said(question(n=29), [*SOUND, choice("D", chosen=0, r=None)]) == []
    assert said(question(without=0.83)) == [Flag("lowers-reliability")]
    assert said(question(without=0.81)) == []


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ([20, 30], [False, False]),
        ([20, 0, 30], [False, False, False]),
        # One alone is what is left of the total: the smallest other goes with it.
        ([20, 3, 30], [True, True, False]),
        ([20, 3, 2, 30], [False, True, True, False]),
        # Two ones, or two fours, are known from their sum.
        ([20, 1, 1, 30], [True, True, True, False]),
        ([20, 4, 4, 30], [True, True, True, False]),
        ([3], [True]),
        ([], []),
    ],
)
def test_a_small_count_is_withheld_with_what_would_give_it_away(counts, hidden):
    assert telling.withheld(counts) == hidden


def test_nobody_can_compute_a_withheld_count_from_the_others_and_the_total():
    """Every table of three counts up to 12: several solutions fit what is withheld."""
    for first, second, third in product(range(13), repeat=3):
        counts = [first, second, third]
        left = [count for count, hide in zip(counts, telling.withheld(counts), strict=True) if hide]
        if not left or max(counts) < 5:
            continue
        solutions = [
            one
            for one in product(range(1, sum(left)), repeat=len(left))
            if sum(one) == sum(left) and any(part < 5 for part in one)
        ]
        for place, count in enumerate(left):
            assert len({one[place] for one in solutions}) > 1, (counts, count)


@pytest.mark.parametrize(
    ("sizes", "hidden"),
    [([30, 20], [False, False]), ([30, 9], [False, True]), ([30, 12, 3], [False, True, True]), ([4], [True])],
)
def test_a_small_part_is_untold_and_is_not_what_is_left_of_the_whole(sizes, hidden):
    assert telling.untold_parts(sizes) == hidden
