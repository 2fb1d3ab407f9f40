"""Bias and variance: the expected error over many training sets in two parts, with numbers and a game for essays."""

from simulations.catalog.bias_variance.challenges import CHALLENGES
from simulations.catalog.bias_variance.claims import KERNELS
from simulations.catalog.bias_variance.model import SIMULATION

__all__ = ["CHALLENGES", "KERNELS", "SIMULATION"]
