"""Gradient descent: losses along the way, and the phase diagram of step size, momentum and condition number."""

from simulations.catalog.gradient_descent.challenges import CHALLENGES
from simulations.catalog.gradient_descent.claims import KERNELS
from simulations.catalog.gradient_descent.model import SIMULATION

__all__ = ["CHALLENGES", "KERNELS", "SIMULATION"]
