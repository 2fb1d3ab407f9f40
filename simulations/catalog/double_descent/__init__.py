"""Double descent: test error against model size, in five families, with numbers for essays and a challenge."""

from simulations.catalog.double_descent.challenges import CHALLENGES as DANGER_ZONE
from simulations.catalog.double_descent.claims import KERNELS
from simulations.catalog.double_descent.knot_game import CHALLENGES as KNOT_MASTER
from simulations.catalog.double_descent.model import SIMULATION

CHALLENGES = DANGER_ZONE + KNOT_MASTER

__all__ = ["CHALLENGES", "KERNELS", "SIMULATION"]
