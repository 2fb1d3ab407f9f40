"""The family ``out-of-bag``: a forest on real data, judged after every tree."""

from importlib import import_module
from math import isqrt, log2
from types import ModuleType
from typing import Any

import numpy as np

from simulations.catalog.random_forest import code
from simulations.engine.contract import ROOT, Axis, Beat, Curves, Family, Parameter, Params, Series

# Rows, features and outputs of the bundled data sets; a test compares them with the files.
SHAPES = {"breast_cancer": (569, 30, 2), "digits": (1797, 64, 10), "diabetes": (442, 10, 1)}
TEST_ROWS = 50
# With fewer trees than this a row in a few hundred has seen no vote, and the others few.
ENOUGH = 12

PARAMETERS = (
    Parameter(
        "dataset",
        "choice",
        "Data",
        "A real data set; rows that are not used for training are the test set.",
        "1",
        "breast_cancer",
        choices=(
            ("breast_cancer", "Breast cancer (569 × 30, two classes)"),
            ("digits", "Handwritten digits (1797 × 64, ten classes)"),
            ("diabetes", "Diabetes progression (442 × 10, a regression)"),
        ),
    ),
    Parameter("n", "integer", "Training rows", "Number of examples, n.", "rows", 300, minimum=50, maximum=1000),
    Parameter(
        "trees",
        "integer",
        "Most trees",
        "The largest forest; every smaller one is judged too.",
        "trees",
        100,
        minimum=1,
        maximum=500,
        log=True,
    ),
    Parameter(
        "features",
        "choice",
        "Features tried",
        "How many of the p features, drawn anew, are tried at each split.",
        "1",
        "sqrt",
        choices=(("sqrt", "√p"), ("third", "p/3"), ("all", "All of them (bagging)"), ("one", "One")),
    ),
    Parameter(
        "depth",
        "integer",
        "Greatest depth",
        "Splits from root to leaf; 40 is as good as no limit, for trees end by themselves before.",
        "levels",
        40,
        minimum=1,
        maximum=40,
    ),
    Parameter(
        "shuffled",
        "number",
        "Shuffled answers",
        "Share of all rows, test rows too, whose answers are shuffled among themselves; at 1 nothing is to be learnt.",
        "share",
        0.0,
        minimum=0,
        maximum=1,
    ),
    ROOT,
)


