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
from sklearn import config_context, datasets
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

Array = NDArray[np.float64]
Answers = NDArray[Any]

# News after so many trees; votes are summed in blocks of so many, for little memory.
_GROWN = 20
_CELLS = 500_000
# Below this scikit-learn draws the state of each tree of a forest.
_STATES = np.iinfo(np.int32).max


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
class Forest:
    """Fitted trees with their bags.

    Attributes
    ----------
    trees
        ``DecisionTreeClassifier`` or ``DecisionTreeRegressor``.
    known
        The classes that the training rows have, ascending; a regression has [0].
    outside
        Whether a row is outside a tree's bag, shape (trees, rows).
    """

    trees: tuple[Any, ...]
    known: NDArray[np.int64]
    outside: NDArray[np.bool_]


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


def grow(train: Table, trees: int, features: int, depth: int, state: int, beat: Callable[[float], None]) -> Forest:
    """The trees of a ``RandomForestClassifier`` or ``RandomForestRegressor``.

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
    The same trees as those that the class grows, bit by bit: a test holds them together. The class spends a quarter of
    its time on cloning and checking each tree's parameters, which are all the same.

    Source
    ------
    L. Breiman (2001), Random forests, Machine Learning 45(1); scikit-learn's draws of states and bags.
    """
    n = len(train.answers)
    kind = DecisionTreeClassifier if train.classes else DecisionTreeRegressor
    answers = train.answers.astype(np.float64)[:, None]
    states, draws = np.random.RandomState(state), np.random.RandomState()
    times = np.empty((trees, n))
    grown = []
    with config_context(skip_parameter_validation=True, assume_finite=True):
        for index in range(trees):
            own = states.randint(_STATES)
            draws.seed(own)
            times[index] = np.bincount(draws.randint(0, n, n), minlength=n)
            tree = kind(max_features=features, max_depth=depth, random_state=own)
            grown.append(tree.fit(train.inputs, answers, sample_weight=times[index], check_input=False))
            if (index + 1) % _GROWN == 0 or index + 1 == trees:
                beat((index + 1) / trees)
    known = np.unique(train.answers) if train.classes else np.zeros(1, dtype=np.int64)
    return Forest(tuple(grown), known, times == 0)


def out_of_bag(forest: Forest, train: Table) -> Judged:
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
    trees, outside = len(forest.trees), forest.outside
    counts = np.cumsum(outside, axis=0)
    covered = counts > 0
    error = np.empty(trees)
    for block, votes in _sums(forest, train, outside):
        said = votes / np.maximum(counts[block], 1)[:, :, None]
        error[block] = _wrong(said, train, covered[block]) / np.maximum(covered[block].sum(axis=1), 1)
    in_bag = 1.0 - np.cumsum(np.mean(outside, axis=1)) / np.arange(1, trees + 1)
    return Judged(error, 1.0 - np.mean(covered, axis=1), in_bag)


def errors(forest: Forest, rows: Table) -> Array:
    """Error rate or mean squared error on ``rows`` after every tree, each tree voting on every row; shape (trees,)."""
    trees, n = len(forest.trees), len(rows.answers)
    everywhere = np.broadcast_to(np.True_, (trees, n))
    found = np.empty(trees)
    for block, votes in _sums(forest, rows, everywhere):
        said = votes / np.arange(block.start + 1, block.stop + 1)[:, None, None]
        found[block] = _wrong(said, rows, everywhere[block]) / n
    return found


def _sums(forest: Forest, rows: Table, counted: NDArray[np.bool_]) -> Iterator[tuple[slice, Array]]:
    """Running sums of the trees' votes where they count, added in the order of the trees, block by block.

    Each is a slice of trees and an array of shape (trees in it, rows, outputs): class shares, or one value.
    """
    trees, n = counted.shape
    outputs = int(forest.known[-1]) + 1
    size = max(1, _CELLS // (n * outputs))
    before: Array = np.zeros((n, outputs))
    for begin in range(0, trees, size):
        block = slice(begin, min(begin + size, trees))
        votes = np.zeros((block.stop - begin, n, outputs))
        for place, tree in enumerate(forest.trees[block]):
            votes[place][:, forest.known] = tree.tree_.predict(rows.inputs).reshape(n, -1)
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
