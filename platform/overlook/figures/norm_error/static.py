"""The picture, the words and the numbers of `norm-error` in a state: `figure.ts` in Python."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from overlook.figures.contract import Data, State, Table
from overlook.figures.svg import Scale, Shape, dots, frame, handle, line, number, path, squares, text

#: Half the side of a square, in pixels, and the radius of a dot.
_SIDE = 2.5


def cloud_of(state: State, data: Data) -> Mapping[str, Any]:
    """The clouds of the state's group at the penalty nearest to the state's."""
    clouds = data["groups"][state["group"]]["clouds"]
    found: Mapping[str, Any] = min(clouds, key=lambda cloud: abs(cloud["ridge"] - float(state["ridge"])))
    return found


def place_of(state: State, data: Data) -> int:
    sizes = data["x"]["values"]
    return min(range(len(sizes)), key=lambda index: abs(sizes[index] - float(state["x"])))


def middles(cloud: Mapping[str, Any]) -> list[tuple[float, float]]:
    """Median norm and median error at each size."""
    return [
        (float(np.median(norm)), float(np.median(error)))
        for norm, error in zip(cloud["norm"], cloud["error"], strict=True)
    ]


def tie(norm: Sequence[float], error: Sequence[float]) -> float:
    """Correlation of the logarithms, 0 where one of them does not vary."""
    a, b = np.log(norm), np.log(error)
    a, b = a - a.mean(), b - b.mean()
    size = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / size if size else 0.0


def measure(state: State, data: Data) -> dict[str, float]:
    cloud, at = cloud_of(state, data), place_of(state, data)
    norm, error = middles(cloud)[at]
    return {
        "norm": norm,
        "error": error,
        "exact": float(np.mean(cloud["exact"][at])),
        "tie": tie(cloud["norm"][at], cloud["error"][at]),
        "most_norm": float(max(cloud["norm"][at])),
        "most_error": float(max(cloud["error"][at])),
    }


def describe(state: State, data: Data) -> str:
    """The middle of the cloud, how far it reaches, and whether length tells error within it."""
    found = measure(state, data)
    said = f"{data['x']['label']}: {number(float(state['x']))}. Middle length {number(found['norm'])}, "
    said += f"middle error {number(found['error'])}, largest error {number(found['most_error'])}. "
    said += f"{number(100 * found['exact'])} % {data['words']['exact']}. "
    return f"{said}Within the cloud length and error correlate by {number(found['tie'], 2)}."


def table(state: State, data: Data) -> Table:
    cloud = cloud_of(state, data)
    rows = [
        [
            number(size),
            number(norm),
            number(error),
            f"{number(100 * float(np.mean(cloud['exact'][at])))} %",
            number(tie(cloud["norm"][at], cloud["error"][at]), 2),
        ]
        for at, (size, (norm, error)) in enumerate(zip(data["x"]["values"], middles(cloud), strict=True))
    ]
    return [data["x"]["label"], "Median length", "Median error", "Exact", "Correlation of logarithms"], rows


def height(state: State, width: float) -> float:
    return 306


def scales(data: Data, width: float) -> tuple[Scale, Scale]:
    return (
        Scale(tuple(data["norm"]["domain"]), (52, width - 14), log=True),
        Scale(tuple(data["error"]["domain"]), (262, 46), log=True),
    )


def _named(at: int, data: Data, walk: Sequence[tuple[float, float]]) -> list[Shape]:
    """The sizes that have their label on the path: its ends and the threshold, where they do not meet."""
    sizes = data["x"]["values"]
    last = len(sizes) - 1
    wanted = [i for i, size in enumerate(sizes) if i in (0, last) or size == data["x"].get("threshold")]

    def apart(i: int, j: int) -> bool:
        return abs(walk[i][0] - walk[j][0]) + abs(walk[i][1] - walk[j][1]) > 20

    return [
        text(walk[i][0], walk[i][1] + 15, number(sizes[i]), "label over", "middle")
        if i == last
        else text(walk[i][0] + 9, walk[i][1] + 4, number(sizes[i]), "label over")
        for i in wanted
        if i != at and all(apart(i, j) for j in (at, *(k for k in wanted if k < i)))
    ]


def scene(state: State, data: Data, width: float, id: str) -> list[Shape]:
    x, y = scales(data, width)
    cloud, at, words = cloud_of(state, data), place_of(state, data), data["words"]
    kinds: tuple[list[tuple[float, float]], ...] = ([], [])
    for norm, error, exact in zip(*(cloud[name][at] for name in ("norm", "error", "exact")), strict=True):
        if norm <= x.domain[1] and error <= y.domain[1]:
            kinds[exact].append((x.at(norm), y.at(error)))
    beyond = len(cloud["norm"][at]) - len(kinds[0]) - len(kinds[1])
    walk = [(x.at(norm), y.at(error)) for norm, error in middles(cloud)]
    left, right = x.range
    shapes: list[Shape] = [
        *frame(x, y, f"{data['norm']['label']} (log)", f"{data['error']['label']} (log)"),
        path("faint", line(list(walk))),
        squares([*kinds[0], (left + 12, 76)], 2 * _SIDE, "mark-open-s2"),
        text(left + 20, 80, words["not"], "label-s2 over"),
        dots([*kinds[1], (left + 12, 60)], _SIDE, "mark-s1"),
        text(left + 20, 64, words["exact"], "label-s1 over"),
    ]
    shapes += _named(at, data, walk)
    shapes.append(text(right, 36, f"{data['x']['label']}: {number(float(state['x']))}", "label-ink", "end"))
    if beyond:
        shapes.append(text(right, 252, f"{beyond} of {len(cloud['norm'][at])} beyond the frame", "label over", "end"))
    return [*shapes, handle("x", *walk[at])]
