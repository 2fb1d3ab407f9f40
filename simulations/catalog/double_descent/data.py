"""The data sets: the reference's two toy sets, a generated one, and three real ones that ship with scikit-learn."""

import csv
import gzip
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# The reference's 41 points: a cubic with five corrupted responses, read off its published data file.
_CORRUPTED = {-1.4: 1.569, -0.6: 0.665, -0.5: 0.279, 1.0: 0.627, 1.6: 1.100}


@dataclass(frozen=True)
class Line:
    """A one-dimensional regression problem on [low, high] with known truth."""

    x: Array
    y: Array
    truth: Callable[[Array], Array]
    grid: Array

    @property
    def low(self) -> float:
        """Left end of the interval."""
        return float(self.grid[0])

    @property
    def high(self) -> float:
        """Right end of the interval."""
        return float(self.grid[-1])


@dataclass(frozen=True)
class Table:
    """A real data set, inputs centred and scaled to a mean squared length of 1.

    ``targets`` is (rows, outputs): one-hot for classes, standardised for a regression; ``labels`` are the classes, or
    None.
    """

    inputs: Array
    targets: Array
    labels: NDArray[np.int64] | None


def cubic(x: Array) -> Array:
    """x³ − 3x."""
    return np.asarray(x**3 - 3.0 * x)


def parabola(x: Array) -> Array:
    """4 (x − 5/2)²."""
    return np.asarray(4.0 * (x - 2.5) ** 2)


def wave(x: Array) -> Array:
    """sin(πx)."""
    return np.asarray(np.sin(np.pi * x))


def kink(x: Array) -> Array:
    """2|x| − 1."""
    return np.asarray(2.0 * np.abs(x) - 1.0)


TRUTHS: dict[str, Callable[[Array], Array]] = {"cubic": cubic, "wave": wave, "kink": kink}


def dd1_41() -> Line:
    """41 points of x³ − 3x on [−2, 2], five of them corrupted upwards; judged on 801 points.

    Source
    ------
    Data of "Double Descent, part 1" (MLU-Explain), ``code/double-descent/js/dataFiles.js``, ``circleData``.
    """
    x = np.linspace(-2.0, 2.0, 41)
    y = cubic(x)
    for place, shift in _CORRUPTED.items():
        y[round((place + 2.0) * 10)] += shift
    return Line(x, y, cubic, np.linspace(-2.0, 2.0, 801))


def dd2_6() -> Line:
    """Six exact points of 4 (x − 5/2)² at x = 0, …, 5; judged on 1001 points.

    Source
    ------
    "Double Descent, part 2" (MLU-Explain), ``code/double-descent2/js/dataFiles.js``.
    """
    x = np.arange(6.0)
    return Line(x, parabola(x), parabola, np.linspace(0.0, 5.0, 1001))


def generated(truth: str, n: int, sigma: float, rng: np.random.Generator) -> Line:
    """n equally spaced points on [−2, 2] of a named truth, with Gaussian noise of standard deviation sigma."""
    x = np.linspace(-2.0, 2.0, n)
    function = TRUTHS[truth]
    return Line(x, function(x) + sigma * rng.standard_normal(n), function, np.linspace(-2.0, 2.0, 801))


@cache
def table(name: str) -> Table:
    """One of scikit-learn's bundled data sets: ``digits``, ``breast_cancer`` or ``diabetes``.

    Digits are centred by pixel and share one scale; the other two are standardised column by column. The files are read
    directly, so that a web process need not import scikit-learn; a test compares them with scikit-learn's loaders.

    Source
    ------
    Digits: Alpaydin and Kaynak (1998), UCI. Breast cancer: Wolberg, Street and Mangasarian (1995), UCI. Diabetes:
    Efron, Hastie, Johnstone and Tibshirani (2004), "Least angle regression".
    """
    rows, response = _READERS[name]()
    inputs = rows - rows.mean(axis=0)
    if name != "digits":
        inputs /= inputs.std(axis=0)
    inputs /= np.sqrt(np.mean(np.sum(inputs**2, axis=1)))
    if name == "diabetes":
        return Table(inputs, ((response - response.mean()) / response.std())[:, None], None)
    labels = response.astype(np.int64)
    return Table(inputs, np.eye(int(labels.max()) + 1)[labels], labels)


def _folder() -> Path:
    spec = find_spec("sklearn")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("scikit-learn is not installed.")
    return Path(spec.origin).parent / "datasets" / "data"


def _digits() -> tuple[Array, Array]:
    values = np.loadtxt(_folder() / "digits.csv.gz", delimiter=",")
    return values[:, :-1], values[:, -1]


def _breast_cancer() -> tuple[Array, Array]:
    with (_folder() / "breast_cancer.csv").open(encoding="utf-8", newline="") as file:
        values = np.array([[float(cell) for cell in row] for row in list(csv.reader(file))[1:]])
    return values[:, :-1], values[:, -1]


def _diabetes() -> tuple[Array, Array]:
    with gzip.open(_folder() / "diabetes_data_raw.csv.gz", "rt") as file:
        rows = np.loadtxt(file)
    with gzip.open(_folder() / "diabetes_target.csv.gz", "rt") as file:
        return rows, np.loadtxt(file)


_READERS: dict[str, Callable[[], tuple[Array, Array]]] = {
    "digits": _digits,
    "breast_cancer": _breast_cancer,
    "diabetes": _diabetes,
}
