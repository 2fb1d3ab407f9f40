"""One hidden layer, trained on all rows at once by Adam, in NumPy.

A network is two matrices: W of shape (inputs + 1, units) and V of shape (units + 1, outputs), each with its constants
in the last row. It says [tanh([x, 1] W), 1] V, or the same without tanh. The loss is the mean over rows and outputs of
the squared difference. Everything is in the precision of the inputs; the simulation uses single precision.
"""

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.floating[Any]]

# Of Adam, as its authors recommend.
FADE, FADE_SQUARES, SMALL = 0.9, 0.999, 1e-8


def with_constant(x: Array) -> Array:
    """Rows with a 1 at the end."""
    return np.concatenate([x, np.ones((len(x), 1), dtype=x.dtype)], axis=1)


def initial(units: Array, outputs: int) -> tuple[Array, Array]:
    """The network before training.

    Parameters
    ----------
    units
        Independent standard normal numbers, shape (units, inputs + outputs): a row for each hidden unit, so that the
        first rows are a smaller network.
    outputs
        Number of outputs.

    Returns
    -------
    W, V
        Constants are 0; the weights of the outputs are divided by the root of the number of units.
    """
    width, inputs = units.shape[0], units.shape[1] - outputs
    first, second = np.zeros((inputs + 1, width), units.dtype), np.zeros((width + 1, outputs), units.dtype)
    first[:-1] = units[:, :inputs].T
    second[:-1] = units[:, inputs:] / units.dtype.type(np.sqrt(width))
    return first, second


def hidden(first: Array, x: Array, activation: str) -> Array:
    """What the hidden units say, with a 1 at the end; shape (rows, units + 1)."""
    inner = x @ first
    return with_constant(np.tanh(inner) if activation == "tanh" else inner)


def gradient(first: Array, second: Array, x: Array, y: Array, activation: str) -> tuple[Array, Array]:
    """Slopes of the loss in both matrices, by the chain rule.

    Parameters
    ----------
    first, second
        W and V.
    x, y
        Inputs with a 1 at the end, and answers of shape (rows, outputs).
    activation
        ``tanh`` or ``linear``.

    Accuracy
    --------
    Against central differences in double precision 1e-8.

    Source
    ------
    D. E. Rumelhart, G. E. Hinton, R. J. Williams (1986), Learning representations by back-propagating errors, Nature
    323, 533–536.
    """
    said = hidden(first, x, activation)
    off = (said @ second - y) * x.dtype.type(2.0 / y.size)
    back = off @ second[:-1].T
    if activation == "tanh":
        back *= 1 - said[:, :-1] * said[:, :-1]
    return x.T @ back, said.T @ off


def train(
    first: Array, second: Array, x: Array, y: Array, rate: float, activation: str, epochs: Sequence[int]
) -> Iterator[tuple[int, Array, Array]]:
    """Train, and stop at each of the ``epochs`` (ascending) to show the network: epoch, W, V.

    The arguments are left alone; the matrices that are shown change afterwards.

    Source
    ------
    D. P. Kingma, J. Ba (2015), Adam: a method for stochastic optimization, ICLR, algorithm 1 with the order of
    computation of section 2.
    """
    kind = x.dtype.type
    weights = (first.copy(), second.copy())
    means = tuple(np.zeros_like(matrix) for matrix in weights)
    squares = tuple(np.zeros_like(matrix) for matrix in weights)
    stops = set(epochs)
    for epoch in range(1, max(epochs) + 1):
        step = kind(rate * np.sqrt(1.0 - FADE_SQUARES**epoch) / (1.0 - FADE**epoch))
        slopes = gradient(*weights, x, y, activation)
        for matrix, slope, mean, square in zip(weights, slopes, means, squares, strict=True):
            mean *= kind(FADE)
            mean += kind(1.0 - FADE) * slope
            square *= kind(FADE_SQUARES)
            slope *= slope
            square += kind(1.0 - FADE_SQUARES) * slope
            matrix -= step * mean / (np.sqrt(square) + kind(SMALL))
        if epoch in stops:
            yield epoch, *weights


def best_linear(x: Array, y: Array, ranks: Sequence[int]) -> list[tuple[Array, Array]]:
    """The best that a linear network of each width can do, in closed form.

    Without tanh the network is a linear map whose rank is at most the number of hidden units. The least squares among
    those maps is the projection of the least-squares fit on its leading directions.

    Parameters
    ----------
    x, y
        Inputs without the 1, shape (rows, inputs), and answers, shape (rows, outputs), in double precision.
    ranks
        Numbers of hidden units.

    Returns
    -------
    list
        For each rank, a matrix of shape (inputs, outputs) and the constants, shape (outputs,).

    Source
    ------
    A. J. Izenman (1975), Reduced-rank regression for the multivariate linear model, Journal of Multivariate Analysis 5;
    P. Baldi, K. Hornik (1989), Neural networks and principal component analysis, Neural Networks 2(1).
    """
    middle, mean = x.mean(axis=0), y.mean(axis=0)
    whole = np.linalg.lstsq(x - middle, y - mean, rcond=None)[0]
    directions = np.linalg.svd((x - middle) @ whole, full_matrices=False)[2]
    found = []
    for rank in ranks:
        kept = directions[:rank]
        cut = whole @ kept.T @ kept
        found.append((cut, mean - middle @ cut))
    return found
