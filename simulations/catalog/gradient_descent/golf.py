"""The course of the challenge "Golf": quadratic bowls, some in fog, and what a swing does in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from simulations.engine.seeding import stream

Array = NDArray[np.float64]

PROBES = 3
CHANGES = 2
# log10 of what is left of the loss: nothing below counts as nearer, nothing above as farther.
IN_HOLE, OUT = -4.0, 1.0
_ROOT = 27_182
_NAMES = ("Meadow", "Ravine", "Fog")
_PARS = (8, 20, 14)
_KAPPAS = ((3.0, 8.0), (25.0, 60.0), (8.0, 20.0))
_FAR = 1e6


@dataclass(frozen=True)
class Hole:
    """One bowl, ½ (θ − h)ᵀ H (θ − h).

    Attributes
    ----------
    name, par, fog
        What it is called, how many steps a swing has, and whether H is hidden.
    hole, start
        h and θ₀.
    low, high, angle
        Eigenvalues of H, and the direction of the lower one in radians.
    """

    name: str
    par: int
    fog: bool
    hole: tuple[float, float]
    start: tuple[float, float]
    low: float
    high: float
    angle: float

    @property
    def axes(self) -> Array:
        """Eigenvectors as columns, the one of the lower eigenvalue first."""
        c, s = np.cos(self.angle), np.sin(self.angle)
        return np.array([[c, -s], [s, c]])

    @property
    def hessian(self) -> Array:
        """H, shape (2, 2)."""
        return np.asarray(self.axes @ np.diag([self.low, self.high]) @ self.axes.T)

    def value(self, places: Array) -> Array:
        """The loss at places, shape (…, 2)."""
        away = places - np.array(self.hole)
        return np.asarray(0.5 * np.einsum("...i,ij,...j->...", away, self.hessian, away))

    def gradient(self, place: Sequence[float] | Array) -> Array:
        """∇f at one place."""
        return np.asarray(self.hessian @ (np.array(place) - np.array(self.hole)))


@dataclass(frozen=True)
class Swing:
    """Step size, momentum, and changes of the step size as pairs (from which step on, to what)."""

    rate: float
    momentum: float = 0.0
    changes: tuple[tuple[int, float], ...] = ()

    def rates(self, steps: int) -> list[float]:
        """The step size at each of so many steps."""
        found, rate = [], self.rate
        turns = dict(self.changes)
        for step in range(steps):
            rate = turns.get(step, rate)
            found.append(rate)
        return found


@lru_cache(maxsize=64)
def course(seed: int) -> tuple[Hole, ...]:
    """The holes of a seed."""
    rng = stream(_ROOT, seed)
    return tuple(_draw(index, rng) for index in range(len(_NAMES)))


def path(hole: Hole, swing: Swing) -> Array:
    """Where the ball goes, v ← βv − η∇f(θ), θ ← θ + v from v = 0; shape (par + 1, 2). A ball far out stays there."""
    place: Array = np.array(hole.start)
    speed: Array = np.zeros(2)
    found = [place]
    for rate in swing.rates(hole.par):
        if np.abs(place).max() < _FAR:
            speed = swing.momentum * speed - rate * hole.gradient(place)
            place = place + speed
        found.append(place)
    return np.array(found)


def left_over(hole: Hole, places: Array) -> Array:
    """log10 of the loss at places over the loss at the start, within `IN_HOLE` and `OUT`."""
    share = hole.value(places) / hole.value(np.array(hole.start))
    return np.asarray(np.clip(np.log10(np.maximum(share, 1e-12)), IN_HOLE, OUT))


def base(hole: Hole) -> Swing:
    """The timid swing: a tenth of the inverse of the largest curvature, no momentum."""
    return Swing(0.1 / hole.high)


@lru_cache(maxsize=256)
def expert(hole: Hole) -> Swing:
    """The best pair of a fine grid of step sizes and momenta, without a change."""
    rates = np.geomspace(0.1, 4.0, 75)[None, :] / hole.high
    momenta = np.linspace(0.0, 0.9, 37)[:, None]
    # In the eigenbasis each direction goes its own way.
    first = hole.axes.T @ (np.array(hole.start) - np.array(hole.hole))
    total: Array = np.zeros((len(momenta), rates.shape[1]))
    for curvature, begun in zip((hole.low, hole.high), first, strict=True):
        now = np.full((len(momenta), rates.shape[1]), begun)
        speed = np.zeros_like(now)
        for _ in range(hole.par):
            speed = momenta * speed - rates * curvature * now
            now = now + speed
        total = total + curvature * now**2
    row, column = np.unravel_index(int(np.argmin(total)), np.shape(total))
    return Swing(float(rates[0, column]), float(momenta[row, 0]))


def _draw(index: int, rng: np.random.Generator) -> Hole:
    kappa = float(np.exp(rng.uniform(*np.log(_KAPPAS[index]))))
    high = float(np.exp(rng.uniform(np.log(0.5), np.log(40.0))))
    angle = float(rng.uniform(0.0, np.pi))
    hole = rng.uniform(-0.4, 0.4, 2)
    # Off both axes, so that neither curvature can be left out of account.
    tilt = rng.uniform(np.radians(30), np.radians(60)) * rng.choice([-1.0, 1.0])
    away = 2.0 * np.array([np.cos(angle + tilt), np.sin(angle + tilt)])
    start = hole + away
    fog = index == len(_NAMES) - 1
    ends = [(round(float(a), 3), round(float(b), 3)) for a, b in (hole, start)]
    return Hole(_NAMES[index], _PARS[index], fog, ends[0], ends[1], high / kappa, high, angle)
