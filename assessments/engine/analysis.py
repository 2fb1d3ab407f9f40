"""Classical analysis of questions on the first answers to them: difficulty, discrimination, distractors, reliability.

Everything is computed from one matrix of scores, learners by questions, 0 to 1, NaN where a learner has not answered.
What may be told about so few people that it would be about a person is decided in `telling`, not here.

Sources
-------
Kelley (1939), J. Educ. Psychol. 30, 17-24: the top and bottom 27 %. Cronbach (1951), Psychometrika 16, 297-334. Fisher
(1915), Biometrika 10, 507-521: the interval of a correlation. Wilson (1927): the interval of a share.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atanh, isfinite, sqrt, tanh
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from overlook.kit.intervals import Z95, wilson

Numbers: TypeAlias = NDArray[np.float64]

EXTREME = 0.27
"""The part of the learners that is called top, and bottom."""
FEWEST_PAIRS = 10
"""Fewer pairs of values than this give no correlation and no covariance."""
MOST_GROUPS = 5
_FLAT = 1e-12


@dataclass(frozen=True)
class Estimate:
    """A value with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class QuestionStatistics:
    """One question. ``alpha_without`` is the reliability of all the others; None where it cannot be computed."""

    n: int
    difficulty: Estimate | None
    discrimination: Estimate | None
    alpha_without: float | None


@dataclass(frozen=True)
class Reliability:
    """Of the mean over ``questions`` questions, 0 to 1: its spread over learners and how much of that is error."""

    questions: int
    learners: int
    mean: float
    deviation: float
    alpha: float
    error: float | None


@dataclass(frozen=True)
class OptionStatistics:
    """One option, or one kind of answer. ``top`` and ``bottom`` are how many of each group chose it, 0 to its size."""

    chosen: int
    share: float
    top: float
    bottom: float
    correlation: Estimate | None


@dataclass(frozen=True)
class Group:
    """Learners who do alike on the other questions: their mean there, and their share on this one."""

    learners: int
    rest: float
    share: Estimate


def difficulty(scores: Numbers) -> Estimate | None:
    """The mean score of those who answered, with Wilson's interval; None of nobody."""
    known = scores[~np.isnan(scores)]
    if not known.size:
        return None
    total = float(known.sum())
    return Estimate(total / known.size, *wilson(total, known.size))


def rest_means(matrix: Numbers, column: int) -> Numbers:
    """For each learner the mean over the other questions that they answered; NaN for whoever answered none."""
    others = np.delete(matrix, column, axis=1)
    known = ~np.isnan(others)
    counts = known.sum(axis=1)
    sums = np.where(known, others, 0.0).sum(axis=1)
    found: Numbers = np.divide(sums, counts, out=np.full(len(matrix), np.nan), where=counts > 0)
    return found


def correlation(x: Numbers, y: Numbers) -> Estimate | None:
    """Pearson's, over those who have both, with Fisher's interval.

    None where fewer than `FEWEST_PAIRS` have both, or where one of the two does not vary. With a share on one side it
    is the point-biserial correlation.
    """
    both = ~(np.isnan(x) | np.isnan(y))
    n = int(both.sum())
    if n < FEWEST_PAIRS:
        return None
    a, b = x[both] - x[both].mean(), y[both] - y[both].mean()
    spread = float(a @ a) * float(b @ b)
    if spread <= _FLAT:
        return None
    return fisher(max(-1.0, min(1.0, float(a @ b) / sqrt(spread))), n)


def fisher(r: float, n: int) -> Estimate:
    """A correlation over ``n`` pairs, at least 4, with its 95 % interval by Fisher's transformation."""
    if abs(r) >= 1:
        return Estimate(r, r, r)
    half = Z95 / sqrt(n - 3)
    return Estimate(r, tanh(atanh(r) - half), tanh(atanh(r) + half))


def covariances(matrix: Numbers) -> Numbers:
    """The covariances of the questions, each over the learners who answered both; NaN under `FEWEST_PAIRS` of them."""
    known = ~np.isnan(matrix)
    values, mask = np.where(known, matrix, 0.0), known.astype(np.float64)
    pairs = mask.T @ mask
    sums = values.T @ mask
    few = pairs < FEWEST_PAIRS
    safe = np.where(few, FEWEST_PAIRS, pairs)
    found = (values.T @ values - sums * sums.T / safe) / (safe - 1)
    return np.where(few, np.nan, found)


def alpha(covariance: Numbers) -> float | None:
    """Cronbach's alpha of the questions of a covariance matrix; None for fewer than two, or where nothing varies."""
    count = len(covariance)
    total = float(covariance.sum())
    if count < 2 or not isfinite(total) or total <= _FLAT:
        return None
    return count / (count - 1) * (1 - float(np.trace(covariance)) / total)


