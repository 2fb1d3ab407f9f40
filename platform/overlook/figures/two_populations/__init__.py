"""`two-populations`: scores of positives and of negatives as two bell curves, and the curve that they make.

The reader moves the threshold, the bells and the share of positives, and reads the ROC curve, precision and recall, or
how far stated probabilities can be trusted; a rival model may be laid over it. Exact: no data artefact.
"""

from overlook.figures.contract import Choice, Param, kind_of, panels
from overlook.figures.two_populations import static

_PARAMS = (
    Param("t", "Threshold", default=0.75, minimum=-3, maximum=6, step=0.05),
    Param("d", "Separation d", default=1.5, minimum=0, maximum=4, step=0.1),
    Param("s", "Spread of positives s", default=1, minimum=0.4, maximum=2.5, step=0.1),
    Param("share", "Share of positives", default=0.5, values=(0.001, 0.01, 0.05, 0.1, 0.2, 0.5)),
    Param("rival", "Rival", default="none", choices=(Choice("none", "none"), Choice("shown", "shown"))),
    Param("d2", "Separation of the rival", default=1.5, minimum=0, maximum=4, step=0.1),
    Param("s2", "Spread of the rival", default=1, minimum=0.4, maximum=2.5, step=0.1),
    Param(
        "plane",
        "Beside the bells",
        default="roc",
        choices=(
            Choice("roc", "ROC curve"),
            Choice("pr", "precision and recall"),
            Choice("trust", "stated and true probability"),
        ),
    ),
    panels(bells="the bells", curve="the curve"),
)

KIND = kind_of(
    static,
    slug="two-populations",
    title="Two populations of scores",
    params=_PARAMS,
)
