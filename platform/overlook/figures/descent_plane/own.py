"""The bowl of a reader's own least squares in `descent-plane`: `own.ts` in Python.

A target is predicted from two columns; the intercept is left to the means. The loss over the two weights is a bowl: its
bottom is at the best weights, and its Hessian is the columns' covariance. Divided by its least curvature it is the bowl
of `model.py`, whose steps are η times that curvature; half the way from the best weights to zero is the map's unit.

Accuracy
--------
Sums run in the order of the rows in both languages. Curvatures and weights agree to 1e-9 unless the columns are nearly
the same, which is refused from a correlation of 1 − 5e-11 on.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from overlook.figures.contract import Choice, Column, Data, Own, Param, State, Table
from overlook.figures.descent_plane import static
from overlook.figures.descent_plane.static import Seen
from overlook.figures.svg import Shape, marked, number
from overlook.kit.errors import Invalid

_DIGITS = (1, 1.2, 1.5, 1.8, 1.9, 2, 2.1, 2.5, 3, 4, 5, 6, 8)
#: The smallest step size offered is so much of the bound; the largest lies this far above it.
_LEAST, _MOST = 1e-3, 1.5
_ALIKE = 1e-10
_TURN = 5
#: Of an error: how much less is left is of no interest.
_LITTLE = 1e-5
_LONGEST = 24

_EXAMPLE = """area,rooms,price
52,2,168
61,2,187
68,3,214
74,3,219
80,3,252
85,4,249
93,4,291
98,3,284
104,4,318
112,5,331
118,4,352
127,5,377
133,5,402
146,6,431
"""


def read(columns: Mapping[str, Sequence[float]], names: Mapping[str, str]) -> dict[str, Any]:
    """The bowl of the columns as they are, and of the columns in standard deviations, with step sizes for both."""
    a, b, y = (_centred(columns[slug]) for slug in ("a", "b", "target"))
    spread = math.sqrt(_mean(a, a)), math.sqrt(_mean(b, b))
    if 1 - abs(_mean(a, b) / (spread[0] * spread[1])) < _ALIKE / 2:
        sentence = (
            f"“{names['a']}” and “{names['b']}” rise and fall together exactly: their weights cannot be told apart."
        )
        raise Invalid(sentence, fields={"table": [sentence]}, code="bad-data")
    bowls = {
        "raw": _bowl(a, b, y),
        "standard": _bowl([value / spread[0] for value in a], [value / spread[1] for value in b], y),
    }
    limits = [2 / bowl["steep"] for bowl in bowls.values()]
    rates = _rates(min(limits) * _LEAST, max(limits) * _MOST)
    return {
        **bowls,
        "names": [names["a"][:_LONGEST], names["b"][:_LONGEST]],
        "rates": rates,
        "begin": {
            "turn": bowls["raw"]["turn"],
            "eta": max(rate for rate in rates if rate <= 0.5 * limits[0]),
            "view": "directions",
        },
    }


def _centred(values: Sequence[float]) -> list[float]:
    mean = _sum(values) / len(values)
    return [value - mean for value in values]


def _sum(values: Sequence[float]) -> float:
    """In order: Python's own would be more exact than its twin."""
    total = 0.0
    for value in values:
        total += value
    return total


def _mean(a: Sequence[float], b: Sequence[float]) -> float:
    return _sum([one * other for one, other in zip(a, b, strict=True)]) / len(a)


def _bowl(a: Sequence[float], b: Sequence[float], y: Sequence[float]) -> dict[str, Any]:
    """Curvatures, turn in degrees, best weights, the map's unit in weights, and where on the circle weights are 0."""
    aa, ab, bb = _mean(a, a), _mean(a, b), _mean(b, b)
    ay, by = _mean(a, y), _mean(b, y)
    det = aa * bb - ab * ab
    steep = (aa + bb) / 2 + math.hypot((aa - bb) / 2, ab)
    weights = [(bb * ay - ab * by) / det, (aa * by - ab * ay) / det]
    length = math.hypot(*weights)
    start = math.degrees(math.atan2(-weights[1], -weights[0])) if length else 0.0
    return {
        "flat": det / steep,
        "steep": steep,
        "angle": math.degrees(math.atan2(2 * ab, aa - bb)) / 2 - 90,
        "weights": weights,
        "unit": length / 2 or 1.0,
        "turn": math.floor(start / _TURN + 0.5) * _TURN % 360,
    }


