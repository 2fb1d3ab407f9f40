"""Logistic regression: how sure a boundary is, and when no best fit exists, with numbers for essays."""

from simulations.catalog.logistic.challenges import CHALLENGES
from simulations.catalog.logistic.claims import KERNELS
from simulations.catalog.logistic.model import SIMULATION

__all__ = ["CHALLENGES", "KERNELS", "SIMULATION"]
