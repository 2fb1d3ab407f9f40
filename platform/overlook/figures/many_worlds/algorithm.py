import numpy as np


def polynomial(degree):
    return lambda x, y: np.polynomial.Chebyshev.fit(x, y, degree)


def knn(k):
    return lambda x, y: lambda x0: y[abs(x - x0).argsort(kind="stable")[:k]].mean()


MODELS = {"polynomial": polynomial, "knn": knn}


def worlds(model, size, x, x0, sigma, noise):
    """Take the error at x0 apart, over many worlds with the same truth.

    noise has one standard normal number for each world, each fit that is averaged in
    it, and each place x. E(ŷ − y)² = bias² + variance + σ².
    Source: Geman, Bienenstock and Doursat (1992), Neural networks and the
    bias/variance dilemma
    """

    def truth(x):
        return np.sin(np.pi * x)

    fit = MODELS.get(model, model)(size)
    guesses = []
    for team in noise:
        fits = [fit(x, truth(x) + sigma * one) for one in team]
        guesses.append(np.mean([f(x0) for f in fits]))
    mean = np.mean(guesses)
    bias2 = (mean - truth(x0)) ** 2
    variance = np.mean((guesses - mean) ** 2)
    error = bias2 + variance + sigma**2
    return {"mean": mean, "bias2": bias2, "variance": variance, "error": error}


if __name__ == "__main__":
    x = np.linspace(-1, 1, 30)
    noise = np.random.default_rng(1).normal(size=(100, 1, 30))
    for degree in (1, 3, 12):
        found = worlds("polynomial", degree, x, 0.5, 0.3, noise)
        print("degree", degree, *(f"{name} {one:.4f}" for name, one in found.items()))
