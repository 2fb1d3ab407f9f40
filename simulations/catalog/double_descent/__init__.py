"""Double descent: test error against model size, in three families, with numbers for essays and a challenge."""

from simulations.catalog.double_descent.challenges import CHALLENGES
from simulations.catalog.double_descent.claims import KERNELS
from simulations.catalog.double_descent.model import SIMULATION

__all__ = ["CHALLENGES", "KERNELS", "SIMULATION"]
