"""Networks of several widths on one split, judged along their training."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulations.catalog.small_network import network
from simulations.catalog.small_network.digits import CLASSES, INPUTS, Split

Array = NDArray[np.float64]

_STOPS = 40


@dataclass(frozen=True)
class Judged:
    """One network at each stop of its training: mean squared errors, and share of wrong test rows; each (stops,)."""

    test: Array
    train: Array
    rate: Array


def stops(epochs: int) -> tuple[int, ...]:
    """Epochs at which a network is judged: even on a log scale from 1 to the last."""
    return tuple(sorted(set(np.round(np.geomspace(1, epochs, _STOPS)).astype(int).tolist())))


def draw_units(widest: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Where the hidden units begin, unit by unit: a narrower network begins with the first of them."""
    return rng.standard_normal((widest, INPUTS + CLASSES)).astype(np.float32)


def judge(
    rows: Split,
    units: NDArray[np.float32],
    rate: float,
    activation: str,
    epochs: Sequence[int],
    beat: Callable[[float], None],
) -> Judged:
    """Train one network and look at it now and then.

    Accuracy
    --------
    Single precision, and the result is rounded to it. The same bits on one platform; elsewhere the path of a network
    that interpolates is another one after some hundred epochs, with errors that differ by a few per cent.
    """
    x, x_test = network.with_constant(rows.x), network.with_constant(rows.x_test)
    found = []
    path = network.train(*network.initial(units, CLASSES), x, rows.y, rate, activation, epochs)
    for epoch, first, second in path:
        said = network.hidden(first, x_test, activation) @ second
        fitted = network.hidden(first, x, activation) @ second
        wrong = float(np.mean(np.argmax(said, axis=1) != rows.labels))
        found.append((squared(said, rows.y_test), squared(fitted, rows.y), wrong))
        beat(epoch / epochs[-1])
    test, train, wrongs = np.array(found, dtype=np.float32).astype(np.float64).T
    return Judged(test, train, wrongs)


def linear(rows: Split, widths: Sequence[int]) -> Array:
    """Test error of the best linear network of each width, rounded to single precision."""
    x, y = rows.x.astype(np.float64), rows.y.astype(np.float64)
    fits = network.best_linear(x, y, widths)
    errors = [squared(rows.x_test @ matrix + constant, rows.y_test) for matrix, constant in fits]
    return np.array(errors, dtype=np.float32).astype(np.float64)


def squared(said: network.Array, truth: network.Array) -> float:
    """Mean over rows and outputs of the squared difference, summed in double precision."""
    return float(np.mean((said - truth) ** 2, dtype=np.float64))
