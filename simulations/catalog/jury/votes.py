"""Majorities of correlated voters, exactly.

On each case all voters share a chance θ of being right, drawn from a beta distribution, and vote independently given θ.
Voters are then exchangeable, each right with chance p = E θ, and any two of them have the correlation
ρ = var θ / (p (1 − p)). The number of right votes is beta-binomial.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaln, gammaln, xlog1py, xlogy

Array = NDArray[np.float64]


def theta_shape(p: float, correlation: float) -> tuple[float, float]:
    """Parameters a, b of the distribution of θ: mean p, and 1/(a + b + 1) = ρ.

    Examples
    --------
    >>> [round(value, 9) for value in theta_shape(0.6, 0.2)]
    [2.4, 1.6]
    """
    both = 1.0 / correlation - 1.0
    return p * both, (1.0 - p) * both


def accuracy(voters: int, p: float, correlation: float) -> float:
    """Chance that the majority of an odd number of voters is right.

    Parameters
    ----------
    voters
        B, odd.
    p
        Chance that one voter is right.
    correlation
        ρ between two voters, 0 ≤ ρ < 1.

    Returns
    -------
    float
        P(X > B/2) with X binomial (ρ = 0) or beta-binomial.

    Accuracy
    --------
    1e-10 up to 10,001 voters.

    Source
    ------
    Marquis de Condorcet (1785), Essai sur l'application de l'analyse, for ρ = 0; S. Berg (1993), Condorcet's jury
    theorem, dependency among jurors, Social Choice and Welfare 10(1), for the beta-binomial.
    """
    right = np.arange(voters // 2 + 1, voters + 1, dtype=np.float64)
    wrong = voters - right
    log = gammaln(voters + 1) - gammaln(right + 1) - gammaln(wrong + 1)
    if correlation:
        a, b = theta_shape(p, correlation)
        log = log + betaln(right + a, wrong + b) - betaln(a, b)
    else:
        log = log + xlogy(right, p) + xlog1py(wrong, -p)
    return min(float(np.exp(log).sum()), 1.0)


def plateau(p: float, correlation: float) -> float:
    """The limit of `accuracy` for ever more voters: the chance that θ > ½."""
    if correlation:
        a, b = theta_shape(p, correlation)
        return float(betainc(b, a, 0.5))
    return 0.5 * (1.0 + float(np.sign(p - 0.5)))


def share_variance(voters: int, p: float, correlation: float) -> float:
    """Variance of the share of right votes, p (1 − p)(ρ + (1 − ρ)/B): the first term stays however many vote.

    Source
    ------
    L. Breiman (2001), Random forests, Machine Learning 45(1); T. Hastie, R. Tibshirani, J. Friedman (2009), The
    Elements of Statistical Learning, eq. 15.1.
    """
    return p * (1.0 - p) * (correlation + (1.0 - correlation) / voters)


def count_votes(
    voters: Sequence[int], p: float, correlation: float, cases: int, rng: np.random.Generator
) -> tuple[Array, Array]:
    """Right votes on many cases; a smaller jury is part of every larger one.

    Parameters
    ----------
    voters
        Sizes of juries, ascending.
    p, correlation
        See `accuracy`.
    cases
        Number of cases.

    Returns
    -------
    votes
        Shape (len(voters), cases).
    theta
        Chance of a voter on each case, shape (cases,).
    """
    theta: Array = np.full(cases, p)
    if correlation:
        theta = np.asarray(rng.beta(*theta_shape(p, correlation), cases))
    votes = np.empty((len(voters), cases))
    counted: Array = np.zeros(cases)
    seated = 0
    for row, size in enumerate(voters):
        counted = counted + rng.binomial(size - seated, theta)
        seated = size
        votes[row] = counted
    return votes, theta
