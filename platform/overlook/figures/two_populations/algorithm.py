import math
from itertools import pairwise

import numpy as np


def phi(z):
    return math.erfc(-z / math.sqrt(2)) / 2


def populations(t, d, s, share):
    """Judge the rule "score at least t": negatives score N(0, 1), positives N(d, s²).

    share of the population is positive. What is stated at t is the probability where
    half are; Bayes' rule says what it is worth where share are.
    Source: Pepe (2003), The Statistical Evaluation of Medical Tests, section 4.4
    """

    def rates(t):
        return phi(-t), phi((d - t) / s)

    def precision(fpr, tpr):
        return share * tpr / (share * tpr + (1 - share) * fpr)

    # The area under precision over recall, by trapezoids on a fine grid.
    curve = [rates(t) for t in np.linspace(14, -14, 1401)]
    ap = 0.0
    for one, two in pairwise(curve):
        ap += (two[1] - one[1]) * (precision(*one) + precision(*two)) / 2
    fpr, tpr = rates(t)
    odds = math.exp((t**2 - ((t - d) / s) ** 2) / 2) / s
    return {
        "tpr": tpr,
        "fpr": fpr,
        "precision": precision(fpr, tpr),
        "auc": phi(d / math.sqrt(1 + s**2)),
        "ap": ap,
        "stated": odds / (1 + odds),
        "true": share * odds / (share * odds + 1 - share),
    }


if __name__ == "__main__":
    for name, value in populations(t=0.75, d=1.5, s=1, share=0.1).items():
        print(f"{name:10}{value:.3f}")
