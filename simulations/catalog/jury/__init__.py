"""Condorcet's jury: majorities of independent and of correlated voters, with the plateau in closed form."""

from simulations.catalog.jury.challenges import CHALLENGES
from simulations.catalog.jury.claims import KERNELS
from simulations.catalog.jury.model import SIMULATION

__all__ = ["CHALLENGES", "KERNELS", "SIMULATION"]
