"""What the rules know: the essay, its texts, and what the house offers."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from essays.contract import Folder
from essays.markup import texts
from essays.markup.nodes import Directive, Document
from overlook.figures.contract import Kind, Param
from overlook.kit.errors import Invalid


@dataclass(frozen=True)
class House:
    """What the rest of the house offers to essays, looked up once: figure kinds, kernels, simulations, challenges."""

    kinds: Mapping[str, Kind] = field(default_factory=dict)
    kernels: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    simulations: Mapping[str, Any] = field(default_factory=dict)
    challenges: frozenset[str] = frozenset()
    essays: Mapping[str, str] = field(default_factory=dict)
    terms: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Context:
    folder: Folder
    document: Document
    house: House

    @cached_property
    def runs(self) -> list[texts.Run]:
        return [*texts.of_document(self.document), *texts.of_folder(self.folder)]

    @cached_property
    def equations(self) -> list[texts.Equation]:
        return list(texts.equations(self.document, self.folder))

    @cached_property
    def figures(self) -> dict[str, Directive]:
        """Figures and sweeps by id."""
        return {str(node.get("id")): node for node in self.document.directives("figure", "sweep") if node.get("id")}

    def kind_of(self, figure: Directive) -> Kind | None:
        """The figure kind of a figure or sweep directive, or None when it is unknown."""
        name = figure.get("figure") if figure.name == "sweep" else figure.argument
        return self.house.kinds.get(name)

    def params_of(self, figure: Directive) -> dict[str, Param] | None:
        """The parameters of a figure by name, or None when its kind or data cannot be had."""
        kind = self.kind_of(figure)
        if kind is None:
            return None
        try:
            return {param.name: param for param in kind.params(data_of(figure, self.folder))}
        except (Invalid, LookupError, TypeError, ValueError, AttributeError):
            return None


def data_file(name: str, folder: Folder) -> str:
    """The file in ``data/`` behind ``sweep:digits`` or ``data/points.json``; empty when there is none."""
    if name.startswith("sweep:"):
        sweep = folder.sweeps.get(name.removeprefix("sweep:"))
        name = sweep.artefact if sweep else ""
    file = name.removeprefix("data/")
    return file if file in folder.data else ""


def data_name(figure: Directive) -> str:
    """What a figure or sweep directive says about its data."""
    return f"sweep:{figure.argument}" if figure.name == "sweep" else str(figure.get("data"))


def data_of(figure: Directive, folder: Folder) -> Any:
    """The parsed data of a figure, or None when it has none or its file is not there."""
    file = data_file(data_name(figure), folder)
    return json.loads((folder.path / "data" / file).read_text()) if file else None
