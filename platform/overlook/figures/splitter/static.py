"""The picture, the words and the numbers of `splitter` in a state: `figure.ts` in Python."""

import numpy as np

from overlook.figures.contract import NARROW, Data, State, Table
from overlook.figures.splitter.model import Cases, Split, dealt, draw, parted, split, wilson
from overlook.figures.svg import (
    Scale,
    Shape,
    clip,
    dots,
    group,
    handle,
    number,
    px,
    segment,
    squares,
    text,
    ticks,
)

_REACH = 3.2
#: Beside the outermost of a reader's cases, as a share of the panel.
_MARGIN = 0.04
_NAMES = ("training", "validation", "test")


def cases_of(state: State, data: Data) -> Cases:
    if data is None:
        return draw(int(state["n"]), int(state["seed"]))
    return dealt(Cases(np.array(data["places"]), np.array(data["first"], dtype=bool)), int(state["seed"]))


def current(state: State, data: Data) -> Split:
    shares, k, leak = (float(state["train"]), float(state["validation"])), int(state["k"]), state["leak"] == "all"
    if data is None:
        return split(int(state["n"]), *shares, k, leak, int(state["seed"]))
    return parted(cases_of(state, data), *shares, k, leak, measured=True)


def height(state: State, width: float) -> float:
    if width >= NARROW:
        return 306
    return 464 if state["panel"] == "both" else 232


def measure(state: State, data: Data) -> dict[str, float]:
    """Shares called rightly, sizes of the parts, and the interval of the test share.

    ``world`` is the share of fresh cases, which a reader's own table does not have.
    """
    found = current(state, data)
    low, high = wilson(found.test, found.sizes[2])
    return {
        "train_right": found.train,
        "validation_right": found.validation,
        "test_right": found.test,
        **({} if found.world is None else {"world": found.world}),
        "n_train": float(found.sizes[0]),
        "n_validation": float(found.sizes[1]),
        "n_test": float(found.sizes[2]),
        "low": low,
        "high": high,
        "width": high - low,
    }


def describe(state: State, data: Data) -> str:
    """What the test says, and what the world says."""
    found = measure(state, data)
    seen = "all cases" if state["leak"] == "all" else f"{number(found['n_train'])} training cases"
    tested = f"{number(found['test_right'] * 100)} % of {number(found['n_test'])} test cases are right"
    interval = f"interval {number(found['low'] * 100)} to {number(found['high'] * 100)} %"
    if data is not None:
        return f"Fitted to {seen}: {tested} ({interval}). Only new data can say what becomes of fresh ones."
    return f"Fitted to {seen}: {tested} ({interval}), and {number(found['world'] * 100)} % of fresh ones."


def table(state: State, data: Data) -> Table:
    found = current(state, data)
    rows = []
    for name, size, share in zip(_NAMES, found.sizes, (found.train, found.validation, found.test), strict=True):
        low, high = wilson(share, size)
        rows.append([name, str(size), number(share), f"{number(low)} to {number(high)}"])
    if found.world is not None:
        rows.append(["fresh cases", "300", number(found.world), ""])
    return ["Part", "Cases", "Share right", "Interval"], rows


def scene(state: State, data: Data, width: float, id: str) -> list[Shape]:
    found = current(state, data)
    if width >= NARROW:
        wide = px((width - 96) * 0.55)
        return [
            *_cases_panel(state, data, found, f"{id}-a", 16, 40, wide, 250),
            *_shares_panel(found, 64 + wide, 40, width - 96 - wide, 222),
            *_handles(found, 16, 40, wide),
        ]
    panel = state["panel"]
    lower = 34 if panel == "shares" else 266
    return [
        *(_cases_panel(state, data, found, f"{id}-a", 16, 34, width - 32, 190) if panel != "shares" else []),
        *(_shares_panel(found, 16, lower, width - 48, 154) if panel != "cases" else []),
        *(_handles(found, 16, 34, width - 32) if panel != "shares" else []),
    ]


