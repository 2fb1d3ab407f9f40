"""What the house offers to essays: content, figure kinds, kernels, simulations, challenges. Nothing is listed."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings

from essays.lint.context import House
from essays.source import folder as folders
from overlook.figures.contract import Kind
from overlook.kit.registry import discover
from simulations.catalogue import challenges, simulations


def essay_folders() -> list[Path]:
    """Folders that hold an essay, by name."""
    root: Path = settings.ESSAYS_DIR
    return sorted(path.parent for path in root.glob("*/essay.md")) if root.is_dir() else []


def titles() -> dict[str, str]:
    """Title of each essay by slug."""
    return {path.name: folders.read_front(path)[0].title for path in essay_folders()}


def house() -> House:
    """Everything that an essay may name."""
    fronts = [folders.read_front(path)[0] for path in essay_folders()]
    kinds = discover("overlook.figures", "KIND")
    return House(
        kinds=kinds,
        kernels=_kernels() | {f"{slug}.measure": _measured(kind) for slug, kind in kinds.items() if not kind.columns},
        simulations=simulations(),
        challenges=frozenset(challenges()),
        essays={front.slug: front.title for front in fronts},
        terms={term.id: term.term for front in fronts for term in front.glossary},
    )


def _measured(kind: Kind) -> Callable[..., Any]:
    """What a figure of this kind measures in a state: a claim's kernel, so that prose states what its reader sees."""

    def measure(**state: Any) -> dict[str, float]:
        return kind.measure(kind.state(None, state), None)

    return measure


def _kernels() -> dict[str, Callable[..., Any]]:
    """The kernels that simulations expose as ``KERNELS``, by their dotted names; a simulation may come without any."""
    found: dict[str, Callable[..., Any]] = {}
    for catalogue in settings.SIMULATIONS["CATALOGUES"]:
        for slug in discover(catalogue, "SIMULATION"):
            found |= getattr(import_module(f"{catalogue}.{slug.replace('-', '_')}"), "KERNELS", {})
    return found
