"""The winner's curse: the best validation score of many models is too good, by how much exactly."""

from simulations.catalog.winners_curse.challenges import CHALLENGES
from simulations.catalog.winners_curse.claims import KERNELS
from simulations.catalog.winners_curse.model import SIMULATION

__all__ = ["CHALLENGES", "KERNELS", "SIMULATION"]
