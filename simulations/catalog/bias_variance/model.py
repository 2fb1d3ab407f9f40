"""The declaration of the simulation ``bias-variance``."""

from pathlib import Path

from simulations.catalog.bias_variance.families import FAMILIES
from simulations.catalog.bias_variance.presets import PRESETS
from simulations.catalog.bias_variance.sentence import sentence
from simulations.engine.contract import Simulation

SIMULATION = Simulation(
    slug="bias-variance",
    title="Bias and variance",
    version=1,
    summary=(
        "Fit the same truth in hundreds of worlds: how far the average fit is off, and how far single fits scatter."
    ),
    families=FAMILIES,
    presets=PRESETS,
    brief_path=Path(__file__).with_name("brief.md"),
    sentence=sentence,
)
