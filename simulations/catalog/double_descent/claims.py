"""Kernels for numbers that an essay states: each takes plain arguments and gives nested plain values.

Results over several sizes are keyed by the size as text, so that ``39.median`` is a path. Draw number i uses the stream
that the run page uses for its seed i: ``draws=300`` means seeds 0 … 299 of stream ``root``.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from simulations.catalog.double_descent import data, gaussian, interlacing, spline, theory, training, waves
from simulations.catalog.double_descent.model import SIMULATION
from simulations.catalog.double_descent.nested_path import nested_path
from simulations.catalog.double_descent.spline_family import errors, interpolates
from simulations.engine.seeding import stream

Array = NDArray[np.float64]
Table = dict[str, dict[str, float]]


def fixed_knots(knots: Sequence[float], dataset: str = "dd2_6") -> dict[str, float]:
    """The fit with given knots: ``max`` of |f| on the continuous interval, ``rmse`` and ``mae`` to the truth, ``norm``.

    A piecewise-linear function is largest at a knot or an end, so ``max`` is exact.
    """
    line = _line(dataset)
    where = np.asarray(knots, dtype=np.float64)
    corners = np.concatenate([[line.low, line.high], where])
    grid = np.concatenate([corners, line.grid])
    fits = spline.fit(line.x, line.y, where, (len(where),), (0.0,), grid)
    values = fits.predicted[0, 0]
    wrong = values[len(corners) :] - line.truth(line.grid)
    return {
        "max": float(np.max(np.abs(values[: len(corners)]))),
        "rmse": theory.error_of(wrong, "rmse"),
        "mae": theory.error_of(wrong, "mae"),
        "norm": float(fits.norm[0, 0]),
    }


def spline_fit(
    counts: Sequence[int],
    seed: int = 0,
    dataset: str = "dd1_41",
    knots: str = "iid",
    ridge: float = 0.0,
    root: int = 1,
) -> Table:
    """One draw of knots, by K: ``test`` and ``train`` (MAE), ``test_rmse``, ``max``, ``norm``, ``interpolates``.

    ``max`` of |f| is over the grid and the knots, so exact for the piecewise-linear curve.
    """
    line = _line(dataset)
    places = spline.draw_knots(knots, max(counts), line, stream(root, seed))
    grid = np.concatenate([line.grid, places])
    fits = spline.fit(line.x, line.y, places, tuple(counts), (ridge,), grid)
    table: Table = {}
    for column, count in enumerate(counts):
        inside = fits.predicted[0, column, : len(line.grid)]
        wrong = inside - line.truth(line.grid)
        residual = fits.fitted[0, column] - line.y
        corners = fits.predicted[0, column, len(line.grid) : len(line.grid) + count]
        table[str(count)] = {
            "test": theory.error_of(wrong, "mae"),
            "test_rmse": theory.error_of(wrong, "rmse"),
            "train": theory.error_of(residual, "mae"),
            "max": float(np.max(np.abs(np.concatenate([inside, corners])))),
            "norm": float(fits.norm[0, column]),
            "interpolates": float(interpolates(residual)),
        }
    return table


def spline_draws(
    counts: Sequence[int],
    dataset: str = "dd1_41",
    knots: str = "iid",
    measure: str = "mae",
    ridge: float = 0.0,
    draws: int = 300,
    root: int = 1,
) -> Table:
    """Many draws of knots, by K: ``median``, ``mean``, ``p10``, ``p90``, ``max`` of the error.

    Besides, ``norm`` is the median of ‖γ‖, and ``interpolates`` the share of draws that do.
    """
    line = _line(dataset)
    truth = line.truth(line.grid)
    wrong, norms, exact = [], [], []
    for seed in range(draws):
        places = spline.draw_knots(knots, max(counts), line, stream(root, seed))
        fits = spline.fit(line.x, line.y, places, tuple(counts), (ridge,), line.grid)
        wrong.append(errors(fits.predicted[0] - truth, measure))
        norms.append(fits.norm[0])
        exact.append(interpolates(fits.fitted[0] - line.y))
    extra = {"norm": np.median(norms, axis=0), "interpolates": np.mean(exact, axis=0)}
    return _by_size(counts, np.array(wrong), extra)


def norm_tie(
    count: int, dataset: str = "dd1_41", knots: str = "iid", ridge: float = 0.0, draws: int = 40, root: int = 1
) -> float:
    """Correlation, over draws of K knots, of log ‖γ‖ with the log of the mean absolute error."""
    fits = [spline_fit([count], seed, dataset, knots, ridge, root)[str(count)] for seed in range(draws)]
    logarithms = np.log([(fit["norm"], fit["test"]) for fit in fits])
    return float(np.corrcoef(logarithms.T)[0, 1])


def natural_spline(dataset: str = "dd2_6") -> dict[str, float]:
    """Error of the natural cubic spline, the limit of many uniform knots: ``rmse`` and ``mae``."""
    line = _line(dataset)
    return {measure: theory.natural_spline_error(line, measure) for measure in ("rmse", "mae")}


def gaussian_draws(
    widths: Sequence[int],
    n: int = 100,
    width: int = 300,
    sigma: float = 0.5,
    r: float = 1.0,
    mode: str = "nested",
    ridge: float = 0.0,
    draws: int = 200,
    root: int = 1,
) -> Table:
    """Excess error by width p of the Gaussian family: ``median``, ``mean``, ``p10``, ``p90``, ``max``.

    Besides, ``norm`` is the median of ‖b̂‖, and ``theory`` the expectation.
    """
    params = SIMULATION.normalise(
        {
            "family": "gaussian",
            "n": n,
            "width": width,
            "sigma": sigma,
            "r": r,
            "mode": mode,
            "ridge": [ridge],
            "root": root,
        }
    )
    rows = np.asarray(widths) - 1
    excess, norms = [], []
    for seed in range(draws):
        path = nested_path(*gaussian.draw(params, stream(root, seed)), ridge=ridge)
        excess.append(path.excess[rows])
        norms.append(path.norm[rows])
    table = _by_size(widths, np.array(excess), {"norm": np.median(norms, axis=0)})
    for p in widths:
        expected = gaussian.risk_at(p, ridge, params)
        table[str(p)]["theory"] = float("inf") if expected is None else expected
    return table


def sample_wise(sizes: Sequence[int], features: int = 100, sigma: float = 0.5, r: float = 1.0) -> dict[str, float]:
    """Exact expected excess error by the number of rows n, for a fixed number of features that hold all the signal."""
    return {str(n): theory.nested_risk(features, n, captured=r * r, missing=0.0, noise=sigma * sigma) for n in sizes}


def gaussian_limit(gamma: float, ridge: float = 0.0, sigma: float = 0.5, r: float = 1.0) -> float:
    """Limit of the excess error at p/n = γ; without ridge σ²γ/(1−γ) below 1 and r²(1−1/γ) + σ²/(γ−1) above."""
    signal, noise = r * r, sigma * sigma
    if ridge:
        return theory.ridge_risk(gamma, ridge, signal=signal, noise=noise)
    if gamma == 1:
        return float("inf")
    return noise * gamma / (1 - gamma) if gamma < 1 else signal * (1 - 1 / gamma) + noise / (gamma - 1)


def best_ridge(gamma: float, sigma: float = 0.5, r: float = 1.0) -> dict[str, float]:
    """The tuned ridge in the limit: ``ridge`` λ* = σ²γ/r², its ``risk``, and ``searched``, the numerical minimiser."""
    signal, noise = r * r, sigma * sigma
    tuned = noise * gamma / signal

    def risk(logarithm: float) -> float:
        return theory.ridge_risk(gamma, float(np.exp(logarithm)), signal=signal, noise=noise)

    found = minimize_scalar(risk, bounds=(np.log(1e-5), np.log(1e3)), method="bounded", options={"xatol": 1e-9})
    return {"ridge": tuned, "risk": risk(float(np.log(tuned))), "searched": float(np.exp(found.x))}


def threshold(dataset: str = "dd1_41") -> int:
    """N − 2: knots that, well spread, just suffice to pass through every point."""
    return len(_line(dataset).x) - 2


def interlace(points: int) -> dict[str, float]:
    """How often N − 2 independent uniform knots can pass through N even points: ``chance`` and ``one_in``."""
    chance = float(interlacing.chance(points))
    return {"chance": chance, "one_in": 1.0 / chance}


def wave_draws(
    widths: Sequence[int],
    ridge: float = 0.0,
    points: int = 20,
    noise: float = 0.3,
    scale: float = 0.5,
    draws: int = 100,
    root: int = 1,
) -> Table:
    """Smooth Fourier waves on a line, mean squared error by K: ``median``, ``mean``, ``p10``, ``p90``, ``max``."""
    found = [
        waves.errors(stream(root, seed), widths=widths, ridges=[ridge], points=points, noise=noise, scale=scale)[0]
        for seed in range(draws)
    ]
    return _by_size(widths, np.array(found), {})


def wave_limit(
    points: int = 20, noise: float = 0.3, scale: float = 0.5, draws: int = 100, root: int = 1
) -> dict[str, float]:
    """The same with infinitely many waves: ``median`` over draws of the noise."""
    found = [waves.limit_error(stream(root, seed), points=points, noise=noise, scale=scale) for seed in range(draws)]
    return {"median": float(np.median(found))}


def training_draws(
    steps: Sequence[int], features: str = "alike", n: int = 100, sigma: float = 0.5, draws: int = 200, root: int = 1
) -> Table:
    """Excess error by steps of gradient descent: ``median``, ``mean``, ``p10``, ``p90``, ``max``, and ``train``.

    ``features`` are ``alike`` (100 of them) or of ``two-speeds``: see `training.FEATURES`. ``train`` is a median.
    """
    found = [
        training.errors(*training.draw(features, n, sigma, stream(root, seed)), steps=steps) for seed in range(draws)
    ]
    excess, train = (np.array(part) for part in zip(*found, strict=True))
    return _by_size(steps, excess, {"train": np.median(train, axis=0)})


def random_features(seeds: int = 5, **params: Any) -> dict[str, Any]:
    """A run of the family ``random-features``: by width, medians of ``test``, ``train``, ``norm``, ``test_error_rate``.

    ``widths`` lists the sizes; ``first_minimum`` is the width of least median error up to n, ``peak`` of the greatest.
    """
    normal = SIMULATION.normalise({"family": "random-features", **params})
    curves = [SIMULATION.compute_seed(normal, seed) for seed in range(seeds)]
    medians = {name: np.median([curve[name] for curve in curves], axis=0) for name in curves[0]}
    widths = [int(value) for value in SIMULATION.axis(normal)["values"]]
    test = medians["test"]
    narrow = [index for index, width in enumerate(widths) if width <= normal["n"]]
    table: dict[str, Any] = {
        str(width): {name: float(values[index]) for name, values in medians.items()}
        for index, width in enumerate(widths)
    }
    first = widths[min(narrow, key=lambda index: test[index])]
    return table | {"widths": widths, "first_minimum": first, "peak": widths[int(np.argmax(test))]}


def _line(dataset: str) -> data.Line:
    return {"dd1_41": data.dd1_41, "dd2_6": data.dd2_6}[dataset]()


def _by_size(sizes: Sequence[int], values: Array, extra: dict[str, Any]) -> Table:
    """Statistics over draws (rows) for each size (column)."""
    low, median, high = np.quantile(values, [0.1, 0.5, 0.9], axis=0)
    columns = {
        "median": median,
        "mean": values.mean(axis=0),
        "p10": low,
        "p90": high,
        "max": values.max(axis=0),
    } | extra
    return {
        str(size): {name: float(column[index]) for name, column in columns.items()} for index, size in enumerate(sizes)
    }


KERNELS: dict[str, Callable[..., Any]] = {
    "double-descent.fixed-knots": fixed_knots,
    "double-descent.spline-fit": spline_fit,
    "double-descent.spline-draws": spline_draws,
    "double-descent.norm-tie": norm_tie,
    "double-descent.natural-spline": natural_spline,
    "double-descent.gaussian-draws": gaussian_draws,
    "double-descent.gaussian-limit": gaussian_limit,
    "double-descent.best-ridge": best_ridge,
    "double-descent.sample-wise": sample_wise,
    "double-descent.threshold": threshold,
    "double-descent.interlace": interlace,
    "double-descent.wave-draws": wave_draws,
    "double-descent.wave-limit": wave_limit,
    "double-descent.training-draws": training_draws,
    "double-descent.random-features": random_features,
}
