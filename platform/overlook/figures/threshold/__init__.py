"""`threshold`: cases with scores, a threshold, and the curve that all thresholds together make.

One panel shows the cases, the other the ROC curve, the precision-recall curve, or lines of equal cost. Scores can be
stretched without changing their order, and pairs drawn to see what the area means. Everything is computed where it is
shown: no data artefact, but a reader may bring scores of their own.
"""

from overlook.figures.contract import Choice, Data, Param, kind_of, panels
from overlook.figures.threshold import own, static

_PARAMS = (
    Param("t", "Threshold", default=0.5, minimum=0, maximum=1, step=0.01),
    Param("d", "Separation", default=1.5, minimum=0, maximum=3, step=0.1, unit="sd"),
    Param("n", "Cases in each class", default=40, values=(10, 20, 40, 80)),
    Param("share", "Share of positives", default=0.5, values=(0.001, 0.01, 0.05, 0.1, 0.2, 0.5)),
    Param("ratio", "A miss costs", default=5, unit="false alarms", values=(1, 2, 5, 10, 20, 50)),
    Param("pairs", "Pairs drawn", default=0, values=(0, 10, 100, 1000, 10000), off="none"),
    Param(
        "warp",
        "Scores",
        default="plain",
        choices=(
            Choice("plain", "as they are"),
            Choice("square", "squared"),
            Choice("root", "fourth root"),
            Choice("coarse", "rounded to fifths"),
        ),
    ),
    Param(
        "plane",
        "Beside the cases",
        default="roc",
        choices=(
            Choice("roc", "ROC curve"),
            Choice("pr", "precision and recall"),
            Choice("cost", "ROC curve with a cost line"),
        ),
    ),
    Param("seed", "Draw", default=1, minimum=1, maximum=9999, integer=True, button="Draw again"),
    panels(cases="the cases", curve="the curve"),
)


_SHARED = {param.name: param for param in _PARAMS}


def params(data: Data) -> tuple[Param, ...]:
    """Of a reader's own cases nothing is drawn: what is left is where the threshold is, and what it costs."""
    if data is None:
        return _PARAMS
    begin, shares = data["begin"], data["shares"]
    return (
        Param("t", "Threshold", default=begin["t"], values=tuple(data["thresholds"]), values_at="thresholds"),
        Param("share", "Share of positives", default=begin["share"], values=tuple(shares), values_at="shares"),
        *(_SHARED[name] for name in ("ratio", "plane", "panel")),
    )


KIND = kind_of(
    static,
    slug="threshold",
    title="Cases, a threshold and its curve",
    params=params,
    own=own.OWN,
)