def _borders(found: Split) -> tuple[float, float]:
    n = sum(found.sizes)
    return found.sizes[0] / n, (found.sizes[0] + found.sizes[1]) / n


def _cases_panel(
    state: State, data: Data, found: Split, id: str, left: float, top: float, wide: float, high: float
) -> list[Shape]:
    """A bar of the three parts with its borders, and below it the cases: filled ones train."""
    cases = cases_of(state, data)
    x = Scale((0, 1), (left, left + wide))
    ends = (0.0, *_borders(found), 1.0)
    shapes: list[Shape] = []
    for index, style in enumerate(("sum", "band", "band-2")):
        a, b = x.at(ends[index]), x.at(ends[index + 1])
        shapes.append(("rect", {"class": style, "x": px(a), "y": px(top), "width": px(b) - px(a), "height": 22}, []))
        place, anchor = left + index * wide / 2, ("start", "middle", "end")[index]
        shapes.append(text(place, top - 10, f"{_NAMES[index]} {found.sizes[index]}", "label", anchor))
    across = Scale(_reach(data, cases, 0), (left, left + wide))
    up = Scale(_reach(data, cases, 1), (top + high, top + 34))
    seen = sum(found.sizes) if state["leak"] == "all" else found.sizes[0]
    spots = [(across.at(float(a)), up.at(float(b))) for a, b in cases.places]

    def some(first: bool, known: bool) -> list[tuple[float, float]]:
        kinds = zip(spots, cases.first, strict=True)
        return [spot for index, (spot, kind) in enumerate(kinds) if kind == first and (index < seen) == known]

    marks = [
        dots(some(True, False), 3, "mark-open-s1"),
        dots(some(True, True), 3, "mark-s1"),
        squares(some(False, False), 5, "mark-open-s2"),
        squares(some(False, True), 5, "mark-s2"),
    ]
    words = "" if data is None else f"{data['names'][0]} →  {data['names'][1]} ↑"
    named = [text(left + wide, top + high - 4, words, "label over", "end")] if words else []
    return [clip(id, across, up), *shapes, group(marks, clip_path=f"url(#{id})"), *named]


def _reach(data: Data, cases: Cases, axis: int) -> tuple[float, float]:
    if data is None:
        return -_REACH, _REACH
    low, high = float(cases.places[:, axis].min()), float(cases.places[:, axis].max())
    return low - _MARGIN * (high - low), high + _MARGIN * (high - low)


def _handles(found: Split, left: float, top: float, wide: float) -> list[Shape]:
    x = Scale((0, 1), (left, left + wide))
    one, two = _borders(found)
    return [handle("train", x.at(one), top + 11), handle("validation", x.at(two), top + 11)]


def _shares_panel(found: Split, left: float, top: float, wide: float, high: float) -> list[Shape]:
    """A dot for each share, with its interval; the world's as a line through all of them."""
    least = 0.4 if found.world is not None else 0.0
    x = Scale((least, 1), (left, left + wide))
    step = high / 4
    shapes: list[Shape] = [
        segment("axis", left, left + wide, top + high, top + high),
        text(left, top - 10, "share called rightly, with interval", "label"),
    ]
    if found.world is not None:
        world = x.at(found.world)
        shapes.append(segment("threshold", world, world, top, top + high))
        shapes.append(text(left, top + 3.4 * step, f"fresh cases {number(found.world)} (dotted)", "label over"))
    for row, (share, size) in enumerate(zip((found.train, found.validation, found.test), found.sizes, strict=True)):
        low, end = wilson(share, size)
        y = top + (row + 0.75) * step
        shapes.append(text(left, y - 10, f"{_NAMES[row]} {number(share)}", "label-ink over"))
        shapes.append(segment("interval", x.at(max(low, least)), x.at(end), y, y))
        shapes.append(("circle", {"class": "mark", "cx": px(x.at(max(share, least))), "cy": px(y), "r": 4}, []))
    shapes.append(
        group(
            [text(x.at(value), top + high + 17, number(value)) for value in ticks(x, 4)],
            **{"class": "tick", "text_anchor": "middle"},
        )
    )
    return shapes
