import numpy as np


def cloud(x, y, draws, ridge, truth, grid):
    """Set the length of a fit's bends against its error, for many draws of its knots.

    Each fit is f(x) = α + βx + Σ γₖ ½|x − tₖ| of least ‖γ‖, or with ridge · ‖γ‖² added
    to the squared misses. tie is the correlation of log ‖γ‖ and log error.
    Source: Hastie, Montanari, Rosset and Tibshirani (2022), Surprises in
    high-dimensional ridgeless least squares interpolation
    """
    line = np.stack([np.ones_like(x), x], axis=1)
    Q, _ = np.linalg.qr(line)
    norms, errors, exact = [], [], []
    for t in draws:
        bent = np.abs(x[:, None] - t) / 2
        # The straight line is free: take out of the bends what it can do.
        A = bent - Q @ (Q.T @ bent)
        # A ridge is more equations, √ridge · γ = 0; lstsq gives the least norm.
        A = np.vstack([A, np.sqrt(ridge) * np.eye(len(t))])
        bends = np.linalg.lstsq(A, np.append(y, np.zeros(len(t))), rcond=1e-11)[0]
        alpha, beta = np.linalg.lstsq(line, y - bent @ bends, rcond=None)[0]
        there = alpha + beta * grid + np.abs(grid[:, None] - t) / 2 @ bends
        here = alpha + beta * x + bent @ bends
        norms.append(np.linalg.norm(bends))
        errors.append(np.mean(np.abs(there - truth(grid))))
        exact.append(np.max(np.abs(here - y)) <= 0.01)
    return {
        "norm": np.median(norms),
        "error": np.median(errors),
        "exact": np.mean(exact),
        "tie": np.corrcoef(np.log(norms), np.log(errors))[0, 1],
    }


if __name__ == "__main__":
    rng, x = np.random.default_rng(1), np.linspace(-2, 2, 41)
    y = x**3 - 3 * x + rng.normal(0, 0.3, 41)
    grid = np.linspace(-2, 2, 401)
    for K in (10, 39, 150):
        gaps = [np.ravel([rng.permutation(40) for _ in range(4)]) for _ in range(20)]
        draws = [x[one[:K]] + 0.1 * rng.uniform(size=K) for one in gaps]
        found = cloud(x, y, draws, 0, lambda x: x**3 - 3 * x, grid)
        print(K, "knots:", *(f"{name} {value:.3g}" for name, value in found.items()))
