"""A figure's state as an answer: what kinds there are, how a state is read, and what the figure measures in it.

Only kinds without a data artefact: those compute everything from their state, on the server as in the browser.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from overlook.figures.contract import Kind, Param
from overlook.figures.goals import known_names, names_of
from overlook.kit.registry import discover

State = Mapping[str, int | float | str]
WIDTH = 640.0


def kinds() -> dict[str, Kind]:
    """The kinds that an item can ask about, by slug."""
    return {slug: kind for slug, kind in discover("overlook.figures", "KIND").items() if not kind.columns}


def params_of(kind: str) -> dict[str, Param]:
    return {param.name: param for param in kinds()[kind].params(None)}


def known_to(kind: str) -> frozenset[str]:
    """Every name that a condition on this kind may use."""
    return known_names(kinds()[kind], None)


def measured(kind: str, state: State) -> Mapping[str, float]:
    """The named numbers of a state: its parameters, its choices and what the figure measures."""
    return _measured(kind, json.dumps(state, sort_keys=True))


def shown(kind: str, state: State, name: str) -> tuple[str, str]:
    """The picture of a state as SVG, and the sentence that says what is to be seen."""
    return _shown(kind, json.dumps(state, sort_keys=True), name)


@lru_cache(maxsize=512)
def _measured(kind: str, state: str) -> Mapping[str, float]:
    return names_of(kinds()[kind], _whole(kind, state), None)


@lru_cache(maxsize=64)
def _shown(kind: str, state: str, name: str) -> tuple[str, str]:
    whole = _whole(kind, state)
    return kinds()[kind].static(whole, None, WIDTH, name), kinds()[kind].describe(whole, None)


def _whole(kind: str, state: str) -> dict[str, Any]:
    return dict(kinds()[kind].state(None, json.loads(state)))
