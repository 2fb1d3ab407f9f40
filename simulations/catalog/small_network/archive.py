"""Runs that were computed beforehand: ``recorded.json``.

To make it anew: ``python -m simulations.catalog.small_network.record "Name of the machine"``.

Training every width takes many seconds for each seed. The default run and its control are therefore read, not computed;
a test computes a part of them again. They hold the numbers that training gives, each with the digits that
tell one number in single precision from the next.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulations.engine.contract import Curves

PATH = Path(__file__).with_name("recorded.json")
SEEDS = 8


@cache
def recorded() -> dict[str, Any]:
    """The file: ``machine``, ``engine``, ``seconds`` of CPU per seed, and ``runs`` of ``params`` and ``seeds``."""
    content: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8")) if PATH.exists() else {"runs": []}
    return content


def held(params: Mapping[str, Any]) -> list[dict[str, list[float]]] | None:
    """The curves of all seeds of a recorded run, or None when there is none with these parameters."""
    wanted = {name: value for name, value in params.items() if name != "family"}
    return next((run["seeds"] for run in recorded()["runs"] if run["params"] == wanted), None)


def curves_of(params: Mapping[str, Any], rng: np.random.Generator) -> Curves | None:
    """The recorded curves of the seed that ``rng`` is the untouched stream of, or None.

    A stream tells its root and its seed by the sequence that it was made from.
    """
    seeds, source = held(params), rng.bit_generator.seed_seq
    if seeds is None or not isinstance(source, np.random.SeedSequence) or source.entropy != params["root"]:
        return None
    place = source.spawn_key[0] if len(source.spawn_key) == 1 else len(seeds)
    if place >= len(seeds):
        return None
    return {name: _single(values) for name, values in seeds[place].items()}


def _single(values: list[float]) -> NDArray[np.float64]:
    return np.array(values, dtype=np.float32).astype(np.float64)
