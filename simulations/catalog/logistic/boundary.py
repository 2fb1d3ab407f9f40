"""Where a fitted boundary lies, how far replicates scatter, and what theory expects of both.

Rows are x ~ N(0, I₂) with log-odds b₀ + b₁x₁ + b₂x₂. The boundary, where the odds are even, is x₂ = −(b₀ + b₁x₁)/b₂.
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from simulations.catalog.logistic.newton import design, fit_weighted, penalties

Array = NDArray[np.float64]

PLACES: Array = np.linspace(-2.0, 2.0, 41)
PLACES.setflags(write=False)
LEVEL = 0.9
_TAILS = (0.5 - LEVEL / 2, 0.5 + LEVEL / 2)
_DIRECTION = np.array([1.0, 2.0]) / np.sqrt(5.0)
_NODES = 40


@dataclass(frozen=True)
class Band:
    """A boundary with its bootstrap band at `PLACES`, and the share of replicates that had no finite fit."""

    boundary: Array
    low: Array
    high: Array
    rescued: float


def true_coefficients(intercept: float, strength: float) -> Array:
    """(b₀, b₁, b₂); the slopes have length ``strength`` and point along (1, 2)."""
    return np.concatenate([[intercept], strength * _DIRECTION])


def draw(n: int, truth: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    """Design of shape (n, 3) and classes of shape (n,)."""
    x = design(rng.standard_normal((n, 2)))
    return x, (rng.random(n) < chances(x, truth)).astype(np.float64)


def draw_weights(n: int, replicates: int, rng: np.random.Generator) -> Array:
    """How often each row is drawn in each bootstrap replicate, shape (replicates, n)."""
    drawn = rng.integers(0, n, (replicates, n))
    drawn += n * np.arange(replicates)[:, None]
    return np.bincount(drawn.ravel(), minlength=replicates * n).reshape(replicates, n).astype(np.float64)


def chances(x: Array, coefficients: Array) -> Array:
    """Chance of class 1 for each row."""
    return np.asarray(1.0 / (1.0 + np.exp(-(x @ coefficients))))


def place_of(coefficients: Array) -> Array:
    """x₂ of the boundary at `PLACES`, for coefficients of shape (…, 3)."""
    b = coefficients[..., None]
    return np.asarray(-(b[..., 0, :] + b[..., 1, :] * PLACES) / b[..., 2, :])


def bootstrap(x: Array, y: Array, weights: Array, penalty: float) -> Band:
    """Fit the rows, and every replicate of them, beginning at the fit."""
    ridge = penalties(3, penalty)
    whole = fit_weighted(x, y, np.ones((1, len(y))), ridge)
    replicates = fit_weighted(x, y, weights, ridge, whole.coefficients[0])
    low, high = np.quantile(place_of(replicates.coefficients), _TAILS, axis=0)
    return Band(place_of(whole.coefficients[0]), low, high, float(np.mean(replicates.rescued)))


def expected(n: int, truth: Array, penalty: float) -> dict[str, list[float | None]]:
    """Large-sample theory: where fits centre, how far they scatter, and how often the band holds the true boundary.

    The centre minimises the expected objective, its scatter is the sandwich H⁻¹ J H⁻¹, and the boundary follows by the
    delta method; expectations by Gauss–Hermite quadrature.

    Source
    ------
    H. White (1982), Maximum likelihood estimation of misspecified models, Econometrica 50(1); without penalty it is the
    inverse Fisher information.
    """
    nodes, share = np.polynomial.hermite_e.hermegauss(_NODES)
    share = share / share.sum()
    x = design(np.stack(np.meshgrid(nodes, nodes), axis=-1).reshape(-1, 2))
    weights = n * np.outer(share, share).ravel()
    rate, ridge = chances(x, truth), penalties(3, penalty)
    centre = fit_weighted(x, rate, weights[None], ridge, truth).coefficients[0]
    said = chances(x, centre)
    bread = np.linalg.inv((x * (weights * said * (1 - said))[:, None]).T @ x + np.diag(ridge))
    pull = ridge * centre
    scores = (x * (weights * (rate * (1 - said) ** 2 + (1 - rate) * said**2))[:, None]).T @ x
    scatter = bread @ (scores - np.outer(pull, pull) / n) @ bread
    there = place_of(centre)
    slopes = -np.stack([np.ones_like(PLACES), PLACES, there]) / centre[2]
    spread = np.sqrt(np.einsum("ik,ij,jk->k", slopes, scatter, slopes))
    normal = NormalDist()
    reach = normal.inv_cdf(_TAILS[1])
    off = (there - place_of(truth)) / spread
    return {
        "boundary": there.tolist(),
        "low": (there - reach * spread).tolist(),
        "high": (there + reach * spread).tolist(),
        "covers": [normal.cdf(reach - shift) - normal.cdf(-reach - shift) for shift in off.tolist()],
    }
