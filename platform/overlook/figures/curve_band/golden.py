"""A small artefact of the documented shape, and what `model.ts` must read off it."""

from typing import Any

import numpy as np

from overlook.figures.contract import State
from overlook.figures.curve_band import schema, static
from overlook.figures.draws import normals
from overlook.figures.svg import number

_NUMBERS = (0, 1e-7, 0.00012345, 0.0385, 0.125, 0.99951, 1, -2.5, 24.96, 169.4, 999.5, 1201, 16384.4, 2.5e7, -4e5)
_XS = [2, 4, 8, 14, 20, 26, 30, 34, 37, 39, 41, 45, 52, 65, 85, 120, 180, 255]


def _curve(ridge: float, height: float) -> dict[str, Any]:
    """A fall, a peak of this height at 39, a second fall: made up, for tests only."""
    near = [1 / (1 + abs(x - 39)) ** 1.2 for x in _XS]
    median = [round(0.12 + 0.9 / x + height * bump, 4) for x, bump in zip(_XS, near, strict=True)]
    bumps = list(zip(median, near, strict=True))
    return {
        "ridge": ridge,
        "median": median,
        "mean": [None, *(round(value * (1 + 40 * height * bump), 4) for value, bump in bumps[1:])],
        "p10": [round(value * 0.7, 4) for value in median],
        "p90": [round(value * (1.4 + 3 * height * bump), 4) for value, bump in bumps],
        "interpolates": [round(max(0.0, min(1.0, (x - 36) / 4)), 3) if not ridge else 0 for x in _XS],
    }


DATA: dict[str, Any] = {
    "x": {"name": "K", "label": "number of knots K", "log": True, "values": _XS, "threshold": 39},
    "y": {"label": "test error", "log": True},
    "groups": {
        "stratified": {
            "label": "One knot per gap",
            "curves": [_curve(0, 24), _curve(0.001, 1.5), _curve(0.01, 0.3), _curve(0.1, 0.02)],
        },
        "iid": {
            "label": "Independent knots",
            "curves": [_curve(0, 0.01), {**_curve(0.01, 0), "theory": [round(0.1 + 1 / x, 4) for x in _XS]}],
        },
        "parts": {
            "label": "Parts of an error",
            "words": {"median": "error", "mean": "bias²", "p90": "variance", "theory": "noise"},
            "curves": [
                {
                    "ridge": 0,
                    "median": [round(1 / x + x / 400 + 0.1, 4) for x in _XS],
                    "mean": [round(1 / x, 4) for x in _XS],
                    "p90": [round(x / 400, 4) for x in _XS],
                    "theory": [0.1 for _ in _XS],
                }
            ],
        },
    },
    "draws": 40,
}
STATES: list[dict[str, int | float | str]] = [
    {},
    {"show": "mean"},
    {"show": "p90", "x": 120},
    {"show": "median", "group": "iid", "x": 2},
    {"show": "mean", "x": 2},
    {"ridge": 0.01},
    {"ridge": 0.1, "group": "iid", "show": "median"},
    {"group": "parts", "x": 20},
    {"group": "parts", "x": 120, "show": "mean"},
]


def values() -> dict[str, Any]:
    assert not schema.problems(DATA)
    base: dict[str, int | float | str] = {"x": 39, "show": "all", "group": "stratified", "ridge": 0}
    states = [{**base, **state} for state in STATES]
    return {
        "data": DATA,
        "cases": [{"state": state, "measure": static.measure(state, DATA), "tolerance": 1e-12} for state in states],
        "numbers": [
            {"value": value, "digits": digits, "text": number(value, digits)} for value in _NUMBERS for digits in (2, 3)
        ],
    }


def algorithm(state: State) -> tuple[dict[str, Any], dict[str, Any]]:
    """What `algorithm.py` is given for a state, and what it must find."""
    errors = np.exp(normals(1 + int(state["x"]), 40 * len(_XS)).reshape(40, len(_XS)))
    median, p10, p90 = np.percentile(errors, [50, 10, 90], axis=0).tolist()
    curve = {"ridge": 0, "median": median, "mean": errors.mean(axis=0).tolist(), "p10": p10, "p90": p90}
    made = {"x": DATA["x"], "groups": {"made": {"curves": [curve]}}}
    found = [static.measure({"x": x, "show": "median", "group": "made", "ridge": 0}, made) for x in _XS]
    expected = {name: [one[name] for one in found] for name in ("median", "mean", "p10", "p90")}
    whole = {name: found[0][name] for name in ("rise", "peak_x", "least_x")}
    return {"x": np.array(_XS), "errors": errors}, {**expected, **whole}
