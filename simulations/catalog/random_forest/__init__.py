"""Random forests: the out-of-bag error after every tree of one fit, with numbers for essays."""

from simulations.catalog.random_forest.claims import KERNELS
from simulations.catalog.random_forest.model import SIMULATION

__all__ = ["KERNELS", "SIMULATION"]
