"""The declaration of the simulation ``precision-recall``."""

from pathlib import Path

from simulations.catalog.precision_recall import bands_family, own_family, prevalence_family
from simulations.catalog.precision_recall.presets import PRESETS
from simulations.catalog.precision_recall.sentence import sentence
from simulations.engine.contract import Simulation

SIMULATION = Simulation(
    slug="precision-recall",
    title="Precision and recall",
    version=1,
    summary="How well a sample determines its precision–recall curve, and how much of it is the prevalence.",
    families=(bands_family.FAMILY, prevalence_family.FAMILY, own_family.FAMILY),
    presets=PRESETS,
    brief_path=Path(__file__).with_name("brief.md"),
    sentence=sentence,
)
