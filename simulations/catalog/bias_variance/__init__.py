"""Bias and variance: the decomposition of the expected error over many training sets, with numbers for essays."""

from simulations.catalog.bias_variance.claims import KERNELS
from simulations.catalog.bias_variance.model import SIMULATION

__all__ = ["KERNELS", "SIMULATION"]
