"""The declaration of the simulation ``logistic``."""

from pathlib import Path

from simulations.catalog.logistic import bootstrap_family, own_family, separation_family
from simulations.catalog.logistic.presets import PRESETS
from simulations.catalog.logistic.sentence import sentence
from simulations.engine.contract import Simulation

SIMULATION = Simulation(
    slug="logistic",
    title="Logistic regression",
    version=2,
    summary="How sure a boundary is, and what happens to the coefficients when a plane can part the classes.",
    families=(bootstrap_family.FAMILY, separation_family.FAMILY, own_family.FAMILY),
    presets=PRESETS,
    brief_path=Path(__file__).with_name("brief.md"),
    sentence=sentence,
)
