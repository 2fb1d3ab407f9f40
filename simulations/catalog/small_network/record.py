"""Make ``recorded.json`` anew: ``python -m simulations.catalog.small_network.record "Name of the processor"``.

Takes some minutes on one core.
"""

import json
import sys
from collections.abc import Iterator
from time import process_time
from typing import Any

import numpy as np

from simulations.catalog.small_network.archive import PATH, SEEDS
from simulations.catalog.small_network.presets import RECORDED
from simulations.catalog.small_network.widths_family import FAMILY, WidthsKernel
from simulations.engine import schema
from simulations.engine.identity import platform_id
from simulations.engine.seeding import stream


def run(overrides: dict[str, Any], seeds: int = SEEDS) -> Iterator[dict[str, list[float]]]:
    """The curves of each seed, with the digits that single precision needs."""
    params = schema.normalise((FAMILY,), {"family": FAMILY.slug, **overrides})
    for seed in range(seeds):
        curves = WidthsKernel().train(params, stream(params["root"], seed), lambda _: None)
        yield {name: [float(str(value)) for value in curve.astype(np.float32)] for name, curve in curves.items()}


def content(machine: str) -> dict[str, Any]:
    """All recorded runs, with what they were made with."""
    began, runs = process_time(), []
    for overrides in RECORDED:
        params = schema.normalise((FAMILY,), {"family": FAMILY.slug, **overrides})
        given = {name: value for name, value in params.items() if name != "family"}
        runs.append({"params": given, "seeds": list(run(overrides))})
    seconds = (process_time() - began) / (SEEDS * len(RECORDED))
    return {"machine": machine, "engine": platform_id(), "seconds": round(seconds, 1), "runs": runs}


def main() -> None:
    """Compute and write."""
    PATH.write_text(json.dumps(content(sys.argv[1]), separators=(",", ":")) + "\n", encoding="utf-8")
    sys.stdout.write(f"Written to {PATH}, {PATH.stat().st_size} bytes.\n")


if __name__ == "__main__":
    main()
