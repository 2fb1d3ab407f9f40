"""The data that `curve-band` draws, and its check.

An artefact (``data/<name>.json`` of an essay, at most 20 KB compressed) is one JSON object::

    {
      "x": {"name": "K", "label": "number of knots K", "log": true,
            "values": [2, 4, …],                  # ascending, at least two
            "threshold": 39},                     # optional: gets its own tick and a dashed line
      "y": {"label": "test error", "log": true,
            "domain": [0.05, 20000]},             # optional: else what the group in view needs, over all its ridges
      "groups": {                                 # one or more: designs, families, sample sizes …
        "iid": {"label": "i.i.d. knots",
                "words": {"median": "error"},     # optional: names of series that are not statistics of draws;
                                                  # ``all`` then shows median, mean and p90 as three lines, no band
                "curves": [                       # one per ridge, ridge ascending, the first usually 0
                  {"ridge": 0,
                   "median": […], "mean": […], "p10": […], "p90": […],   # as long as x.values; null = not known
                   "interpolates": […],           # optional: share of draws in [0, 1]: the slim second panel
                   "theory": […]}                 # optional: overlaid, dotted
                ]}
      },
      "draws": 300,                               # how many draws each number summarises
      "recipe": {…}                               # how it was computed: not read here
    }

``mean``, ``p10`` and ``p90`` may be left out of every curve together (theory only, or a single draw).

State: ``x`` (the cursor, one of ``x.values``), ``show`` (``all``, ``median``, ``mean`` or ``p90``), ``group`` (a key of
``groups``), ``ridge`` (one of the group's penalties). The ridge's range is smooth when there are ten penalties or more.

Goals may speak of ``x``, ``ridge``, and of what is shown (``all`` counts as the median): ``here`` (its value at the
cursor), ``last`` (at the right end), ``rise`` (the largest factor by which it climbs above an earlier low: 1 when it
only falls), ``peak`` and ``peak_x`` (where that climb ends), ``least_x`` (where it is least); besides ``median``,
``mean``, ``p10``, ``p90`` and ``interpolates`` at the cursor.
"""

import math
from itertools import pairwise
from typing import Any

SERIES = ("median", "mean", "p10", "p90", "interpolates", "theory")
COLUMNS = {
    "x.values": "the horizontal axis, ascending",
    "groups.*.words": "what the series are called, where they are not statistics of draws (optional)",
    "groups.*.curves[].ridge": "the penalty, ascending",
    "groups.*.curves[].median": "median over draws",
    "groups.*.curves[].mean": "mean over draws",
    "groups.*.curves[].p10": "10 % quantile over draws",
    "groups.*.curves[].p90": "90 % quantile over draws",
    "groups.*.curves[].interpolates": "share of draws that pass through every training point (optional)",
    "groups.*.curves[].theory": "closed form (optional)",
}


def problems(data: Any) -> list[str]:
    """What is wrong with an artefact, one sentence each; empty when it can be drawn."""
    try:
        xs = data["x"]["values"]
        groups = data["groups"]
        titles = [data["x"]["label"], data["x"]["log"], data["y"]["label"], data["y"]["log"]]
    except (KeyError, TypeError) as error:
        return [f"The data lacks {error}; see curve_band/schema.py."]
    found = []
    if len(xs) < 2 or any(b <= a for a, b in pairwise(xs)):
        found.append("x.values must ascend and hold two values at least.")
    if titles[1] and min(xs) <= 0:
        found.append("x.values must be positive on a log axis.")
    if not groups:
        found.append("There must be one group at least.")
    for name, group in groups.items():
        ridges = [curve.get("ridge") for curve in group.get("curves", [])]
        if not ridges or None in ridges or ridges != sorted(set(ridges)):
            found.append(f"groups.{name}.curves must hold one curve per ridge, ascending.")
        for index, curve in enumerate(group.get("curves", [])):
            found += [f"groups.{name}.curves[{index}].{fault}" for fault in _faults(curve, len(xs))]
    return found


def _faults(curve: dict[str, Any], length: int) -> list[str]:
    found = [] if "median" in curve else ["median is missing."]
    for series in SERIES:
        values = curve.get(series)
        if values is None:
            continue
        if len(values) != length:
            found.append(f"{series} has {len(values)} values for {length} xs.")
        if any(value is not None and not math.isfinite(value) for value in values):
            found.append(f"{series} holds a number that is not finite; write null.")
    return found
