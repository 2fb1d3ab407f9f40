"""The declaration of the simulation ``random-forest``."""

from pathlib import Path

from simulations.catalog.random_forest import out_of_bag_family, own_family
from simulations.catalog.random_forest.out_of_bag_family import SHAPES, expected_in_bag, expected_never, tried
from simulations.catalog.random_forest.presets import PRESETS
from simulations.engine.contract import Simulation

__all__ = ["SHAPES", "SIMULATION", "expected_in_bag", "expected_never", "tried"]

SIMULATION = Simulation(
    slug="random-forest",
    title="Random forests",
    version=2,
    summary="What the rows outside each tree's bag say about a forest, after every tree, beside the test error.",
    families=(out_of_bag_family.FAMILY, own_family.FAMILY),
    presets=PRESETS,
    brief_path=Path(__file__).with_name("brief.md"),
)
