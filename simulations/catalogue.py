"""The simulations and challenges that are there: whatever lies in the folders of leaves that the settings name."""

from collections.abc import Mapping
from importlib import import_module

from django.conf import settings

from overlook.kit.errors import NotFound
from overlook.kit.registry import discover
from simulations.engine.challenges import Challenge
from simulations.engine.contract import Simulation


def simulations() -> Mapping[str, Simulation]:
    """Every simulation by slug, in the order of the folders and, in each, of the names."""
    return {
        slug: leaf
        for package in settings.SIMULATIONS["CATALOGUES"]
        for slug, leaf in discover(package, "SIMULATION").items()
    }


def simulation(slug: str) -> Simulation:
    """The simulation called ``slug``.

    Raises
    ------
    NotFound
        There is none.
    """
    try:
        return simulations()[slug]
    except KeyError:
        raise NotFound(
            "There is no such simulation.", fields={"simulation": ["There is no such simulation."]}
        ) from None


def challenges() -> Mapping[str, Challenge]:
    """Every challenge by slug; a simulation may come without any."""
    found: dict[str, Challenge] = {}
    for package in settings.SIMULATIONS["CATALOGUES"]:
        for slug in discover(package, "SIMULATION"):
            leaf = import_module(f"{package}.{slug.replace('-', '_')}")
            found |= {item.slug: item for item in getattr(leaf, "CHALLENGES", ())}
    return found


def challenge(slug: str) -> Challenge:
    """The challenge called ``slug``.

    Raises
    ------
    NotFound
        There is none.
    """
    try:
        return challenges()[slug]
    except KeyError:
        raise NotFound("There is no such challenge.") from None
