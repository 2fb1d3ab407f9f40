"""A reader's own cases in `splitter`: `own.ts` in Python."""

from collections.abc import Mapping, Sequence
from typing import Any

from overlook.figures.contract import Column, Own

_EXAMPLE = """length,width,kind
6.9,3.2,1
7.2,2.4,1
4.5,3.4,0
5.2,3.6,0
6.4,2.5,1
6.8,3.3,1
6.6,3.2,1
4.9,3.4,0
6.0,2.8,1
5.6,2.8,0
4.9,3.2,0
6.2,2.8,1
6.0,2.9,1
5.4,3.2,0
6.2,3.1,1
5.0,2.6,0
5.5,3.2,0
6.8,2.7,1
6.1,3.8,0
5.8,4.3,0
5.2,3.6,0
4.3,3.0,0
6.6,2.3,1
6.1,2.8,1
5.6,3.9,0
5.5,3.0,0
6.4,3.2,1
5.5,3.7,0
5.3,2.6,1
5.5,2.8,0
6.1,2.8,1
5.6,2.8,0
5.2,3.1,0
4.0,3.1,0
4.8,3.3,0
6.3,3.3,1
5.1,3.6,0
5.0,3.6,0
7.0,3.2,1
6.3,2.5,1
"""


def read(columns: Mapping[str, Sequence[float]], names: Mapping[str, str]) -> dict[str, Any]:
    """Places and kinds in the order of the rows, and what the two features are called."""
    return {
        "places": [list(place) for place in zip(columns["x"], columns["y"], strict=True)],
        "first": [int(kind == 0) for kind in columns["class"]],
        "names": [names["x"], names["y"]],
        "begin": {},
    }


OWN = Own(
    columns=(
        Column("x", "a first feature", ("x", "x1")),
        Column("y", "a second feature", ("y", "x2")),
        Column("class", "a class, 0 or 1", ("class", "label", "target", "kind", "group"), binary=True),
    ),
    fewest=10,
    most=1000,
    example=_EXAMPLE,
    says=(
        "Each row is a case with two features and its class: 0 is drawn as a circle, 1 as a square. The rows are dealt"
        " at random into the three parts, and distances are in standard deviations of the cases that the rule sees."
    ),
    read=read,
)
