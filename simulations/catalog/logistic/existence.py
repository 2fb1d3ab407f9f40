"""Can a plane part the classes? Chances and the place where they tip, in closed form."""

from collections.abc import Callable
from math import comb, erf, exp, pi, sqrt

import numpy as np


def chance_separable(n: int, d: int) -> float:
    """Chance that n rows with random labels in d dimensions can be parted by a plane through the origin.

    Exact for rows in general position and labels of a fair coin: 2^(1−n) times the sum of C(n − 1, k) over k < d.

    Source
    ------
    T. M. Cover (1965), Geometrical and statistical properties of systems of linear inequalities with applications in
    pattern recognition, IEEE Transactions on Electronic Computers EC-14(3), eq. for C(N, d).

    Examples
    --------
    >>> chance_separable(20, 10)
    0.5
    """
    return float(sum(comb(n - 1, k) for k in range(min(d, n))) / 2 ** (n - 1))


def tipping_ratio(signal: float) -> float:
    """Rows per feature at which the chance of a plane tips from 1 to 0, in the limit of many of both.

    For rows x ~ N(0, I_d) and log-odds of standard deviation ``signal`` without intercept, it is 1/h with h the least
    over t of E (Z − tV)₊², Z standard normal and V with density 2 φ(v)/(1 + exp(−signal v)).

    Accuracy
    --------
    1e-6: trapezoidal sums over ±9, which for smooth functions that vanish there are exact to rounding, and a golden
    section in t.

    Source
    ------
    E. J. Candès, P. Sur (2020), The phase transition for the existence of the maximum likelihood estimate in
    high-dimensional logistic regression, Annals of Statistics 48(1), Theorem 1.

    Examples
    --------
    >>> round(tipping_ratio(0.0), 6)
    2.0
    """
    places = np.linspace(-9.0, 9.0, 721).tolist()
    step = places[1] - places[0]
    density = [2 * exp(-v * v / 2) / sqrt(2 * pi) / (1 + exp(-signal * v)) * step for v in places]

    def miss(t: float) -> float:
        return float(sum(weight * _excess(t * v) for weight, v in zip(density, places, strict=True)))

    return 1.0 / _least(miss, -6.0, 6.0)


def _excess(a: float) -> float:
    """E (Z − a)₊² for standard normal Z."""
    below = 0.5 * (1.0 + erf(-a / sqrt(2)))
    return (1 + a * a) * below - a * exp(-a * a / 2) / sqrt(2 * pi)


def _least(function: Callable[[float], float], low: float, high: float) -> float:
    golden = (sqrt(5) - 1) / 2
    a, b = high - golden * (high - low), low + golden * (high - low)
    at_a, at_b = function(a), function(b)
    for _ in range(40):
        if at_a < at_b:
            high, b, at_b = b, a, at_a
            a = high - golden * (high - low)
            at_a = function(a)
        else:
            low, a, at_a = a, b, at_b
            b = low + golden * (high - low)
            at_b = function(b)
    return min(at_a, at_b)
