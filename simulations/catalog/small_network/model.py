"""The declaration of the simulation ``small-network``."""

from pathlib import Path

from simulations.catalog.small_network import epochs_family, widths_family
from simulations.catalog.small_network.presets import PRESETS
from simulations.catalog.small_network.sentence import sentence
from simulations.engine.contract import Simulation

SIMULATION = Simulation(
    slug="small-network",
    title="A small neural network",
    version=1,
    summary="One hidden layer on noisy digits, wider and wider or trained longer and longer. Weak evidence, marked so.",
    families=(widths_family.FAMILY, epochs_family.FAMILY),
    presets=PRESETS,
    brief_path=Path(__file__).with_name("brief.md"),
    sentence=sentence,
)
