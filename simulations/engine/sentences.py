"""One sentence about the curves of a run, as a message and its values: the leaf says what, the room says it in words.

A sentence is true of the numbers that it was made from, whatever the parameters were. That is all it has to be: a leaf
that cannot say more gives None, and the place of the lowest median and the end of the curve are told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Summary = Mapping[str, Any]
# How much higher than the lowest point on either side a peak is, to be called one.
_PEAK = 1.25


@dataclass(frozen=True)
class Place:
    """A value of the axis; it is shown with its unit, as in "200 features"."""

    value: float


@dataclass(frozen=True)
class Share:
    """A share between 0 and 1; it is shown as a percentage."""

    value: float


Value: TypeAlias = float | str | Place | Share


@dataclass(frozen=True)
class Message:
    """A sentence with ``%(name)s`` where a value goes. Numbers are shown with three digits."""

    text: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Point:
    """A point of a curve."""

    at: float
    height: float


@dataclass(frozen=True)
class Peak:
    """A peak between the lowest points before and after it."""

    before: Point
    top: Point
    after: Point


def points(summary: Summary, name: str, statistic: str = "median") -> list[Point]:
    """A curve of a summary, without the points where it has no value."""
    curve = summary["series"][name][statistic]
    return [Point(x, y) for x, y in zip(summary["axis"]["values"], curve, strict=True) if y is not None]


def lowest(curve: Sequence[Point]) -> Point:
    """The first of the lowest points."""
    return min(curve, key=lambda point: point.height)


def peak(curve: Sequence[Point]) -> Peak | None:
    """The point that stands out most above the lowest points on both sides, when it does by a quarter at least."""
    best: Peak | None = None
    share = _PEAK
    before = list(_running_lowest(curve))
    after = list(reversed(list(_running_lowest(curve[::-1]))))
    for index in range(1, len(curve) - 1):
        foot = max(before[index - 1].height, after[index + 1].height)
        if curve[index].height >= share * foot and curve[index].height > foot:
            share = curve[index].height / foot if foot > 0 else float("inf")
            best = Peak(before[index - 1], curve[index], after[index + 1])
    return best


def lowest_and_end(summary: Summary, name: str) -> Message:
    """The sentence that is true of any curve."""
    series = summary["series"][name]
    share = series["kind"] == "share"
    curve = points(summary, name, "mean" if share else "median")
    label = lower(series["label"]) if share else f"median {lower(series['label'])}"
    if not curve:
        return Message("The %(label)s has no finite value.", {"label": label})
    low, end = lowest(curve), curve[-1]
    found: dict[str, Value] = {"label": label, "low": low.height, "place": Place(low.at)}
    if low.height == max(point.height for point in curve):
        return Message("The %(label)s is %(low)s throughout.", found)
    if low.at == end.at:
        first: dict[str, Value] = {"start": curve[0].height, "first": Place(curve[0].at)}
        return Message(
            "The %(label)s begins with %(start)s at %(first)s and is lowest at the end, %(low)s at %(place)s.",
            found | first,
        )
    found |= {"end": end.height, "last": Place(end.at)}
    return Message("The %(label)s is lowest, %(low)s, at %(place)s, and ends with %(end)s at %(last)s.", found)


def lower(label: str) -> str:
    """A label inside a sentence: "Test error, ridge 0" is "test error (ridge 0)"."""
    name, _, variant = label.partition(", ")
    return name[:1].lower() + name[1:] + (f" ({variant})" if variant else "")


def _running_lowest(curve: Sequence[Point]) -> Sequence[Point]:
    found: list[Point] = []
    for point in curve:
        found.append(found[-1] if found and found[-1].height <= point.height else point)
    return found
