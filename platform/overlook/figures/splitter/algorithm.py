import numpy as np


def deal(X, y, sizes, k, leak, new_X, new_y):
    """Deal cases into training, validation and test; neighbours vote.

    With leak the rule has seen all cases. The interval is Wilson's, 95 %. new_X and
    new_y are fresh cases, that stand for the world.
    Source: Cover and Hart (1967), Nearest neighbor pattern classification; Brown, Cai
    and DasGupta (2001), Interval estimation for a binomial proportion, 3.1.1
    """
    one, two = sizes[0], sizes[0] + sizes[1]
    seen = len(X) if leak else one
    known, kinds, k = X[:seen], y[:seen], min(k, seen)

    def right(places, truth):
        called = []
        for place in places:
            distances = np.sum((known - place) ** 2, axis=1)
            nearest = np.argsort(distances, kind="stable")[:k]
            called.append(np.mean(kinds[nearest]) > 0.5)
        return np.mean(np.array(called) == truth)

    test, n, z = right(X[two:], y[two:]), len(X) - two, 1.96
    centre = (test + z**2 / (2 * n)) / (1 + z**2 / n)
    root = np.sqrt(test * (1 - test) / n + z**2 / (4 * n**2))
    half = z * root / (1 + z**2 / n)
    return {
        "train_right": right(X[:one], y[:one]),
        "validation_right": right(X[one:two], y[one:two]),
        "test_right": test,
        "world": right(new_X, new_y),
        "low": centre - half,
        "high": centre + half,
    }


if __name__ == "__main__":
    rng, y = np.random.default_rng(1), np.arange(420) % 2 == 0
    X = rng.normal(size=(420, 2)) + np.where(y, 0.75, -0.75)[:, None] * [1, 0.25]
    case = (X[:120], y[:120], (72, 24, 24), 1)
    fair, leaky = (deal(*case, leak, X[120:], y[120:]) for leak in (False, True))
    for name in fair:
        print(f"{name:17} fair {fair[name]:.2f}, with a leak {leaky[name]:.2f}")
