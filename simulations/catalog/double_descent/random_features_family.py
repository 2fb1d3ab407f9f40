"""The family ``random-features``: Fourier or ReLU features of digits, breast cancer and diabetes."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulations.catalog.double_descent import code, data, feature_limit, naming
from simulations.catalog.double_descent import random_features as rf
from simulations.catalog.double_descent.spline import INTERPOLATION_TOLERANCE
from simulations.catalog.double_descent.splits import Draw, draw
from simulations.engine.contract import ROOT, Axis, Beat, Curves, Family, Parameter, Params, Series, stage

Array = NDArray[np.float64]

# Rows, inputs and outputs of the bundled data sets; a test compares them with the files.
SHAPES = {"digits": (1797, 64, 10), "breast_cancer": (569, 30, 2), "diabetes": (442, 10, 1)}
TEST_ROWS = 50
MOST_CELLS = 4_000_000

PARAMETERS = (
    Parameter(
        "dataset",
        "choice",
        "Data",
        "A real data set; rows that are not used for training are the test set.",
        "1",
        "digits",
        choices=(
            ("digits", "Handwritten digits (1797 × 64, ten classes)"),
            ("breast_cancer", "Breast cancer (569 × 30, two classes)"),
            ("diabetes", "Diabetes progression (442 × 10, a regression)"),
        ),
    ),
    Parameter("n", "integer", "Training rows", "Number of examples, n.", "rows", 500, minimum=50, maximum=1000),
    Parameter(
        "width",
        "integer",
        "Widest model",
        "Number of random features of the largest model; smaller ones use the first of them.",
        "features",
        4000,
        minimum=10,
        maximum=8000,
        log=True,
    ),
    Parameter(
        "feature",
        "choice",
        "Feature",
        "√2 cos(w·x + b) with b uniform, or max(w·x + b, 0) with b normal; w is normal with standard deviation γ.",
        "1",
        "rff",
        choices=(("rff", "Fourier"), ("relu", "ReLU")),
    ),
    Parameter(
        "gamma",
        "number",
        "Frequency",
        "Spread γ of the weights w; inputs are scaled to a mean squared length of 1.",
        "1",
        0.6,
        minimum=0.05,
        maximum=5,
        log=True,
    ),
    Parameter(
        "label_noise",
        "number",
        "Label noise",
        "Share of training rows whose answers are shuffled among themselves.",
        "share",
        0.0,
        minimum=0,
        maximum=0.5,
    ),
    Parameter(
        "ridge",
        "numbers",
        "Ridge",
        "Penalties λ in ‖Y − ΦB‖²/n + λ‖B‖²; 0 gives least squares, and beyond n the interpolant of least norm.",
        "1",
        [0],
        minimum=1e-6,
        maximum=100,
        max_items=8,
        log=True,
        or_zero=True,
    ),
    ROOT,
)


class RandomFeaturesKernel:
    """See `simulations.engine.contract.Kernel`."""

    test_rows = TEST_ROWS

    def table(self, params: Params) -> data.Table:
        """Inputs and answers."""
        return data.table(params["dataset"])

    def shape(self, params: Params) -> tuple[int, int, int]:
        """Rows, inputs and outputs of the table, without reading it."""
        return SHAPES[params["dataset"]]

    def check(self, params: Params) -> dict[str, list[str]]:
        """Enough rows are left to test on, and the feature matrix stays of reasonable size."""
        problems: dict[str, list[str]] = {}
        most = self.shape(params)[0] - self.test_rows
        if params["n"] > most:
            left = f"so that {self.test_rows} rows are left to test on"
            problems["n"] = [f"Must be at most {most} for this data set, {left}."]
        if params["n"] * params["width"] > MOST_CELLS:
            problems["width"] = [f"Must be at most {MOST_CELLS // params['n']} with {params['n']} training rows."]
        return problems

    def axis(self, params: Params) -> Axis:
        """Numbers of features; each output has its threshold at n."""
        widths = rf.width_grid(params["n"], params["width"])
        threshold = params["n"] if params["n"] <= params["width"] else None
        return Axis("p", "Random features", "features", widths, log=True, threshold=threshold, one="feature")

    def series(self, params: Params) -> tuple[Series, ...]:
        """Test and training error, error rate for classes, norm, and whether the fit interpolates, for each ridge."""
        bases = [Series("test", "Test error", "mean squared", quantity="Error")]
        if self.shape(params)[2] > 1:
            bases.append(Series("test_error_rate", "Test error rate", "share of rows"))
        bases += [
            Series("train", "Training error", "mean squared", quantity="Error"),
            Series("norm", "Norm of the coefficients", "1"),
            Series("interpolates", "Share of seeds that interpolate", "share", kind="share"),
        ]
        return naming.by_ridge(bases, params["ridge"])

    def compute(self, params: Params, rng: np.random.Generator, beat: Beat) -> Curves:
        """One split and one set of features, every width on the grid, every ridge."""
        drawn = draw(params, rng, self.table(params))
        widths = tuple(int(value) for value in self.axis(params).values)
        ridges = params["ridge"]
        curves: Curves = {}
        for index, ridge in enumerate(ridges):
            fits = _fits(drawn, widths, ridge, stage(beat, index, len(ridges)))
            for base, values in fits.items():
                curves[naming.curve_name(base, ridges, ridge)] = values
        return curves

    def theory(self, params: Params) -> dict[str, list[float | None]]:
        """Where random features lead: the fit with infinitely many, on the rows of the first seed, for p ≥ 2n."""
        widths = [int(value) for value in self.axis(params).values]
        ridges, n = params["ridge"], params["n"]
        wide = tuple(width for width in widths if width >= 2 * n)
        if not wide:
            return {}
        curves = feature_limit.errors(self.table(params), params, wide)
        narrow = [None] * (len(widths) - len(wide))
        return {
            naming.curve_name("test", ridges, ridge): [*narrow, *curve]
            for ridge, curve in zip(ridges, curves, strict=True)
        }

    def seconds(self, params: Params) -> float:
        """Kernel updates, one Cholesky factor per wide width, predictions at every width, and the features."""
        rows, inputs, outputs = self.shape(params)
        n, top = params["n"], params["width"]
        widths = np.array(self.axis(params).values)
        wide = widths[widths > n]
        core = min(n, top)
        fixed = (4 / 3) * n * core**2 + n * n * max(top - n, 0)
        per_width = len(wide) * (n**3 / 3 + 4.0 * n * n * outputs) + 2.0 * outputs * np.sum(widths) * rows
        extra = 3.0 * core**3 if any(params["ridge"]) else 0.0
        features = rows * top * (1.6e-8 + 4.0e-11 * inputs)
        ridges = len(params["ridge"])
        return float(2e-3 + features + ridges * (6.0e-11 * (fixed + per_width + extra) + 1e-4 * len(widths)))

    def code(self, params: Params, seeds: int) -> str:
        """One least-squares problem per width."""
        points = tuple(int(value) for value in self.axis(params).values)
        return code.script("random-features", params, seeds, points=points, table=self.table_code(params))

    def table_code(self, params: Params) -> str:
        """The lines of the script that make ``inputs``, ``answers`` and ``classes``."""
        return code.BUNDLED

    def notes(self, params: Params) -> dict[str, Any]:
        """What the numbers are averages of."""
        rows = self.shape(params)[0]
        return {
            "limit": "The dashed line is the fit with infinitely many features, on the rows of the first seed.",
            "test_rows": rows - params["n"],
            "test": f"Mean over {rows - params['n']} test rows and all outputs; their answers are never shuffled.",
            "interpolates": f"No training residual above {INTERPOLATION_TOLERANCE:g}.",
        }


def _fits(drawn: Draw, widths: tuple[int, ...], ridge: float, beat: Beat) -> Curves:
    """Curves of one ridge; the targets' mean is fitted apart and not penalised."""
    mean = drawn.targets.mean(axis=0)
    centred = drawn.targets - mean
    columns: dict[str, list[float]] = {"test": [], "train": [], "norm": [], "interpolates": []}
    if drawn.test_labels is not None:
        columns["test_error_rate"] = []
    for fit in rf.sweep(drawn.features, centred, widths, ridge=ridge, beat=beat):
        residual = fit.train - centred
        columns["test"].append(float(np.mean((fit.test + mean - drawn.test_targets) ** 2)))
        columns["train"].append(float(np.mean(residual**2)))
        columns["norm"].append(fit.norm)
        columns["interpolates"].append(float(np.max(np.abs(residual)) <= INTERPOLATION_TOLERANCE))
        if drawn.test_labels is not None:
            guessed = np.argmax(fit.test + mean, axis=1)
            columns["test_error_rate"].append(float(np.mean(guessed != drawn.test_labels)))
    return {name: np.array(values) for name, values in columns.items()}


FAMILY = Family(
    "random-features",
    "Random features on real data",
    PARAMETERS,
    RandomFeaturesKernel(),
    shard_size=1,
    summary="Random Fourier or ReLU features of digits, breast cancer or diabetes.",
    max_seeds=32,
)
