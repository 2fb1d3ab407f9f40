"""The world of the challenge "Danger zone": a hidden truth, a pile of data, and what a model of it costs and errs."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from simulations.catalog.double_descent import theory
from simulations.catalog.double_descent.nested_path import plain_fit
from simulations.engine.seeding import stream

Array = NDArray[np.float64]

PLANKS = 12
MOST_ROWS, MOST_FEATURES = 400, 400
BUNDLE = 10
ROWS_PRICE, FEATURES_PRICE = 2, 2
RIDGE_PRICE = {0.0: 0, 0.01: 3, 0.1: 6, 1.0: 9}
PURSE, INCOME = 8, 4
STARTS = ((60, 30), (40, 70), (30, 60), (50, 90), (60, 100), (70, 110))
LIMIT = (1.5, 2.5)
_ROOT = 20_211
_LEAST_GAP = 0.2
_SHARES = ((1, 0), (2, 1), (1, 1), (1, 2), (0, 1))


@dataclass(frozen=True)
class Model:
    """What stands on a plank: n rows, p features, ridge λ; and the coins to spend on the next."""

    rows: int
    features: int
    ridge: float
    purse: int


@dataclass(frozen=True)
class World:
    """A drawn instance.

    Attributes
    ----------
    x, y
        All data that can be bought, shapes (400, 400) and (400,); a model sees the first n rows and p features.
    beta
        Hidden coefficients, shape (400,), of length 1; they shrink from feature to feature.
    sigma
        Standard deviation of the noise, hidden.
    start
        The first model.
    limit
        The error at which a plank cracks, hidden.
    """

    x: Array
    y: Array
    beta: Array
    sigma: float
    start: Model
    limit: float


@dataclass(frozen=True)
class Yardstick:
    """The two strategies that the score is measured between: standing still, and the expert's plan."""

    still: float
    expert: tuple[Model, ...]
    expert_errors: tuple[float, ...]


def excess(world: World, model: Model) -> float:
    """‖b̂ − β‖² of the model fitted to the world's data."""
    fit = plain_fit(world.x[: model.rows, : model.features], world.y[: model.rows], ridge=model.ridge)
    missing = world.beta[model.features :]
    return float(np.sum((fit - world.beta[: model.features]) ** 2) + missing @ missing)


def expected(world: World, model: Model) -> float:
    """What theory expects of the model: exact without ridge, the limit with it."""
    captured = float(np.sum(world.beta[: model.features] ** 2))
    missing = 1.0 - captured
    noise = world.sigma**2
    if not model.ridge:
        return theory.nested_risk(model.features, model.rows, captured=captured, missing=missing, noise=noise)
    gamma = model.features / model.rows
    return missing + theory.ridge_risk(gamma, model.ridge, signal=captured, noise=noise + missing)


@lru_cache(maxsize=16)
def world(seed: int) -> tuple[World, Yardstick]:
    """The instance of a seed; one in which the expert has little to gain is drawn again."""
    for attempt in range(50):
        drawn = _draw(stream(_ROOT, seed, attempt))
        yardstick = _measure(drawn)
        if yardstick.still - float(np.mean(np.log10(yardstick.expert_errors))) >= _LEAST_GAP:
            return drawn, yardstick
    raise RuntimeError(f"No playable instance for seed {seed}.")


@lru_cache(maxsize=4096)
def error_at(seed: int, model: Model) -> float:
    """`excess` in the world of a seed; remembered, because a game is replayed from its start at every step."""
    return excess(world(seed)[0], model)


def price(model: Model, rows: int, features: int, ridge: float) -> int:
    """Coins for these bundles and, where it changes, the ridge."""
    coins = rows * ROWS_PRICE + features * FEATURES_PRICE
    return coins if ridge == model.ridge else coins + RIDGE_PRICE[ridge]


def bought(model: Model, rows: int, features: int, ridge: float) -> Model:
    """The model after these purchases, and the coins to spend on the plank after it, that plank's income included."""
    purse = model.purse - price(model, rows, features, ridge) + INCOME
    return Model(model.rows + BUNDLE * rows, model.features + BUNDLE * features, ridge, purse)


def _draw(rng: np.random.Generator) -> World:
    decay, sigma = rng.uniform(0.2, 1.0), rng.uniform(0.3, 0.8)
    rows, features = STARTS[rng.integers(len(STARTS))]
    times = rng.uniform(*LIMIT)
    beta = np.arange(1, MOST_FEATURES + 1) ** (-decay / 2) * rng.choice([-1.0, 1.0], MOST_FEATURES)
    beta /= np.linalg.norm(beta)
    x = rng.standard_normal((MOST_ROWS, MOST_FEATURES))
    y = x @ beta + sigma * rng.standard_normal(MOST_ROWS)
    start = Model(rows, features, 0.0, PURSE)
    unmeasured = World(x, y, beta, float(sigma), start, 0.0)
    return World(x, y, beta, float(sigma), start, float(times * excess(unmeasured, start)))


def _measure(drawn: World) -> Yardstick:
    """The expert knows the truth but not the noise: of all simple plans, the best that theory predicts, then played."""
    plans = [plan(drawn.start, ridge, *share) for ridge in RIDGE_PRICE for share in _SHARES]
    best = min(plans, key=lambda models: sum(np.log10(expected(drawn, model)) for model in models))
    errors = tuple(excess(drawn, model) for model in best)
    return Yardstick(float(np.log10(excess(drawn, drawn.start))), best, errors)


def plan(start: Model, ridge: float, row_share: int, feature_share: int) -> tuple[Model, ...]:
    """Buy the ridge as soon as it can be paid, then bundles in the ratio of the shares, to the last plank."""
    models: list[Model] = []
    model = start
    for _ in range(PLANKS):
        coins = model.purse
        level, rows, features = model.ridge, 0, 0
        if level != ridge and coins >= RIDGE_PRICE[ridge]:
            level = ridge
            coins -= RIDGE_PRICE[ridge]
        unit = row_share * ROWS_PRICE + feature_share * FEATURES_PRICE
        if level == ridge:
            rows = min(row_share * (coins // unit), (MOST_ROWS - model.rows) // BUNDLE)
            features = min(feature_share * (coins // unit), (MOST_FEATURES - model.features) // BUNDLE)
        model = bought(model, rows, features, level)
        models.append(model)
    return tuple(models)
