"""The closed set of directives and roles of format 1: what each takes, and where it may stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

FIGURE_NEEDS = ("id", "caption", "describe", "task", "goal", "solution")
FIGURE_OPTIONS = frozenset({*FIGURE_NEEDS, "title", "params", "controls", "data", "own", "print", "seed"})


@dataclass(frozen=True)
class Spec:
    """One directive.

    Parameters
    ----------
    argument
        What follows the name: nothing, a name, or a text; ``optional`` is a text that may be missing.
    options
        Known ``:name:`` lines; those in ``needs`` must be there.
    body
        ``blocks`` is Markdown, ``raw`` is kept as typed, ``empty`` is no body at all.
    inside
        Where it may stand: in one of these directives, or at the top level for the empty string.
    """

    argument: Literal["none", "name", "text", "optional"] = "none"
    options: frozenset[str] = frozenset()
    needs: tuple[str, ...] = ()
    body: Literal["blocks", "raw", "empty"] = "blocks"
    inside: tuple[str, ...] = ("",)


_FLOW = ("", "depth", "overlooked")

DIRECTIVES: Mapping[str, Spec] = {
    "scrolly": Spec("name"),
    "step": Spec("none", frozenset({"set", "say", "panel"}), ("set", "say"), inside=("scrolly",)),
    "figure": Spec("name", FIGURE_OPTIONS, FIGURE_NEEDS, "empty", ("", "scrolly", "overlooked", "depth", "reveal")),
    "sweep": Spec("name", FIGURE_OPTIONS - {"data", "own"} | {"figure"}, (*FIGURE_NEEDS, "figure"), "empty", _FLOW),
    "predict": Spec("name"),
    "reveal": Spec("none", inside=("predict",)),
    "check": Spec("name", body="empty", inside=_FLOW),
    "explain": Spec("name", frozenset({"audience"}), inside=_FLOW),
    "depth": Spec("name"),
    "game": Spec("name"),
    "overlooked": Spec("text"),
    "aside": Spec("optional", inside=(*_FLOW, "step", "reveal")),
    "warning": Spec("optional", inside=(*_FLOW, "step", "reveal")),
    "table": Spec("name", frozenset({"caption"}), ("caption",), inside=(*_FLOW, "reveal")),
    "code": Spec("name", frozenset({"id", "caption", "output"}), ("id", "caption"), "raw", (*_FLOW, "reveal")),
}

# Options that are sentences for readers; every other option is YAML.
TEXT_OPTIONS = frozenset({"title", "caption", "describe", "task", "say", "goal", "output", "data", "figure"})
# Of these, what readers are shown, with inline markup.
SPOKEN_OPTIONS = frozenset({"title", "caption", "describe", "task", "say"})

ROLES = frozenset({"val", "const", "cite", "term", "ref", "ctl"})
