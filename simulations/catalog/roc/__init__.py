"""ROC curves: bootstrap bands with ties, the area as a share of pairs, and how well its error is known."""

from simulations.catalog.roc.challenges import CHALLENGES
from simulations.catalog.roc.claims import KERNELS
from simulations.catalog.roc.model import SIMULATION

__all__ = ["CHALLENGES", "KERNELS", "SIMULATION"]
