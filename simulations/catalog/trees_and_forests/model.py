"""The declaration of the simulation ``trees-and-forests``."""

from importlib import import_module
from math import isqrt, log2
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from simulations.catalog.trees_and_forests import code
from simulations.catalog.trees_and_forests.presets import PRESETS
from simulations.catalog.trees_and_forests.sentence import sentence
from simulations.engine.contract import ROOT, Axis, Beat, Curves, Family, Parameter, Params, Series, Simulation

# Rows, features and classes of the bundled data sets; a test compares them with the files.
SHAPES = {"digits": (1797, 64, 10), "breast_cancer": (569, 30, 2)}
TEST_ROWS = 50
_POINTS = 24
# Sizes of the reference run in the brief.
_NAMED = (20, 40, 80, 160, 200)
_ALL_TREES = 20

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
        ),
    ),
    Parameter("n", "integer", "Training rows", "Number of examples, n.", "rows", 600, minimum=50, maximum=1500),
    Parameter(
        "label_noise",
        "number",
        "Label noise",
        "Share of training rows whose labels are shuffled among themselves; test labels are left as they are.",
        "share",
        0.1,
        minimum=0,
        maximum=1,
    ),
    Parameter(
        "leaves",
        "integer",
        "Most leaves",
        "Leaves that a tree is allowed; where this is more than it can use, it repeats every training label.",
        "leaves",
        200,
        minimum=2,
        maximum=1000,
        log=True,
    ),
    Parameter(
        "trees",
        "integer",
        "Most trees",
        "Trees of the largest forest, each with all its leaves.",
        "trees",
        20,
        minimum=1,
        maximum=100,
        log=True,
    ),
    Parameter(
        "features",
        "choice",
        "Features tried",
        "How many of the p features, drawn anew, are tried at each split; all trees see all rows.",
        "1",
        "sqrt",
        choices=(("sqrt", "√p"), ("third", "p/3"), ("all", "All of them"), ("one", "One")),
    ),
    ROOT,
)


