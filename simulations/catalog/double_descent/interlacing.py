"""How often knots thrown at random let a chain of N − 2 bends pass through N evenly spaced points: exactly."""

import math
from fractions import Fraction


def chance(points: int) -> Fraction:
    """The probability that K = N − 2 i.i.d. uniform knots make interpolation at N evenly spaced points solvable.

    Sorted knots t_1 … t_K and points x_1 … x_N must interlace: x_k < t_k < x_{k+2} (Schoenberg and Whitney). So knot k
    lies in gap k or k + 1; the N − 1 gaps hold c_j knots each, and the chance is K!/(N − 1)^K times the sum over those
    2^K patterns of ∏ 1/c_j!, a product of two-by-two matrices.

    Parameters
    ----------
    points
        N, the number of points, at least 3.

    Returns
    -------
    Fraction
        The exact probability.

    Raises
    ------
    ValueError
        For fewer than three points, for which there is no such knot.

    Accuracy
    --------
    Exact: rational arithmetic.

    Source
    ------
    I. J. Schoenberg and A. Whitney, Trans. AMS 74 (1953), 246–259, for the condition; the count is ours.

    Examples
    --------
    >>> chance(3)
    Fraction(1, 1)
    >>> round(float(chance(6)), 4)
    0.3936
    """
    if points < 3:
        raise ValueError("A chain with N − 2 bends needs at least three points.")
    knots = points - 2
    # The last knot lies in its lower gap (stays) or its upper one (moves); a gap holds two only when one moved in and
    # the next stayed, which costs 1/2!.
    stays, moves = Fraction(1), Fraction(1)
    for _ in range(knots - 1):
        stays, moves = stays + moves / 2, stays + moves
    return (stays + moves) * math.factorial(knots) / Fraction(points - 1) ** knots
