"""Training and test rows of a table, and their random features."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulations.catalog.double_descent import data
from simulations.catalog.double_descent import random_features as rf
from simulations.engine.contract import Params

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Draw:
    """One split with its features; ``targets`` are the (possibly shuffled) answers of the training rows."""

    features: rf.Features
    targets: Array
    test_targets: Array
    test_labels: NDArray[np.int64] | None


@dataclass(frozen=True)
class Split:
    """Rows for training and for the test; ``targets`` are the (possibly shuffled) answers of the training rows."""

    train: NDArray[np.int64]
    test: NDArray[np.int64]
    targets: Array


def split(table: data.Table, n: int, label_noise: float, rng: np.random.Generator) -> Split:
    """Draw n training rows and shuffle a share of their answers among themselves."""
    order = rng.permutation(len(table.inputs))
    train, test = order[:n], order[n:]
    targets = table.targets[train]
    wrong = round(label_noise * n)
    targets[:wrong] = targets[rng.permutation(wrong)]
    return Split(train, test, targets)


def draw(params: Params, rng: np.random.Generator, table: data.Table | None = None) -> Draw:
    """Split, shuffle some answers, draw features: in this order from one stream."""
    table = table or data.table(params["dataset"])
    rows = split(table, params["n"], params.get("label_noise", 0.0), rng)
    features = rf.draw_features(
        params["feature"], params["width"], params["gamma"], table.inputs[rows.train], table.inputs[rows.test], rng
    )
    labels = table.labels[rows.test] if table.labels is not None else None
    return Draw(features, rows.targets, table.targets[rows.test], labels)
