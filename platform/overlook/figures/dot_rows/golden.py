"""What `model.ts` must reproduce."""

from typing import Any

import numpy as np

from overlook.figures.contract import State
from overlook.figures.dot_rows import static
from overlook.figures.draws import normals

DATA: dict[str, Any] = {
    "x": {"label": "share right", "domain": [0.4, 1]},
    "words": {"first": "the test says", "second": "the world says"},
    "rows": [
        {"label": "an honest split", "first": 0.75, "second": 0.7421, "first_low": 0.66, "first_high": 0.82},
        {"label": "copies on both sides", "first": 0.97, "second": 0.7},
        {"label": "no better than a coin", "first": 0.5, "second": 0.5},
    ],
}
STATES: list[dict[str, int | float | str]] = [{}, {"row": 2}, {"row": 3}]


def values() -> dict[str, Any]:
    return {"data": DATA, "gaps": [row["first"] - row["second"] for row in DATA["rows"]]}


def algorithm(state: State) -> tuple[dict[str, Any], dict[str, Any]]:
    """What `algorithm.py` is given for a state, and what it must find."""
    plays = np.clip(0.7 + 0.1 * normals(int(state["row"]), 240), 0, 1).reshape(3, 40, 2)
    low, high = np.quantile(plays[:, :, 0], [0.1, 0.9], axis=1)
    rows = [{"first": first, "second": second} for first, second in plays.mean(axis=1)]
    found = [static.measure({"row": at}, {"rows": rows}) for at in (1, 2, 3)]
    expected = {name: [one[name] for one in found] for name in ("first", "second", "gap")}
    return {"plays": plays}, {**expected, "low": low, "high": high, "widest": found[0]["widest"]}
