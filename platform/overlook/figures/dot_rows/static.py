"""The picture, the words and the numbers of `dot-rows` in a state: `figure.ts` in Python."""

from typing import Any

from overlook.figures.contract import Data, State, Table
from overlook.figures.svg import Scale, Shape, group, handle, number, px, segment, strokes, text, ticks

#: The picture is as high whatever the number of rows, so that its place can be kept.
_TOP, _HIGH = 40, 232


def height(state: State, width: float) -> float:
    return 306


def row(state: State, data: Data) -> dict[str, Any]:
    found: dict[str, Any] = data["rows"][int(state["row"]) - 1]
    return found


def measure(state: State, data: Data) -> dict[str, float]:
    """The values of the row, and which row has the widest gap."""
    here = row(state, data)
    gaps = [one["first"] - one["second"] for one in data["rows"]]
    return {
        "first": float(here["first"]),
        "second": float(here["second"]),
        "gap": float(here["first"] - here["second"]),
        "widest": float(1 + gaps.index(max(gaps))),
    }


def describe(state: State, data: Data) -> str:
    here, words = row(state, data), data["words"]
    label = here["label"][:1].upper() + here["label"][1:]
    return f"{label}: {words['first']} {number(here['first'])}, {words['second']} {number(here['second'])}."


def table(state: State, data: Data) -> Table:
    words = data["words"]
    rows = [[one["label"], number(one["first"]), number(one["second"])] for one in data["rows"]]
    return ["", words["first"], words["second"]], rows


def scene(state: State, data: Data, width: float, id: str) -> list[Shape]:
    """A row each: its label, a filled dot for the first value, an open square for the second, a line between."""
    rows, words = data["rows"], data["words"]
    left, wide = 16.0, width - 40
    low, high = data["x"]["domain"]
    x = Scale((low, high), (left, left + wide))
    step = _HIGH / len(rows)
    shapes: list[Shape] = [
        text(left, _TOP - 22, f"{words['first']} (dot), {words['second']} (square)", "label"),
        ("path", {"class": "gridline", "d": strokes([x.at(value) for value in ticks(x, 5)], _TOP, _HIGH)}, []),
    ]
    for index, one in enumerate(rows):
        y = _TOP + (index + 0.68) * step
        first, second = x.at(one["first"]), x.at(one["second"])
        chosen = index + 1 == int(state["row"])
        shapes.append(text(left, y - 9, one["label"], "label-ink over" if chosen else "label over"))
        shapes.append(segment("faint", first, second, y, y))
        if "first_low" in one:
            shapes.append(segment("interval", x.at(one["first_low"]), x.at(one["first_high"]), y, y))
        shapes.append(("rect", {"class": "mark-s2", "x": px(second - 4), "y": px(y - 4), "width": 8, "height": 8}, []))
        shapes.append(("circle", {"class": "mark-s1", "cx": px(first), "cy": px(y), "r": 4.5}, []))
    shapes.append(segment("axis", left, left + wide, _TOP + _HIGH, _TOP + _HIGH))
    named = [text(x.at(value), _TOP + _HIGH + 17, number(value)) for value in ticks(x, 5)]
    shapes.append(group(named, **{"class": "tick", "text_anchor": "middle"}))
    shapes.append(text(left + wide, _TOP + _HIGH + 31, data["x"]["label"], "label", "end"))
    at = _TOP + (int(state["row"]) - 1 + 0.68) * step
    shapes.append(handle("row", x.at(row(state, data)["first"]), at))
    return shapes
