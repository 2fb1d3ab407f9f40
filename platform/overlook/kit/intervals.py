"""Shares with their uncertainty. Pure."""

from math import sqrt

Z95 = 1.959963984540054


def wilson(successes: float, n: int) -> tuple[float, float]:
    """The Wilson score interval of a share, 95 %.

    Parameters
    ----------
    successes
        How many of ``n`` succeeded; partial credit counts by its fraction.
    n
        How many tried, at least 1.

    Returns
    -------
    tuple of float
        Lower and upper end, within 0…1.

    Source
    ------
    Wilson (1927), J. Am. Stat. Assoc. 22, 209–212. Wald's interval, which it replaces, has no width at 0 and 1.

    >>> tuple(round(end, 4) for end in wilson(10, 10))
    (0.7225, 1.0)
    """
    if n < 1:
        raise ValueError("A share of nothing has no interval.")
    share = successes / n
    denominator = 1 + Z95**2 / n
    centre = (share + Z95**2 / (2 * n)) / denominator
    half = Z95 / denominator * sqrt(share * (1 - share) / n + Z95**2 / (4 * n**2))
    return max(0.0, centre - half), min(1.0, centre + half)
