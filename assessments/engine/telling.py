"""What of an analysis may be told, and what is to be said of it in words. Pure.

Under ten first answers nothing is told; under thirty it is provisional; a count under five is withheld, and with it
whatever would let it be computed from its neighbours.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.engine.analysis import OptionStatistics, QuestionStatistics

HIDDEN_UNDER = 10
PROVISIONAL_UNDER = 30
SUPPRESS_UNDER = 5
_MOST = SUPPRESS_UNDER - 1

MIS_KEYED, AGAINST, WEAK, ATTRACTIVE = "mis-keyed", "against", "weak", "attractive"
GUESSING, EASY, HARD, UNUSED, LOWERS = "guessing", "easy", "hard", "unused", "lowers-reliability"

WEAK_BELOW, EASY_ABOVE, HARD_BELOW, LOWERS_BY = 0.1, 0.95, 0.2, 0.02


@dataclass(frozen=True)
class Flag:
    """That something about a question deserves a look. ``option`` has the letters of the options concerned."""

    code: str
    option: str = ""


@dataclass(frozen=True)
class Choice:
    """An option for the rules: its letter, whether it is right, its statistics; None where its count is withheld."""

    letter: str
    right: bool
    statistics: OptionStatistics | None


def withheld(counts: Sequence[float]) -> list[bool]:
    """Which of the counts are not told, where their total is.

    Counts from 1 to 4 are not. Where these could be computed from the total, since there is one alone or all stand at
    an end of 1 to 4, the smallest other goes with them. Zero is told: nobody is not a person.
    """
    hidden = [0 < count < SUPPRESS_UNDER for count in counts]
    few, total = sum(hidden), sum(count for count, hide in zip(counts, hidden, strict=True) if hide)
    if few and (few == 1 or total <= few or total >= few * _MOST):
        others = [index for index, count in enumerate(counts) if count >= SUPPRESS_UNDER]
        if others:
            hidden[min(others, key=lambda index: counts[index])] = True
    return hidden


def untold_parts(sizes: Sequence[int]) -> list[bool]:
    """Which parts of a whole are too small to be told, or would give away one that is, being what is left."""
    hidden = [size < HIDDEN_UNDER for size in sizes]
    rest = sum(size for size, hide in zip(sizes, hidden, strict=True) if hide)
    others = [index for index, hide in enumerate(hidden) if not hide]
    if 0 < rest < SUPPRESS_UNDER and others:
        hidden[min(others, key=lambda index: sizes[index])] = True
    return hidden


def flags(
    question: QuestionStatistics, choices: Sequence[Choice], *, alpha: float | None, chance: float | None
) -> list[Flag]:
    """What deserves a look, the gravest first. ``chance`` is the share that guessing gives, where it is known."""
    if question.n < HIDDEN_UNDER:
        return []
    found = _about_the_key(question, choices)
    # A wrong key explains whatever else is odd about the scores.
    scored_right = all(flag.code != MIS_KEYED for flag in found)
    if scored_right:
        found += _about_the_level(question, chance)
    if question.n >= PROVISIONAL_UNDER:
        idle = [each.letter for each in choices if not each.right and each.statistics and each.statistics.chosen == 0]
        found += [Flag(UNUSED, ", ".join(idle))] if idle else []
    lowered = alpha is not None and question.alpha_without is not None and question.alpha_without - alpha > LOWERS_BY
    if lowered and scored_right:
        found.append(Flag(LOWERS))
    return found


def _about_the_key(question: QuestionStatistics, choices: Sequence[Choice]) -> list[Flag]:
    """Mis-keyed: those who do well elsewhere get less here, and one wrong option draws them, beyond chance."""
    drawing = [
        each
        for each in choices
        if not each.right and each.statistics and each.statistics.correlation and each.statistics.correlation.low > 0
    ]
    r = question.discrimination
    if r is not None and r.value < 0 and drawing:
        strongest = max(drawing, key=lambda each: each.statistics.correlation.value)  # type: ignore[union-attr]
        return [Flag(MIS_KEYED, strongest.letter)]
    found = [Flag(ATTRACTIVE, each.letter) for each in drawing]
    if r is not None and r.high < 0:
        return [Flag(AGAINST), *found]
    if r is not None and question.n >= PROVISIONAL_UNDER and r.value < WEAK_BELOW:
        found.append(Flag(WEAK))
    return found


def _about_the_level(question: QuestionStatistics, chance: float | None) -> list[Flag]:
    level = question.difficulty
    if level is None:
        return []
    if level.low >= EASY_ABOVE:
        return [Flag(EASY)]
    if chance is not None and level.low <= chance and question.n >= PROVISIONAL_UNDER:
        return [Flag(GUESSING)]
    return [Flag(HARD)] if level.high <= HARD_BELOW else []
