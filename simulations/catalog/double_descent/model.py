"""The declaration of the simulation ``double-descent``."""

from pathlib import Path

from simulations.catalog.double_descent import (
    gaussian,
    line_family,
    own_family,
    random_features_family,
    spline_family,
)
from simulations.catalog.double_descent.presets import PRESETS
from simulations.catalog.double_descent.sentence import sentence
from simulations.engine.contract import Simulation

SIMULATION = Simulation(
    slug="double-descent",
    title="Double descent",
    version=2,
    summary=(
        "Test error against the size of the model: down, up to a peak where it can just fit the data, and down again."
    ),
    families=(
        random_features_family.FAMILY,
        spline_family.FAMILY,
        line_family.FAMILY,
        gaussian.FAMILY,
        own_family.FAMILY,
    ),
    presets=PRESETS,
    brief_path=Path(__file__).with_name("brief.md"),
    sentence=sentence,
)
