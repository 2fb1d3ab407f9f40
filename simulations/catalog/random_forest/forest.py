"""One forest, judged after every tree.

The first t trees of a forest of T *are* the forest of t trees with the same random state: each tree draws its own state
from one stream. So one fit and running sums of the trees' votes give the curve over all numbers of trees.

This module needs scikit-learn, which takes a second to import; the declaration in ``model`` loads it when a worker
grows its first forest, so that a web process need not.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn import datasets
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

Array = NDArray[np.float64]
Answers = NDArray[Any]

# Trees are grown, and their votes summed, in blocks: news now and then, and little memory.
_GROWN = 100
_CELLS = 500_000


@dataclass(frozen=True)
class Table:
    """Rows for a forest.

    Attributes
    ----------
    inputs
        Shape (rows, features), single precision: what trees compare.
    answers
        Class numbers 0, 1, … of dtype int64, or standardised values of dtype float64.
    """

    inputs: NDArray[np.float32]
    answers: Answers

    @property
    def classes(self) -> bool:
        """Whether the answers are classes."""
        return self.answers.dtype.kind == "i"

    def take(self, rows: NDArray[np.int64]) -> "Table":
        """Some rows."""
        return Table(self.inputs[rows], self.answers[rows])


@dataclass(frozen=True)
class Judged:
    """What the rows outside the bags say after 1, 2, …, T trees; each of shape (T,).

    Attributes
    ----------
    error
        Error rate or mean squared error over the rows that have been out of the bag at least once.
    never
        Share of rows that have not.
    in_bag
        Share of distinct rows in the bag of a tree, averaged over the trees so far.
    """

    error: Array
    never: Array
    in_bag: Array


@cache
def table(name: str) -> Table:
    """One of scikit-learn's bundled data sets: ``breast_cancer``, ``digits`` or ``diabetes``.

    Source
    ------
    Breast cancer: Wolberg, Street and Mangasarian (1995), UCI. Digits: Alpaydin and Kaynak (1998), UCI. Diabetes:
    Efron, Hastie, Johnstone and Tibshirani (2004), "Least angle regression".
    """
    if name == "diabetes":
        bunch = datasets.load_diabetes(scaled=False)
        answers = (bunch.target - bunch.target.mean()) / bunch.target.std()
    else:
        bunch = datasets.load_digits() if name == "digits" else datasets.load_breast_cancer()
        answers = bunch.target.astype(np.int64)
    return Table(bunch.data.astype(np.float32), answers)


def split(whole: Table, n: int, shuffled: float, rng: np.random.Generator) -> tuple[Table, Table]:
    """n random rows to train on and the others to test on, a share of all answers shuffled among themselves first."""
    rows = len(whole.answers)
    order = rng.permutation(rows)
    picked = rng.permutation(rows)[: round(shuffled * rows)]
    answers = whole.answers.copy()
    answers[picked] = whole.answers[rng.permutation(picked)]
    mixed = Table(whole.inputs, answers)
    return mixed.take(order[:n]), mixed.take(order[n:])


def grow(train: Table, trees: int, features: int, depth: int, state: int, beat: Callable[[float], None]) -> Any:
    """A fitted ``RandomForestClassifier`` or ``RandomForestRegressor``.

    Parameters
    ----------
    trees, features, depth
        Number of trees; features tried at each split; greatest depth.
    state
        The forest's ``random_state``, 0 ≤ state < 2³¹.
    beat
        Told the fraction that is grown.

    Accuracy
    --------
    The same trees as one call of ``fit``, bit by bit: growing in blocks (``warm_start``) continues the same stream.
    """
    model = RandomForestClassifier if train.classes else RandomForestRegressor
    forest = model(
        min(trees, _GROWN), max_features=features, max_depth=depth, random_state=state, warm_start=trees > _GROWN
    )
    for grown in range(min(trees, _GROWN), trees + _GROWN, _GROWN):
        forest.set_params(n_estimators=min(grown, trees)).fit(train.inputs, train.answers)
        beat(min(grown, trees) / trees)
        if grown >= trees:
            break
    return forest


def out_of_bag(forest: Any, train: Table) -> Judged:
    """Judge a forest after every tree by the rows that its trees have not seen.

    Parameters
    ----------
    forest
        From `grow`.
    train
        What it was grown on.

    Returns
    -------
    Judged
        Each of shape (trees,).

    Accuracy
    --------
    Exact: 1 − error equals scikit-learn's ``oob_score_`` bit by bit where every row has been out of the bag (for a
    regression, 1 − error divided by the variance of the answers does, to rounding). scikit-learn counts a row without
    votes as class 0, or as the value 0; here it is left out.

    Source
    ------
    L. Breiman (1996), Out-of-bag estimation; T. Hastie, R. Tibshirani, J. Friedman (2009), The Elements of Statistical
    Learning, section 15.3.1.
    """
    n, trees = len(train.answers), len(forest.estimators_)
    outside = _outside(forest, n)
    counts = np.cumsum(outside, axis=0)
    covered = counts > 0
    error = np.empty(trees)
    for block, votes in _sums(forest, train, outside):
        said = votes / np.maximum(counts[block], 1)[:, :, None]
        error[block] = _wrong(said, train, covered[block]) / np.maximum(covered[block].sum(axis=1), 1)
    in_bag = 1.0 - np.cumsum(np.mean(outside, axis=1)) / np.arange(1, trees + 1)
    return Judged(error, 1.0 - np.mean(covered, axis=1), in_bag)


def _outside(forest: Any, n: int) -> NDArray[np.bool_]:
    """Whether a row is outside a tree's bag, shape (trees, n).

    These are the draws of scikit-learn's ``estimators_samples_``, from one generator that is seeded anew for each tree:
    to make a new one, as the property does, takes seven times as long as the draws. A test holds the two together.
    """
    outside = np.ones((len(forest.estimators_), n), dtype=bool)
    draws = np.random.RandomState()
    for row, tree in zip(outside, forest.estimators_, strict=True):
        draws.seed(tree.random_state)
        row[draws.randint(0, n, n)] = False
    return outside


def errors(forest: Any, rows: Table) -> Array:
    """Error rate or mean squared error on ``rows`` after every tree, each tree voting on every row; shape (trees,)."""
    trees, n = len(forest.estimators_), len(rows.answers)
    everywhere = np.broadcast_to(np.True_, (trees, n))
    found = np.empty(trees)
    for block, votes in _sums(forest, rows, everywhere):
        said = votes / np.arange(block.start + 1, block.stop + 1)[:, None, None]
        found[block] = _wrong(said, rows, everywhere[block]) / n
    return found


def _sums(forest: Any, rows: Table, counted: NDArray[np.bool_]) -> Iterator[tuple[slice, Array]]:
    """Running sums of the trees' votes where they count, added in the order of the trees, block by block.

    Each is a slice of trees and an array of shape (trees in it, rows, outputs): class shares, or one value.
    """
    trees, n = counted.shape
    outputs = int(forest.n_classes_) if rows.classes else 1
    size = max(1, _CELLS // (n * outputs))
    before: Array = np.zeros((n, outputs))
    for begin in range(0, trees, size):
        block = slice(begin, min(begin + size, trees))
        votes = np.empty((block.stop - begin, n, outputs))
        for place, tree in enumerate(forest.estimators_[block]):
            said = tree.predict_proba if rows.classes else tree.predict
            votes[place] = said(rows.inputs, check_input=False).reshape(n, outputs)
        votes *= counted[block][:, :, None]
        votes[0] += before
        np.cumsum(votes, axis=0, out=votes)
        yield block, votes
        before = votes[-1]


def _wrong(said: Array, rows: Table, counted: NDArray[np.bool_]) -> Array:
    """Number of wrong rows, or sum of squared errors, among those that count; shape (trees,)."""
    if not rows.classes:
        return np.asarray(np.sum((said[:, :, 0] - rows.answers) ** 2 * counted, axis=1))
    guessed = said[:, :, 1] > said[:, :, 0] if said.shape[2] == 2 else np.argmax(said, axis=2)
    return np.asarray(np.count_nonzero((guessed != rows.answers) & counted, axis=1).astype(np.float64))
