"""What `model.ts` must reproduce, computed by `model.py` with NumPy and SciPy."""

from typing import Any

from scipy.special import ndtr

from overlook.figures.contract import State
from overlook.figures.two_populations.model import Pair, moved
from overlook.figures.two_populations.static import measure

DATA = None
STATES: list[dict[str, int | float | str]] = [
    {},
    {"t": -3, "plane": "pr", "share": 0.01},
    {"t": 6, "plane": "pr", "share": 0.001, "s": 0.4},
    {"plane": "trust", "share": 0.01, "d": 2.4},
    {"rival": "shown", "d": 1, "s": 0.4, "d2": 1.6, "s2": 2.5, "t": 1.3},
    {"rival": "shown", "plane": "pr", "share": 0.1, "panel": "curve"},
    {"d": 0, "s": 2.5, "panel": "bells", "t": 0},
]


def values() -> dict[str, Any]:
    return {
        "ndtr": {
            "at": [-12.0, -5.0, -4.0, -1.5, 0.0, 0.3, 3.9, 4.1, 8.0],
            "values": [float(ndtr(x)) for x in (-12.0, -5.0, -4.0, -1.5, 0.0, 0.3, 3.9, 4.1, 8.0)],
            "tolerance": 1e-13,
        },
        "pairs": [_pair(*case) for case in ((1.5, 1.0, 0.1), (0.0, 2.5, 0.001), (4.0, 0.4, 0.5), (2.0, 1.3, 0.01))],
    }


def _pair(d: float, s: float, share: float) -> dict[str, Any]:
    pair = Pair(d, s)
    found = [*pair.rates(0.8), pair.area, pair.average_precision(share), pair.stated(0.8), moved(0.3, share)]
    return {"case": [d, s, share], "values": found, "tolerance": 1e-11}


def algorithm(state: State) -> tuple[dict[str, Any], dict[str, Any]]:
    """What `algorithm.py` is given for a state, and what it must find."""
    return {name: state[name] for name in ("t", "d", "s", "share")}, measure(state, DATA)
