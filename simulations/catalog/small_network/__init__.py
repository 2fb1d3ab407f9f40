"""A small neural network: double descent along its width and its training, partly recorded, with numbers for essays."""

from simulations.catalog.small_network.claims import KERNELS
from simulations.catalog.small_network.model import SIMULATION

__all__ = ["KERNELS", "SIMULATION"]
