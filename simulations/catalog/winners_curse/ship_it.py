"""The workshop of the challenge "Ship it": models of hidden skill, what validating them shows, and a tuned expert."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

from simulations.catalog.winners_curse.order_statistics import skill_shape
from simulations.engine.seeding import stream

Array = NDArray[np.float64]

TICKETS = 30
PRICES = {"train": 2, "validate": 1, "peek": 10, "ship": 0}
CASES, TEST_CASES = 20, 100
MOST = TICKETS // PRICES["train"]
NAMES = "ABCDEFGHIJKLMNO"
MEAN, SPREAD = (0.62, 0.74), (0.05, 0.09)
# The test set shares cases with the training data: what that adds to a model's test score, evenly between.
LEAK = (0.02, 0.14)
# A point of interval score costs so much of a point of accuracy.
HONESTY = 0.2
NAIVE = (50.0, 100.0)
_LEVEL = 0.9
_ROOT = 16_180
_LEAST_GAP = 6.0


@dataclass(frozen=True)
class Workshop:
    """A drawn instance, all of it hidden.

    Attributes
    ----------
    mean, spread
        Of the beta distribution that skills come from.
    skills
        True accuracy of the models in the order of training, shape (15,).
    leaks
        What the test set adds to each, shape (15,).
    right
        Right answers in each batch of 20 validation cases, shape (15, 30).
    tested
        Right answers on the 100 test cases, shape (15,).
    """

    mean: float
    spread: float
    skills: Array
    leaks: Array
    right: Array
    tested: Array


@dataclass(frozen=True)
class Shipment:
    """What is paid for: a model, and the interval (in per cent) that is declared to hold its true accuracy."""

    model: int
    low: float
    high: float


@dataclass(frozen=True)
class Plan:
    """What the expert did: how many models, how many batches for each, and the shipment."""

    trained: int
    batches: tuple[int, ...]
    shipment: Shipment


@lru_cache(maxsize=64)
def workshop(seed: int) -> Workshop:
    """The instance of a seed; one in which the expert has little to gain is drawn again."""
    for attempt in range(100):
        drawn = _draw(stream(_ROOT, seed, attempt))
        if loss(drawn, naive()) - loss(drawn, expert(drawn).shipment) >= _LEAST_GAP:
            return drawn
    raise RuntimeError(f"No playable instance for seed {seed}.")


def loss(world: Workshop, shipment: Shipment) -> float:
    """Wrong answers in a hundred, and `HONESTY` times the interval score of the declared 90 % interval.

    Source
    ------
    T. Gneiting, A. Raftery (2007), Strictly proper scoring rules, prediction, and estimation, Journal of the American
    Statistical Association 102(477), eq. 43.
    """
    truth = 100.0 * float(world.skills[shipment.model])
    return 100.0 - truth + HONESTY * interval_score(shipment.low, shipment.high, truth)


def interval_score(low: float, high: float, truth: float) -> float:
    """Width, and 2/α = 20 times the distance by which the truth is missed."""
    missed = max(low - truth, truth - high, 0.0)
    return high - low + 2.0 / (1.0 - _LEVEL) * missed


def naive() -> Shipment:
    """The first model, unseen, with an interval that says nothing."""
    return Shipment(0, *NAIVE)


def expert(world: Workshop) -> Plan:
    """Of four plans the one that turned out best. All know how skills are spread, none knows a skill.

    A plan trains some models, validates each once, then again and again the better half; it ships the highest posterior
    mean and declares the posterior's middle 90 %.
    """
    plans = [_plan(world, trained) for trained in (5, 6, 8, 9)]
    return min(plans, key=lambda plan: loss(world, plan.shipment))


def posterior(world: Workshop, right: float, cases: float) -> tuple[float, float]:
    """Parameters of the beta distribution of a model's skill after so many right answers."""
    a, b = skill_shape(world.mean, world.spread)
    return a + right, b + cases - right


def _plan(world: Workshop, trained: int) -> Plan:
    batches = np.zeros(trained, dtype=np.int64)
    tickets, kept = TICKETS - trained * PRICES["train"], np.arange(trained)
    while tickets:
        for model in kept[:tickets]:
            batches[model] += 1
        tickets -= min(tickets, len(kept))
        means = [_mean(world, int(model), int(batches[model])) for model in kept]
        order = np.argsort(means, kind="stable")[::-1]
        kept = kept[order[: max(1, (len(kept) + 1) // 2)]] if len(kept) > 2 else kept
    best = max(range(trained), key=lambda model: _mean(world, model, int(batches[model])))
    a, b = posterior(world, *_seen(world, best, int(batches[best])))
    tail = (1.0 - _LEVEL) / 2
    low, high = (100.0 * float(betaincinv(a, b, share)) for share in (tail, 1.0 - tail))
    return Plan(trained, tuple(batches.tolist()), Shipment(best, low, high))


def _mean(world: Workshop, model: int, batches: int) -> float:
    a, b = posterior(world, *_seen(world, model, batches))
    return a / (a + b)


def _seen(world: Workshop, model: int, batches: int) -> tuple[float, float]:
    return float(world.right[model, :batches].sum()), float(CASES * batches)


def _draw(rng: np.random.Generator) -> Workshop:
    mean, spread = float(rng.uniform(*MEAN)), float(rng.uniform(*SPREAD))
    skills = rng.beta(*skill_shape(mean, spread), MOST)
    leaks = np.minimum(rng.uniform(*LEAK, MOST), 0.99 - skills)
    right = rng.binomial(CASES, skills[:, None], (MOST, TICKETS)).astype(np.float64)
    tested = rng.binomial(TEST_CASES, skills + leaks).astype(np.float64)
    return Workshop(mean, spread, skills, leaks, right, tested)
