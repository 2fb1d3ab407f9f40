"""Trees and forests: the double descent along leaves and then along trees, with numbers for essays."""

from simulations.catalog.trees_and_forests.claims import KERNELS
from simulations.catalog.trees_and_forests.model import SIMULATION

__all__ = ["KERNELS", "SIMULATION"]
