"""What `model.ts` must reproduce."""

from typing import Any

DATA: dict[str, Any] = {
    "x": {"label": "share right", "domain": [0.4, 1]},
    "words": {"first": "the test says", "second": "the world says"},
    "rows": [
        {"label": "an honest split", "first": 0.75, "second": 0.7421, "first_low": 0.66, "first_high": 0.82},
        {"label": "copies on both sides", "first": 0.97, "second": 0.7},
        {"label": "no better than a coin", "first": 0.5, "second": 0.5},
    ],
}
STATES: list[dict[str, int | float | str]] = [{}, {"row": 2}, {"row": 3}]


def values() -> dict[str, Any]:
    return {"data": DATA, "gaps": [row["first"] - row["second"] for row in DATA["rows"]]}
