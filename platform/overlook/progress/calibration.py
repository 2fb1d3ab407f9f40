"""How far stated chances agree with what happened: Brier score and reliability table. Pure.

Source
------
Brier, "Verification of Forecasts Expressed in Terms of Probability", Monthly Weather Review 78 (1950) 1-3; Murphy and
Winkler, "Reliability of Subjective Probability Forecasts", Applied Statistics 26 (1977) 41-47.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from scipy.special import betaincinv

from overlook.progress.posterior import INTERVAL, PRIOR

STATED: Mapping[str, float] = {"guess": 0.4, "fairly": 0.7, "sure": 0.9}
"""What the three words are taken to mean: the middle of what people mean by them when wrong answers cost."""
BLOCK = 10
"""Over how many answers confidence is judged."""
CLOSE = 0.15
"""How far the stated mean may lie from the share right, for a block to be called calibrated."""
FEW = 5
"""Under so many answers a share is not shown."""


@dataclass(frozen=True)
class Bin:
    """Forecasts that said about the same: their mean, the share that came true, and its 90 % interval."""

    stated: float
    share: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class Word:
    """One word of confidence: what it is taken to mean, and how often the answers given with it were right."""

    word: str
    found: Bin | None
    n: int


def brier(forecasts: Sequence[float], outcomes: Sequence[float]) -> float:
    """The mean squared distance of forecasts from what happened (0 or 1): 0 is perfect, 0.25 is a coin."""
    if len(forecasts) != len(outcomes) or not forecasts:
        raise ValueError("As many outcomes as forecasts, and at least one.")
    return sum((said - came) ** 2 for said, came in zip(forecasts, outcomes, strict=True)) / len(forecasts)


def reliability(forecasts: Sequence[float], outcomes: Sequence[float], *, bins: int = 10) -> list[Bin]:
    """Forecasts by equal steps of what they said, empty steps left out."""
    found: dict[int, list[tuple[float, float]]] = {}
    for said, came in zip(forecasts, outcomes, strict=True):
        found.setdefault(min(int(said * bins), bins - 1), []).append((said, came))
    return [_bin(found[step]) for step in sorted(found)]


def words(answers: Iterable[tuple[str, Decimal]]) -> list[Word]:
    """By word, the least sure first: how often answers said with it were right, partial credit by its fraction."""
    given: dict[str, list[float]] = {word: [] for word in STATED}
    for word, fraction in answers:
        if word in given:
            given[word].append(float(fraction))
    return [
        Word(word, _bin([(STATED[word], right) for right in rights]) if len(rights) >= FEW else None, len(rights))
        for word, rights in given.items()
    ]


def is_calibrated(block: Sequence[tuple[str, Decimal]]) -> bool:
    """Whether a block of answers was about as right as it said it was."""
    said = sum(STATED[word] for word, _fraction in block) / len(block)
    came = sum(float(fraction) for _word, fraction in block) / len(block)
    return abs(said - came) <= CLOSE


def _bin(pairs: Sequence[tuple[float, float]]) -> Bin:
    n, right = len(pairs), sum(came for _said, came in pairs)
    tail = (1 - INTERVAL) / 2
    alpha, beta = PRIOR + right, PRIOR + n - right
    return Bin(
        stated=sum(said for said, _came in pairs) / n,
        share=right / n,
        low=float(betaincinv(alpha, beta, tail)),
        high=float(betaincinv(alpha, beta, 1 - tail)),
        n=n,
    )
