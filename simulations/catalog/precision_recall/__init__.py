"""Precision and recall: bootstrap bands, and what prevalence does to a curve that ROC does not show."""

from simulations.catalog.precision_recall.claims import KERNELS
from simulations.catalog.precision_recall.model import SIMULATION

__all__ = ["KERNELS", "SIMULATION"]