def tried_of(p: int, features: str) -> int:
    """How many of p features are tried at each split."""
    return {"sqrt": isqrt(p), "third": max(1, p // 3), "all": p, "one": 1}[features]


def tried(dataset: str, features: str) -> int:
    """The number of features of a bundled data set tried at each split."""
    return tried_of(SHAPES[dataset][1], features)


def expected_in_bag(n: int) -> float:
    """Expected share of distinct rows in a bag of n draws with replacement: 1 − (1 − 1/n)ⁿ.

    Examples
    --------
    >>> round(expected_in_bag(1000), 3)
    0.632
    """
    return float(1.0 - (1.0 - 1.0 / n) ** n)


def expected_never(n: int, trees: int) -> list[float]:
    """Expected share of rows in every one of the first t bags, t = 1, …, trees: (1 − (1 − 1/n)ⁿ)ᵗ, about 0.632ᵗ."""
    return [expected_in_bag(n) ** t for t in range(1, trees + 1)]


def forest_module() -> ModuleType:
    """The kernel, loaded by the process that grows a forest: scikit-learn takes a second, and a web process has no
    use for it."""
    return import_module("simulations.catalog.random_forest.forest")


class ForestKernel:
    """See `simulations.engine.contract.Kernel`."""

    def shape(self, params: Params) -> tuple[int, int, int]:
        """Rows, features and outputs of the data; a regression has one output."""
        return SHAPES[params["dataset"]]

    def size(self, params: Params) -> int:
        """How many rows are trained on."""
        n: int = params["n"]
        return n

    def shuffled(self, params: Params) -> float:
        """Share of the answers that are shuffled."""
        return float(params["shuffled"])

    def whole(self, params: Params) -> Any:
        """All rows, as `forest.Table`."""
        return forest_module().table(params["dataset"])

    def check(self, params: Params) -> dict[str, list[str]]:
        """Enough rows are left to test on."""
        most = SHAPES[params["dataset"]][0] - TEST_ROWS
        if params["n"] > most:
            return {"n": [f"Must be at most {most} for this data set, so that {TEST_ROWS} rows are left to test on."]}
        return {}

    def axis(self, params: Params) -> Axis:
        """Numbers of trees."""
        return Axis("trees", "Trees", "trees", tuple(range(1, params["trees"] + 1)), log=True, one="tree")

    def series(self, params: Params) -> tuple[Series, ...]:
        """Three errors of one forest, and two shares that do not depend on the data."""
        unit = "share of rows" if self.shape(params)[2] > 1 else "variances of the answer"
        return (
            Series("oob", "Out-of-bag error", unit),
            Series("test", "Test error", unit),
            Series("train", "Training error", unit),
            Series("never", "Rows never out of the bag", "share of training rows"),
            Series("in_bag", "Distinct rows in a bag", "share of training rows"),
        )

    def compute(self, params: Params, rng: np.random.Generator, beat: Beat) -> Curves:
        """One split and one forest, judged after every tree."""
        forests = forest_module()
        train, test = forests.split(self.whole(params), self.size(params), self.shuffled(params), rng)
        state = int(rng.integers(2**31))
        features = tried_of(self.shape(params)[1], params["features"])
        forest = forests.grow(train, params["trees"], features, params["depth"], state, beat)
        outside = forests.out_of_bag(forest, train)
        return {
            "oob": outside.error,
            "test": forests.errors(forest, test),
            "train": forests.errors(forest, train),
            "never": outside.never,
            "in_bag": outside.in_bag,
        }

    def theory(self, params: Params) -> dict[str, list[float | None]]:
        """Exact expectations of what the bags hold."""
        n, trees = self.size(params), params["trees"]
        return {"never": [*expected_never(n, trees)], "in_bag": [expected_in_bag(n)] * trees}

    def seconds(self, params: Params) -> float:
        """Sorting at every split, the votes of every row, and a fixed price for each tree."""
        rows, columns, outputs = self.shape(params)
        n, features = self.size(params), tried_of(columns, params["features"])
        levels = min(params["depth"], log2(n) + 1)
        # Pixels are small whole numbers, many of them constant in a node: half the work of a measured column.
        each = 2.0e-8 if params.get("dataset") == "digits" else 4.2e-8
        split = n * levels * (each * features + 1e-8 + 6e-9 * outputs)
        votes = (rows + n) * (5e-8 + 1.2e-8 * outputs)
        return float(1e-2 + params["trees"] * (4e-4 + split + votes))

    def code(self, params: Params, seeds: int) -> str:
        """The forest as one would grow it: tree by tree, with scikit-learn's own out-of-bag votes."""
        return code.script(params, seeds, tried_of(self.shape(params)[1], params["features"]))

    def notes(self, params: Params) -> dict[str, Any]:
        """What the errors are averages over."""
        notes = {
            "test_rows": self.shape(params)[0] - self.size(params),
            "oob": "Each training row is judged only by the trees that have not seen it: 37 % of them.",
            "rows": "Rows that no tree has left out yet do not count.",
        }
        if params["trees"] < ENOUGH:
            notes["few"] = (
                f"With fewer than {ENOUGH} trees the out-of-bag error is far too high: a row has hardly a vote or two."
            )
        return notes


FAMILY = Family(
    "out-of-bag",
    "Out-of-bag error",
    PARAMETERS,
    ForestKernel(),
    shard_size=1,
    summary="Forests on breast cancer, digits or diabetes, judged after every tree by the rows it left out.",
    max_seeds=16,
)
