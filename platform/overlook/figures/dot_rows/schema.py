"""The data that `dot-rows` draws, and its check.

An artefact (``data/<name>.json`` of an essay, at most 20 KB compressed) is one JSON object::

    {
      "x": {"label": "share of cases right", "domain": [0.4, 1]},
      "words": {"first": "the test says", "second": "the world says"},
      "rows": [                                     # two to twelve
        {"label": "scaling before the split",
         "first": 0.91, "second": 0.74,             # what is compared
         "first_low": 0.88, "first_high": 0.94}     # optional: an interval of the first
      ],
      "recipe": {…}                                 # how it was computed: not read here
    }

State: ``row``, counted from 1. Goals may speak of ``row``, ``first``, ``second`` and ``gap`` (first less second) of
that row, and of ``widest`` (the row with the largest gap).
"""

import math
from typing import Any

COLUMNS = {
    "rows[].label": "what is compared in this row",
    "rows[].first": "the first value",
    "rows[].second": "the second value",
    "rows[].first_low": "lower end of the first value's interval (optional)",
    "rows[].first_high": "upper end of the first value's interval (optional)",
}


def problems(data: Any) -> list[str]:
    """What is wrong with an artefact, one sentence each; empty when it can be drawn."""
    try:
        low, high = data["x"]["domain"]
        rows = data["rows"]
        words = [data["x"]["label"], data["words"]["first"], data["words"]["second"]]
    except (KeyError, TypeError, ValueError) as error:
        return [f"The data lacks {error}; see dot_rows/schema.py."]
    found = [] if low < high else ["x.domain must ascend."]
    if not all(words):
        found.append("x.label and both words must say something.")
    if not 2 <= len(rows) <= 12:
        found.append("There must be two to twelve rows.")
    for index, row in enumerate(rows):
        if not row.get("label"):
            found.append(f"rows[{index}].label is missing.")
        for name in ("first", "second"):
            value = row.get(name)
            if not isinstance(value, int | float) or not math.isfinite(value) or not low <= value <= high:
                found.append(f"rows[{index}].{name} must be a number inside x.domain.")
        if ("first_low" in row) != ("first_high" in row):
            found.append(f"rows[{index}] must have both ends of the interval, or none.")
    return found
