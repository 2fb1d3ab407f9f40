import numpy as np


def fit(x, y, t, ridge, truth, p):
    """Fit a polygon with bends γ at the knots t by least squares, and measure it.

    f(x) = α + βx + Σ γₖ ½|x − tₖ|. Of all solutions the one with the smallest ‖γ‖ is
    taken, or a price ridge · ‖γ‖² is put on bends. Errors: mean of |miss|ᵖ, root p.
    Source: the set-up of MLU-Explain, Double descent (2021); for least norm solutions
    Hastie, Montanari, Rosset and Tibshirani (2022)
    """
    line = np.stack([np.ones_like(x), x], axis=1)
    features = np.abs(x[:, None] - t) / 2
    # α and β are free: take out of everything what a straight line can do.
    Q, _ = np.linalg.qr(line)
    A, b = features - Q @ (Q.T @ features), y - Q @ (Q.T @ y)
    # A ridge is more equations, √ridge · γ = 0. lstsq gives the least norm.
    A = np.vstack([A, np.sqrt(ridge) * np.eye(len(t))])
    bends = np.linalg.lstsq(A, np.append(b, np.zeros(len(t))), rcond=1e-11)[0]
    alpha, beta = np.linalg.lstsq(line, y - features @ bends, rcond=None)[0]

    def f(at):
        return alpha + beta * at + np.abs(at[:, None] - t) / 2 @ bends

    def error(misses):
        return np.mean(np.abs(misses) ** p) ** (1 / p)

    grid = np.linspace(x[0], x[-1], 801)
    return {
        "test": error(f(grid) - truth(grid)),
        "train": error(f(x) - y),
        "reach": np.max(np.abs(f(np.append(t, [x.min(), x.max()])))),
        "norm": np.sqrt(np.sum(bends**2)),
    }


if __name__ == "__main__":
    rng, x = np.random.default_rng(1), np.linspace(-2, 2, 41)
    y = x**3 - 3 * x + rng.normal(0, 0.3, 41)
    # One knot in each gap, the gaps in random order, eight times over.
    t = np.ravel([rng.permutation(rng.uniform(x[:-1], x[1:])) for _ in range(8)])
    for K in (10, 39, 300):
        found = fit(x, y, t[:K], 0, lambda x: x**3 - 3 * x, p=1)
        print(K, "knots:", *(f"{name} {value:.3f}" for name, value in found.items()))
