"""The declaration of the simulation ``gradient-descent``."""

from pathlib import Path

from simulations.catalog.gradient_descent import phase_family, trajectories_family
from simulations.catalog.gradient_descent.presets import PRESETS
from simulations.catalog.gradient_descent.sentence import sentence
from simulations.engine.contract import Simulation

SIMULATION = Simulation(
    slug="gradient-descent",
    title="Gradient descent",
    version=1,
    summary="Which steps arrive, which overshoot, and how many it takes: step size, momentum and conditioning.",
    families=(trajectories_family.FAMILY, phase_family.FAMILY),
    presets=PRESETS,
    brief_path=Path(__file__).with_name("brief.md"),
    sentence=sentence,
)
