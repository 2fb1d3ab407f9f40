"""One tree for all numbers of leaves, one forest for all numbers of trees.

CART that grows its best leaf first is a prefix code: the tree with k leaves *is* the first 2k − 1 nodes of one with
more leaves. And the first t trees of a forest of T are the forest of t trees. So T fits give the whole curve.

This module needs scikit-learn, which takes a second to import; the declaration in ``model`` loads it when a worker
grows its first tree, so that a web process need not.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn import datasets
from sklearn.ensemble import RandomForestClassifier

Array = NDArray[np.float64]
Indexes = NDArray[np.int64]

# Trees are grown in blocks: news now and then.
_GROWN = 10


@dataclass(frozen=True)
class Table:
    """Rows of inputs in single precision, which is what trees compare, and which of so many ``classes`` they are."""

    inputs: NDArray[np.float32]
    labels: Indexes
    classes: int

    def take(self, rows: Indexes) -> "Table":
        """Some rows."""
        return Table(self.inputs[rows], self.labels[rows], self.classes)

    def one_hot(self) -> Array:
        """A column of zeros and ones for each class, shape (rows, classes)."""
        return np.asarray(np.eye(self.classes)[self.labels])


@dataclass(frozen=True)
class Errors:
    """Squared error, averaged over rows and classes, and share of wrong rows; of one shape."""

    squared: Array
    wrong: Array


@cache
def table(name: str) -> Table:
    """One of scikit-learn's bundled data sets: ``digits`` or ``breast_cancer``.

    Source
    ------
    Digits: Alpaydin and Kaynak (1998), UCI. Breast cancer: Wolberg, Street and Mangasarian (1995), UCI.
    """
    bunch = datasets.load_digits() if name == "digits" else datasets.load_breast_cancer()
    return Table(bunch.data.astype(np.float32), bunch.target.astype(np.int64), len(bunch.target_names))


def split(whole: Table, n: int, noise: float, rng: np.random.Generator) -> tuple[Table, Table]:
    """n random rows to train on, a share of their labels shuffled among themselves, and the others to test on."""
    order = rng.permutation(len(whole.labels))
    train, test = whole.take(order[:n]), whole.take(order[n:])
    mixed = round(noise * n)
    train.labels[:mixed] = train.labels[rng.permutation(mixed)]
    return train, test


def grow(train: Table, trees: int, leaves: int, features: int, state: int, beat: Callable[[float], None]) -> Any:
    """A fitted ``RandomForestClassifier`` whose trees have all seen every row: no bootstrap.

    Parameters
    ----------
    trees, leaves, features
        Number of trees; most leaves of each; features tried at each split.
    state
        The forest's ``random_state``, 0 ≤ state < 2³¹.
    beat
        Told the fraction that is grown.

    Accuracy
    --------
    The same trees as one call of ``fit``, bit by bit: growing in blocks (``warm_start``) continues the same stream.
    """
    forest = RandomForestClassifier(
        max_leaf_nodes=leaves, max_features=features, bootstrap=False, random_state=state, warm_start=True
    )
    for grown in range(min(trees, _GROWN), trees + _GROWN, _GROWN):
        forest.set_params(n_estimators=min(grown, trees)).fit(train.inputs, train.labels)
        beat(min(grown, trees) / trees)
        if grown >= trees:
            break
    return forest


def by_leaves(tree: Any, known: Indexes, rows: Table, sizes: Sequence[int]) -> Errors:
    """Errors of a tree cut back to each number of leaves.

    Parameters
    ----------
    tree
        A tree of a forest from `grow`; it has ``max_leaf_nodes``, so its nodes are in the order of growth.
    known
        The forest's ``classes_``: those that its training rows have. The others have no share in any leaf.
    rows
        What it is judged on.
    sizes
        Numbers of leaves; beyond those that the tree has, it is the whole tree.

    Returns
    -------
    Errors
        Of shape (sizes,).

    Accuracy
    --------
    The cut tree says of every row what a tree fitted with that ``max_leaf_nodes`` says, bit by bit; its error differs
    by the rounding of a sum. A sum over leaves that are all pure is exactly 0.

    Source
    ------
    L. Breiman, J. Friedman, R. Olshen, C. Stone (1984), Classification and Regression Trees, chapter 10; growth of the
    best leaf first: H. Shi (2007), Best-first decision tree learning, University of Waikato.
    """
    said = _every_class(tree.tree_.value[:, 0, :], known, rows)
    counts = np.asarray(tree.decision_path(rows.inputs, check_input=False).T @ rows.one_hot())
    here = counts.sum(axis=1)
    squared = here * np.sum(said**2, axis=1) - 2.0 * np.sum(said * counts, axis=1) + here
    right = counts[np.arange(len(said)), np.argmax(said, axis=1)]
    ends = leaves_of(tree, sizes).astype(np.float64)
    n, classes = rows.inputs.shape[0], said.shape[1]
    return Errors(ends @ squared / (n * classes), (n - ends @ right) / n)


def leaves_of(tree: Any, sizes: Sequence[int]) -> NDArray[np.bool_]:
    """Which nodes are the leaves when only so many are allowed; shape (sizes, nodes)."""
    first = tree.tree_.children_left
    there = 2 * np.asarray(sizes)[:, None] - 1
    divided = (first >= 0) & (first < there)
    return np.asarray((np.arange(len(first)) < there) & ~divided)


def by_trees(forest: Any, rows: Table) -> Errors:
    """Errors of the first 1, 2, …, T trees together, each tree giving shares of classes; of shape (T,)."""
    truth = rows.one_hot()
    total = np.zeros_like(truth)
    squared, wrong = [], []
    for count, tree in enumerate(forest.estimators_, start=1):
        total += _every_class(tree.predict_proba(rows.inputs, check_input=False), forest.classes_, rows)
        said = total / count
        squared.append(np.mean((said - truth) ** 2))
        wrong.append(np.mean(np.argmax(said, axis=1) != rows.labels))
    return Errors(np.array(squared), np.array(wrong))


def _every_class(said: Array, known: Indexes, rows: Table) -> Array:
    """Shares of the known classes, with a column of zeros for each other one."""
    if len(known) == rows.classes:
        return said
    every = np.zeros((len(said), rows.classes))
    every[:, known] = said
    return every


def in_any_order(single: float, together: float, trees: int) -> Array:
    """Squared error of t of the T trees, averaged over all choices of them, t = 1, …, T.

    Parameters
    ----------
    single
        Squared error of one tree, averaged over the trees.
    together
        Squared error of all T trees together.

    Returns
    -------
    ndarray, shape (T,)
        c + (single − c)/t, where c is such that the last value is ``together``: what two trees err in common.

    Accuracy
    --------
    Exact: the square of an average of t is a sum over pairs, and every pair is in as many choices as every other.

    Source
    ------
    A. Krogh, J. Vedelsby (1995), Neural network ensembles, cross validation, and active learning, NIPS 7; T. Hastie,
    R. Tibshirani, J. Friedman (2009), The Elements of Statistical Learning, eq. 15.1.
    """
    common = (trees * together - single) / (trees - 1) if trees > 1 else single
    return np.asarray(common + (single - common) / np.arange(1, trees + 1))
