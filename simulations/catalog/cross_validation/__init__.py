"""Cross-validation: what k-fold says, what is true, and how little the two have to do with each other."""

from simulations.catalog.cross_validation.claims import KERNELS
from simulations.catalog.cross_validation.model import SIMULATION

__all__ = ["KERNELS", "SIMULATION"]
