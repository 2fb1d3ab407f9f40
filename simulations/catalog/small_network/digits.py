"""The handwritten digits that ship with scikit-learn: a split with noisy labels."""

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Single = NDArray[np.float32]
Indexes = NDArray[np.int64]

ROWS, INPUTS, CLASSES = 1797, 64, 10


@dataclass(frozen=True)
class Split:
    """Inputs of mean squared length 1 and one-hot answers, in single precision; ``labels`` of the test rows."""

    x: Single
    y: Single
    x_test: Single
    y_test: Single
    labels: Indexes


@cache
def digits() -> tuple[Single, Indexes]:
    """Inputs, centred by pixel and with one common scale, and labels.

    The file is read directly, so that a web process need not import scikit-learn; a test compares it with its loader.

    Source
    ------
    E. Alpaydin, C. Kaynak (1998), Optical recognition of handwritten digits, UCI, CC BY 4.0.
    """
    spec = find_spec("sklearn")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("scikit-learn is not installed.")
    values = np.loadtxt(Path(spec.origin).parent / "datasets" / "data" / "digits.csv.gz", delimiter=",")
    inputs = values[:, :-1] - values[:, :-1].mean(axis=0)
    inputs /= np.sqrt(np.mean(np.sum(inputs**2, axis=1)))
    return inputs.astype(np.float32), values[:, -1].astype(np.int64)


def split(n: int, noise: float, rng: np.random.Generator) -> Split:
    """n random rows to train on, a share of their labels shuffled among themselves, and the others to test on."""
    inputs, labels = digits()
    order = rng.permutation(ROWS)
    train, test = order[:n], order[n:]
    given, mixed = labels[train], round(noise * n)
    given[:mixed] = given[rng.permutation(mixed)]
    answers = np.eye(CLASSES, dtype=np.float32)
    return Split(inputs[train], answers[given], inputs[test], answers[labels[test]], labels[test])
