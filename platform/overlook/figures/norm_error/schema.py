"""The data that `norm-error` draws, and its check.

An artefact (``data/<name>.json`` of an essay, at most 20 KB compressed) is one JSON object::

    {
      "x": {"label": "Knots", "values": [5, 14, …], # sizes of the model, ascending, two or more
            "threshold": 39},                       # optional: gets its label on the path
      "norm": {"label": "length of all bends", "domain": [5, 1e6]},      # both axes are logarithmic; what lies
                                                                         # above a domain is counted, not drawn
      "error": {"label": "distance from the bed, m", "domain": [0.1, 1e4]},
      "words": {"exact": "touch every sounding", "not": "do not"},
      "group_label": "Knots are",
      "groups": {
        "iid": {"label": "Thrown like darts",
                "clouds": [                         # one per ridge, ascending
                  {"ridge": 0,
                   "norm": [[…], …],                # by size, then by draw: greater than zero
                   "error": [[…], …],
                   "exact": [[0, 1, …], …]}         # whether the draw passes through every training point
                ]}
      },
      "recipe": {…}                                 # how it was computed: not read here
    }

State: ``x`` (one of ``x.values``), ``group``, ``ridge`` (one of the group's). Goals may speak of ``norm`` and ``error``
(the medians of the cloud), ``exact`` (share of its draws), ``tie`` (correlation of the two logarithms within it), and
``most_norm`` and ``most_error``.
"""

import math
from itertools import pairwise
from typing import Any

COLUMNS = {
    "x.values": "sizes of the model, ascending",
    "groups.*.clouds[].ridge": "the penalty, ascending",
    "groups.*.clouds[].norm": "length of the coefficients, by size and draw",
    "groups.*.clouds[].error": "error, by size and draw",
    "groups.*.clouds[].exact": "1 where the draw passes through every training point",
}


def problems(data: Any) -> list[str]:
    """What is wrong with an artefact, one sentence each; empty when it can be drawn."""
    try:
        sizes, groups = data["x"]["values"], data["groups"]
        domains = [data[name]["domain"] for name in ("norm", "error")]
        words = [data["x"]["label"], data["group_label"], *(data["words"][name] for name in ("exact", "not"))]
        words += [data[name]["label"] for name in ("norm", "error")]
    except (KeyError, TypeError) as error:
        return [f"The data lacks {error}; see norm_error/schema.py."]
    found = [] if all(words) else ["Labels and words must say something."]
    if len(sizes) < 2 or any(b <= a for a, b in pairwise(sizes)):
        found.append("x.values must ascend and hold two values at least.")
    if any(not 0 < low < high for low, high in domains):
        found.append("A domain must be positive and ascend.")
    if not groups:
        found.append("There must be one group at least.")
    for name, group in groups.items():
        ridges = [cloud.get("ridge") for cloud in group.get("clouds", [])]
        if not ridges or None in ridges or ridges != sorted(set(ridges)):
            found.append(f"groups.{name}.clouds must hold one cloud per ridge, ascending.")
        for index, cloud in enumerate(group.get("clouds", [])):
            found += [f"groups.{name}.clouds[{index}].{fault}" for fault in _faults(cloud, len(sizes), domains)]
    return found


def _faults(cloud: dict[str, Any], sizes: int, domains: list[tuple[float, float]]) -> list[str]:
    found = []
    rows = {name: cloud.get(name, []) for name in ("norm", "error", "exact")}
    if any(len(row) != sizes for row in rows.values()):
        return [f"norm, error and exact must each have {sizes} rows."]
    counts = {len(draws) for row in rows.values() for draws in row}
    if len(counts) != 1 or min(counts) < 3:
        found.append("norm, error and exact must have as many draws at each size, three at least.")
    for name, (low, _) in zip(("norm", "error"), domains, strict=True):
        if any(not math.isfinite(value) or value < low for draws in rows[name] for value in draws):
            found.append(f"{name} must not lie below its domain.")
    if any(value not in (0, 1) for draws in rows["exact"] for value in draws):
        found.append("exact must be 0 or 1.")
    return found
