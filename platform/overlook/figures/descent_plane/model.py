"""Gradient methods in the plane: the Python twin of `model.ts`.

Four landscapes with least value 0: a bowl with curvatures 1 and κ, turned by an angle; a ravine that bends; a saddle
between two hollows; Rosenbrock's valley. Five methods, plain or with gradients that are noisy as those of a minibatch.

Accuracy
--------
The same operations in both languages: walks agree to 1e-9 where they do not leave. Losses are held at `CEILING`.
Source: Polyak (1964), Nesterov (1983), Tieleman and Hinton (2012), Kingma and Ba (2015).
"""

import math
from dataclasses import dataclass
from functools import lru_cache

from overlook.figures.draws import normals

Place = tuple[float, float]

#: A walk whose loss exceeds this has left for good, and is followed no further.
CEILING = 1e6
#: A walk whose loss is below this share of the first has arrived.
NEAR = 1e-4
#: Standard deviation of the gradient of a single case, in each direction.
CASE = 4.0
#: Decay of RMSprop's and Adam's mean squares, and what keeps their quotients finite.
_DECAY, _SLOW, _TINY = 0.9, 0.999, 1e-8


@dataclass(frozen=True)
class Landscape:
    """``land`` with the bowl's or ravine's condition number κ, the bowl turned by ``angle`` degrees."""

    land: str
    kappa: float
    angle: float

    @property
    def turn(self) -> Place:
        """Cosine and sine of the turn."""
        angle = math.radians(self.angle) if self.land == "bowl" else 0.0
        return math.cos(angle), math.sin(angle)

    def along(self, place: Place) -> Place:
        """Coordinates along the flat and the steep direction of the bowl."""
        c, s = self.turn
        return c * place[0] + s * place[1], c * place[1] - s * place[0]

    def value(self, place: Place) -> float:
        x, y = place
        if self.land == "rosenbrock":
            return float((1 - x) ** 2 + 100 * (y - x * x) ** 2)
        if self.land == "saddle":
            return x * x / 2 + (y * y - 1) ** 2 / 4
        if self.land == "ravine":
            return x * x / 2 + self.kappa / 2 * (y - math.sin(x)) ** 2
        u, v = self.along(place)
        return u * u / 2 + self.kappa / 2 * v * v

    def gradient(self, place: Place) -> Place:
        x, y = place
        if self.land == "rosenbrock":
            return -2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)
        if self.land == "saddle":
            return x, (y * y - 1) * y
        if self.land == "ravine":
            off = self.kappa * (y - math.sin(x))
            return x - off * math.cos(x), off
        c, s = self.turn
        u, v = self.along(place)
        return c * u - s * self.kappa * v, s * u + c * self.kappa * v

    def start(self, turn: float) -> Place:
        """On a circle around the middle of the picture, at ``turn`` degrees."""
        x, y, radius = CENTRE[self.land]
        return x + radius * math.cos(math.radians(turn)), y + radius * math.sin(math.radians(turn))


#: Middle of the picture and radius of the circle of starts.
CENTRE = {
    "bowl": (0.0, 0.0, 2.0),
    "ravine": (0.0, 0.0, 2.0),
    "saddle": (0.0, 0.0, 1.6),
    "rosenbrock": (0.0, 1.0, 1.6),
}


@dataclass(frozen=True)
class Walk:
    """Places from the start on and their losses; ``away``: it has left; ``mean`` of the second half of the places."""

    places: tuple[Place, ...]
    losses: tuple[float, ...]
    away: bool

    @property
    def arrival(self) -> int:
        """The first step at which it has arrived; one more than there are steps if it has not."""
        target = NEAR * self.losses[0]
        return next((t for t, loss in enumerate(self.losses) if loss <= target), len(self.losses))

    @property
    def mean(self) -> Place:
        half = self.places[len(self.places) // 2 :]
        return sum(x for x, _ in half) / len(half), sum(y for _, y in half) / len(half)


@lru_cache(maxsize=256)
def walk(
    scape: Landscape, method: str, eta: float, beta: float, turn: float, steps: int, batch: int, seed: int
) -> Walk:
    """``steps`` steps of a method from the start at ``turn`` degrees.

    ``batch`` is how many cases a gradient is averaged over: its noise has standard deviation `CASE` / √batch in each
    direction; 0 is all cases, without noise.
    """
    noise = normals(seed, 2 * steps).tolist() if batch else []
    width = CASE / math.sqrt(batch) if batch else 0.0
    place, velocity, squares = scape.start(turn), (0.0, 0.0), (0.0, 0.0)
    places, losses = [place], [scape.value(place)]
    while len(places) <= steps and losses[-1] <= CEILING:
        at = len(places)
        ahead = (place[0] + beta * velocity[0], place[1] + beta * velocity[1]) if method == "nesterov" else place
        gx, gy = scape.gradient(ahead)
        if batch:
            gx, gy = gx + width * noise[2 * at - 2], gy + width * noise[2 * at - 1]
        velocity, squares, moved = _step(method, (gx, gy), velocity, squares, eta, beta, at)
        place = (place[0] + moved[0], place[1] + moved[1])
        places.append(place)
        losses.append(scape.value(place))
    return Walk(tuple(places), tuple(losses), losses[-1] > CEILING)


def _step(
    method: str, gradient: Place, velocity: Place, squares: Place, eta: float, beta: float, at: int
) -> tuple[Place, Place, Place]:
    """Velocity and mean squares after this step, and how far it moves. ``at`` counts from 1."""
    gx, gy = gradient
    if method in ("momentum", "nesterov"):
        velocity = (beta * velocity[0] - eta * gx, beta * velocity[1] - eta * gy)
        return velocity, squares, velocity
    if method == "plain":
        return velocity, squares, (-eta * gx, -eta * gy)
    keep = _SLOW if method == "adam" else _DECAY
    squares = (keep * squares[0] + (1 - keep) * gx * gx, keep * squares[1] + (1 - keep) * gy * gy)
    if method == "rmsprop":
        scale = (math.sqrt(squares[0]) + _TINY, math.sqrt(squares[1]) + _TINY)
        return velocity, squares, (-eta * gx / scale[0], -eta * gy / scale[1])
    velocity = (_DECAY * velocity[0] + (1 - _DECAY) * gx, _DECAY * velocity[1] + (1 - _DECAY) * gy)
    first, second = 1 - _DECAY**at, 1 - keep**at
    moved = [-eta * (v / first) / (math.sqrt(q / second) + _TINY) for v, q in zip(velocity, squares, strict=True)]
    return velocity, squares, (moved[0], moved[1])