def _rates(low: float, high: float) -> list[float]:
    """Step sizes from ``low`` to ``high``, closest about 2."""
    powers = range(math.floor(math.log10(low)), math.floor(math.log10(high)) + 1)
    every = [float(f"{digits}e{power}") for power in powers for digits in _DIGITS]
    return [rate for rate in every if low <= rate <= high]


def params(data: Mapping[str, Any], essay: Sequence[Param]) -> tuple[Param, ...]:
    """A start, a step size, how many steps, and whether the columns are standardised."""
    shared, begin, rates = {param.name: param for param in essay}, data["begin"], tuple(data["rates"])
    units = (Choice("raw", "as they are"), Choice("standard", "standardised"))
    return (
        Param("eta", "Step size η", default=begin["eta"], values=rates, values_at="rates"),
        Param("units", "Columns", default="raw", choices=units),
        *(shared[name] for name in ("steps", "turn", "view", "panel")),
    )


def seen(state: State, data: Data) -> tuple[State, Seen]:
    """The essay's bowl that this one is in other units, and what the units are."""
    bowl = data[state["units"]]
    inner = {
        **state,
        "land": "bowl",
        "kappa": bowl["steep"] / bowl["flat"],
        "angle": bowl["angle"],
        "eta": float(state["eta"]) * bowl["flat"],
        "beta": 0,
        "batch": 0,
        "seed": 1,
        "method": "plain",
        "rival": "none",
    }
    return inner, Seen(tuple(data["names"]), tuple(bowl["weights"]), bowl["unit"])


def measure(state: State, data: Data) -> dict[str, float]:
    """Of a reader's data: the bowl's curvatures, and the share of the first loss that is left."""
    if data is None:
        return static.measure(state, data)
    inner, _ = seen(state, data)
    bowl, found = data[state["units"]], static.measure(inner, None)
    walk = static.current(inner)
    return {
        **{name: found[name] for name in ("arrival", "away", "flat", "steep")},
        "left": walk.losses[-1] / walk.losses[0],
        "curvature": bowl["steep"],
        "condition": bowl["steep"] / bowl["flat"],
        "limit": 2 / bowl["steep"],
    }


def describe(state: State, data: Data) -> str:
    """The bound, and where the walk ends."""
    if data is None:
        return static.describe(state, data)
    found, walk = measure(state, data), static.current(seen(state, data)[0])
    numbers = f"Greatest curvature {marked(found['curvature'])}, condition number {marked(found['condition'])}"
    eta = marked(float(state["eta"]))
    said = f"{numbers}: the largest stable step size is {marked(found['limit'])}. With η = {eta},"
    steps = int(state["steps"])
    if found["away"]:
        return f"{said} the walk is lost after {len(walk.places) - 1} steps."
    if state["view"] == "directions":
        flat, steep = (_percent(found[name]) for name in ("flat", "steep"))
        return f"{said} {steps} steps leave {flat} % of the error along the flat direction, {steep} % along the steep."
    end = f"{steps} steps leave {_percent(found['left'])} % of the first loss"
    arrived = f", and {number(found['arrival'])} a ten-thousandth" if found["arrival"] <= steps else ""
    return f"{said} {end}{arrived}."


def _percent(share: float) -> str:
    return marked(share * 100) if share >= _LITTLE else "less than 0.001"


def table(state: State, data: Data) -> Table:
    """The walk at doubling numbers of steps, in weights."""
    if data is None:
        return static.table(state, data)
    inner, units = seen(state, data)
    walk = static.current(inner)
    rows = []
    for t in (0, 1, 2, 4, 8, 16, 32, 64, 128, 256):
        if t < len(walk.places):
            weights = [units.weight(axis, walk.places[t][axis]) for axis in (0, 1)]
            rows.append([str(t), *(marked(value) for value in (*weights, walk.losses[t] / walk.losses[0]))])
    return ["Step", *(f"Weight of {name}" for name in units.names), "Share of the first loss"], rows


def scene(state: State, data: Data, width: float, id: str) -> list[Shape]:
    if data is None:
        return static.scene(state, None, width, id)
    return static.scene(*seen(state, data), width, id)


OWN = Own(
    columns=(
        Column("a", "a number to predict from", ("a", "x", "x1")),
        Column("b", "another number to predict from", ("b", "z", "x2")),
        Column("target", "the number to predict", ("target", "y", "price")),
    ),
    fewest=5,
    most=2000,
    example=_EXAMPLE,
    says=(
        "A number is predicted from two columns by least squares. The map shows the loss over the two weights, and the"
        " walk begins about where both are zero."
    ),
    read=read,
)
