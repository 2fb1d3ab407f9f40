"""A majority of k independent votes: the chance of a right decision, and the squared error of the share, exactly.

A vote share estimates a chance p at one place. Every vote is a one with chance q, which differs from p where the model
is biased; so the share has bias q − p and variance q(1 − q)/k. The decision is right when the share is on the same
side of one half as p.

Source
------
J. H. Friedman (1997), On bias, variance, 0/1-loss, and the curse-of-dimensionality, section 4: for 0/1 loss bias and
variance do not add; what counts is on which side of one half the average lies, and how far.
"""

from math import comb


def wrong(voters: int, share: float, chance: float) -> float:
    """Chance that most of an odd number of votes are on the other side of one half than ``chance``.

    Accuracy
    --------
    A sum of at most ``voters`` positive terms, exact to 1e-13 for up to a thousand voters.
    """
    if voters % 2 == 0:
        raise ValueError("An even number of votes can be split; take an odd one.")
    if chance == 0.5:
        raise ValueError("At one half neither decision is right.")
    ones = sum(comb(voters, count) * share**count * (1 - share) ** (voters - count) for count in range(voters // 2 + 1))
    return ones if chance > 0.5 else 1 - ones


def squared(voters: int, share: float, chance: float) -> dict[str, float]:
    """Bias², variance and their sum for the vote share as an estimate of ``chance``."""
    bias2, variance = (share - chance) ** 2, share * (1 - share) / voters
    return {"bias2": bias2, "variance": variance, "squared": bias2 + variance}
