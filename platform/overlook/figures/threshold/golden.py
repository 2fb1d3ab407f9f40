"""What `model.ts` must reproduce, computed by `model.py` with NumPy."""

from typing import Any

from overlook.figures.contract import State
from overlook.figures.threshold.model import cost, draw, stacked, won
from overlook.figures.threshold.static import measure

DATA = None
STATES: list[dict[str, int | float | str]] = [
    {},
    {"t": 1, "plane": "pr", "share": 0.01},
    {"t": 0, "plane": "cost", "share": 0.001, "ratio": 50},
    {"t": 0.31, "plane": "cost", "share": 0.2, "ratio": 5, "n": 80, "d": 0.4},
    {"t": 0.6, "plane": "pr", "share": 0.1, "n": 10, "warp": "coarse"},
    {"pairs": 1000, "warp": "square", "panel": "cases"},
    {"d": 0, "share": 0.001, "ratio": 1, "n": 10, "seed": 2},
    {"pairs": 10, "warp": "root", "panel": "curve", "d": 3, "seed": 77},
]
_CASES = ((1.5, 40, 1, "plain"), (0.0, 10, 9999, "square"), (3.0, 80, 4, "root"), (1.0, 80, 5, "coarse"))


def values() -> dict[str, Any]:
    return {"samples": [_sample(case) for case in _CASES]}


def _sample(case: tuple[float, int, int, str]) -> dict[str, Any]:
    found = draw(*case)
    fpr, tpr = found.rates(0.4)
    return {
        "case": list(case),
        "scores": [*found.positive[:4].tolist(), *found.negative[-4:].tolist()],
        "stacked": stacked(found.negative),
        "values": [found.area, found.average_precision(0.1), found.least_cost(0.2, 5), cost(fpr, tpr, 0.2, 5)],
        "won": won(found, 500, case[2]),
        "tolerance": 1e-12,
    }


def algorithm(state: State) -> tuple[dict[str, Any], dict[str, Any]]:
    """What `algorithm.py` is given for a state, and what it must find."""
    found = draw(float(state["d"]), int(state["n"]), int(state["seed"]), str(state["warp"]))
    given = {"positive": found.positive, "negative": found.negative}
    return given | {name: state[name] for name in ("t", "share", "ratio")}, measure(state, DATA)
