import numpy as np


def rows(plays):
    """Compare two values in each row, from repeated plays.

    Each row has one pair for each play: what was reported, and what was true. The
    dots are the two means; the interval holds the middle 80 % of what was reported.
    Source: Kapoor and Narayanan (2023), Leakage and the reproducibility crisis
    """
    found = []
    for pairs in plays:
        reported, true = np.asarray(pairs, dtype=float).T
        low, high = np.quantile(reported, [0.1, 0.9])
        first, second = reported.mean(), true.mean()
        found.append((first, second, first - second, low, high))
    first, second, gap, low, high = np.array(found).T
    return {
        "first": first,
        "second": second,
        "gap": gap,
        "low": low,
        "high": high,
        "widest": 1 + np.argmax(gap),
    }


if __name__ == "__main__":
    rng, cases = np.random.default_rng(1), [40, 400]
    honest = rng.binomial(cases, [0.7, 0.7], (200, 2)) / cases
    leaky = rng.binomial(cases, [0.9, 0.5], (200, 2)) / cases
    found = rows([honest, leaky])
    for name in ("first", "second", "low", "high"):
        print(f"{name:6}", np.round(found[name], 2))
    print("widest gap in row", found["widest"])
