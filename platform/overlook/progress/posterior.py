"""What first tries say about the chance to answer a new item of an objective rightly.

Model
-----
The prior is Jeffreys' Beta(½, ½). With first-try scores :math:`f_1 … f_n` in 0..1 the posterior is taken as
Beta(½ + Σf, ½ + n - Σf): exact for right and wrong, and for partial credit the usual fractional count.

Accuracy
--------
The quantiles are SciPy's inverse incomplete beta function, to about 1e-14.

Source
------
Brown, Cai and DasGupta, "Interval Estimation for a Binomial Proportion", Statistical Science 16 (2001) 101-133: the
equal-tailed Jeffreys interval has coverage close to nominal at small n, where Wald's fails.
"""

from dataclasses import dataclass

from scipy.special import betainc, betaincinv

PRIOR = 0.5
ENOUGH = 3
"""First tries under which nothing is claimed."""
INTERVAL = 0.90
SURE = 0.80
SECURE, WEAK = 0.70, 0.50

NOT_ENOUGH, NEEDS_WORK, DEVELOPING, SECURE_STATE = "not-enough-evidence", "needs-work", "developing", "secure"


@dataclass(frozen=True)
class Estimate:
    """The posterior's mean, its equal-tailed 90 % interval, and what may be said of it."""

    mean: float
    low: float
    high: float
    state: str


def estimate(alpha: float, beta: float, evidence: int) -> Estimate:
    """Sum up a posterior.

    *secure*: the chance lies above 0.7 with probability 0.8 or more; *needs work*: below 0.5 likewise; *developing*
    otherwise; *not enough evidence* under three first tries, whatever they were.
    """
    tail = (1 - INTERVAL) / 2
    if evidence < ENOUGH:
        state = NOT_ENOUGH
    elif 1 - betainc(alpha, beta, SECURE) >= SURE:
        state = SECURE_STATE
    elif betainc(alpha, beta, WEAK) >= SURE:
        state = NEEDS_WORK
    else:
        state = DEVELOPING
    return Estimate(
        mean=alpha / (alpha + beta),
        low=float(betaincinv(alpha, beta, tail)),
        high=float(betaincinv(alpha, beta, 1 - tail)),
        state=state,
    )