def alphas_without(covariance: Numbers) -> list[float | None]:
    """For each question, alpha of all the others."""
    every = range(len(covariance))
    return [alpha(np.delete(np.delete(covariance, one, axis=0), one, axis=1)) for one in every]


def reliability(matrix: Numbers, columns: Sequence[int]) -> Reliability | None:
    """Alpha and the standard error of measurement of the mean over ``columns``; None where alpha is.

    The error is None where alpha lies above 1, which pairs of incomplete answers can give.
    """
    part = matrix[:, list(columns)]
    covariance = covariances(part)
    found = alpha(covariance)
    if found is None:
        return None
    deviation = sqrt(float(covariance.sum())) / len(columns)
    return Reliability(
        questions=len(columns),
        learners=int((~np.isnan(part)).any(axis=1).sum()),
        mean=float(np.nanmean(part, axis=0).mean()),
        deviation=deviation,
        alpha=found,
        error=deviation * sqrt(1 - found) if found <= 1 else None,
    )


def questions(matrix: Numbers, *, at_least: int) -> tuple[list[QuestionStatistics], Reliability | None]:
    """Every question of a matrix, and the reliability of those that ``at_least`` so many learners answered.

    Where two of these have fewer than `FEWEST_PAIRS` learners in common there is no alpha.
    """
    counts = (~np.isnan(matrix)).sum(axis=0)
    answered = [column for column, n in enumerate(counts) if n >= at_least]
    whole = reliability(matrix, answered)
    without: dict[int, float | None] = {}
    if whole is not None:
        without = dict(zip(answered, alphas_without(covariances(matrix[:, answered])), strict=True))
    found = [
        QuestionStatistics(
            n=int(counts[column]),
            difficulty=difficulty(matrix[:, column]),
            discrimination=correlation(matrix[:, column], rest_means(matrix, column)),
            alpha_without=without.get(column),
        )
        for column in range(matrix.shape[1])
    ]
    return found, whole


def extremes(rest: Numbers, part: float = EXTREME) -> tuple[int, Numbers, Numbers]:
    """Who is in the top and the bottom group: their size, and each learner's weight in either, 0 to 1.

    Learners who tie at a group's edge share the places that are left, so that no order among equals matters. Whoever
    has no rest is in neither.
    """
    known = ~np.isnan(rest)
    size = round(part * int(known.sum()))
    return size, _highest(rest, known, size), _highest(-rest, known, size)


def _highest(values: Numbers, known: NDArray[np.bool_], size: int) -> Numbers:
    if not size:
        return np.zeros(len(values))
    edge = np.sort(values[known])[-size]
    above, tied = known & (values > edge), known & (values == edge)
    weights = np.where(above, 1.0, 0.0)
    weights[tied] = (size - above.sum()) / tied.sum()
    return weights


def options(chosen: NDArray[np.bool_], rest: Numbers) -> tuple[int, list[OptionStatistics]]:
    """The size of the extreme groups, and each option.

    Parameters
    ----------
    chosen
        Learners by options, of those who answered the question.
    rest
        What the same learners have on the other questions, as `rest_means` gives it.
    """
    size, top, bottom = extremes(rest)
    found = []
    for column in chosen.T:
        indicator = column.astype(np.float64)
        found.append(
            OptionStatistics(
                chosen=int(column.sum()),
                share=float(indicator.mean()),
                top=float(top @ indicator),
                bottom=float(bottom @ indicator),
                correlation=correlation(indicator, rest),
            )
        )
    return size, found


def groups(scores: Numbers, rest: Numbers, *, at_least: int) -> list[Group]:
    """The observed curve: learners in up to five groups by their rest, each with its share on the question.

    Equals stay together, and no group is smaller than ``at_least``.
    """
    both = ~(np.isnan(scores) | np.isnan(rest))
    order = np.argsort(rest[both], kind="stable")
    values, marks = rest[both][order], scores[both][order]
    wanted = max(at_least, -(-len(values) // MOST_GROUPS))
    cuts, begin = [0], 0
    for end in range(1, len(values)):
        if end - begin >= wanted and values[end] > values[end - 1] and len(values) - end >= at_least:
            cuts.append(end)
            begin = end
    found = []
    for start, stop in zip(cuts, [*cuts[1:], len(values)], strict=True):
        if stop - start >= at_least:
            total = float(marks[start:stop].sum())
            share = Estimate(total / (stop - start), *wilson(total, stop - start))
            found.append(Group(stop - start, float(values[start:stop].mean()), share))
    return found