def tried(dataset: str, features: str) -> int:
    """The number of features tried at each split."""
    p = SHAPES[dataset][1]
    return {"sqrt": isqrt(p), "third": p // 3, "all": p, "one": 1}[features]


def leaf_sizes(most: int) -> tuple[int, ...]:
    """Numbers of leaves from 2 to ``most``, even on a log scale, with those of the reference run."""
    even = np.round(np.geomspace(2, most, _POINTS)).astype(int).tolist()
    return tuple(sorted({size for size in (*even, *_NAMED) if size <= most}))


def tree_counts(most: int) -> tuple[int, ...]:
    """Numbers of trees beyond the first: every one to 20, then even on a log scale."""
    counts = range(2, min(most, _ALL_TREES) + 1)
    beyond = np.round(np.geomspace(_ALL_TREES, most, _POINTS)).astype(int).tolist() if most > _ALL_TREES else ()
    return tuple(sorted({*counts, *beyond}))


def cart_module() -> ModuleType:
    """The kernel, loaded by the process that grows a tree: scikit-learn takes a second, and a web process has no use
    for it."""
    return import_module("simulations.catalog.trees_and_forests.cart")


class LeavesThenTreesKernel:
    """See `simulations.engine.contract.Kernel`."""

    def check(self, params: Params) -> dict[str, list[str]]:
        """Enough rows are left to test on."""
        most = SHAPES[params["dataset"]][0] - TEST_ROWS
        if params["n"] > most:
            return {"n": [f"Must be at most {most} for this data set, so that {TEST_ROWS} rows are left to test on."]}
        return {}

    def axis(self, params: Params) -> Axis:
        """Leaves of one tree, then leaves of all trees; the two are glued at the marked place."""
        most = params["leaves"]
        glued = tuple(most * count for count in tree_counts(params["trees"]))
        return Axis(
            "leaves",
            "Leaves allowed in all trees",
            "leaves",
            leaf_sizes(most) + glued,
            log=True,
            threshold=most,
        )

    def series(self, params: Params) -> tuple[Series, ...]:
        """Squared errors as in the reference, and the error rate."""
        unit = "mean squared"
        return (
            Series("test", "Test error", unit, quantity="Error"),
            Series("train", "Training error", unit, quantity="Error"),
            Series("averaged", "Test error in any order of the trees", unit, quantity="Error"),
            Series("rate", "Test error rate", "share of rows"),
        )

    def compute(self, params: Params, rng: np.random.Generator, beat: Beat) -> Curves:
        """One split and one forest; its first tree is the one of the first axis."""
        cart = cart_module()
        train, test = cart.split(cart.table(params["dataset"]), params["n"], params["label_noise"], rng)
        state, features = int(rng.integers(2**31)), tried(params["dataset"], params["features"])
        forest = cart.grow(train, params["trees"], params["leaves"], features, state, beat)
        sizes, after = leaf_sizes(params["leaves"]), np.array(tree_counts(params["trees"]), dtype=np.int64) - 1
        known = forest.classes_
        tested = [cart.by_leaves(tree, known, test, sizes) for tree in forest.estimators_]
        trained = cart.by_leaves(forest.estimators_[0], known, train, sizes)
        on_test, on_train = cart.by_trees(forest, test), cart.by_trees(forest, train)
        every = np.mean([errors.squared for errors in tested], axis=0)
        law = cart.in_any_order(every[-1], on_test.squared[-1], params["trees"])
        return {
            "test": np.concatenate([tested[0].squared, on_test.squared[after]]),
            "train": np.concatenate([trained.squared, on_train.squared[after]]),
            "averaged": np.concatenate([every, law[after]]),
            "rate": np.concatenate([tested[0].wrong, on_test.wrong[after]]),
        }

    def theory(self, params: Params) -> dict[str, list[float | None]]:
        """None is known for real data; the curve ``averaged`` is an identity on the trees of the run."""
        return {}

    def seconds(self, params: Params) -> float:
        """Sorting at every split, and the answers of every tree for every row."""
        rows, _, classes = SHAPES[params["dataset"]]
        n, features = params["n"], tried(params["dataset"], params["features"])
        levels = min(params["leaves"], log2(n) + 3 + 4 * params["label_noise"])
        # Pixels are small whole numbers, many of them constant in a node: half the work of a measured column.
        each = 1.8e-8 if params["dataset"] == "digits" else 4.4e-8
        split = n * levels * (each * features + 1e-8 + 2e-9 * classes)
        answers = rows * (1.0e-7 + 3.0e-8 * classes)
        return float(4e-3 + params["trees"] * (7.0e-4 + split + answers))

    def code(self, params: Params, seeds: int) -> str:
        """A forest fitted anew for every number of leaves and of trees."""
        features = tried(params["dataset"], params["features"])
        return code.script(params, seeds, features, leaf_sizes(params["leaves"]), tree_counts(params["trees"]))

    def notes(self, params: Params) -> dict[str, Any]:
        """That two axes are glued, and what the errors are averages over."""
        rows = SHAPES[params["dataset"]][0] - params["n"]
        return {
            "glued": (
                f"Two axes are glued at {params['leaves']} leaves: to the left one tree is allowed more leaves, to the "
                "right more such trees are averaged. No single quantity grows along both."
            ),
            "averaged": (
                "In any order of the trees: to the left the mean over all trees, to the right the exact mean over "
                "all choices of so many trees of the run, c + (e − c)/t."
            ),
            "test": f"Mean over {rows} test rows and all classes of the squared difference between share and label.",
        }


SIMULATION = Simulation(
    slug="trees-and-forests",
    title="From one leaf to a forest",
    version=1,
    summary="More leaves for one tree, then more trees: the double descent of forests, which is two curves glued.",
    families=(
        Family(
            "leaves-then-trees",
            "Leaves, then trees",
            PARAMETERS,
            LeavesThenTreesKernel(),
            shard_size=1,
            summary="A tree on noisy labels is allowed more and more leaves; then ever more such trees are averaged.",
            max_seeds=32,
        ),
    ),
    presets=PRESETS,
    brief_path=Path(__file__).with_name("brief.md"),
    sentence=sentence,
)
