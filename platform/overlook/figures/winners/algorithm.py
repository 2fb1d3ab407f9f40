from math import comb

import numpy as np


def contest(skills, trials, fresh):
    """Choose the best of many models by its validation score, and try it once more.

    A model with skill θ has a case right when a uniform number falls below θ. trials
    has a row of such numbers for each model; fresh has new ones for the winner.
    Source: the best of M coins: P(max ≤ k) = P(one ≤ k)ᴹ
    """
    M, n = trials.shape
    scores = np.mean(trials < np.array(skills)[:, None], axis=1)
    best = np.argmax(scores)
    # n · E[best] = Σ P(best > k): all M coins have at most k heads with chance Fᴹ.
    expected, F = 0.0, 0.0
    for k in range(n):
        F += comb(n, k) / 2**n
        expected += (1 - F**M) / n
    return {
        "best": scores[best],
        "skill": skills[best],
        "fresh": np.mean(fresh < skills[best]),
        "optimism": scores[best] - skills[best],
        "expected": expected,
    }


if __name__ == "__main__":
    rng = np.random.default_rng(1)
    for M in (1, 10, 100, 1000):
        found = contest(np.full(M, 0.5), rng.random((M, 16)), rng.random(1000))
        print(M, "coins:", *(f"{name} {value:.3f}" for name, value in found.items()))
