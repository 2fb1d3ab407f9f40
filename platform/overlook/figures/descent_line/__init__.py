"""`descent-line`: gradient descent on a curve, step by step, and how fast the loss falls.

The reader moves the start and the step size. Everything is computed where it is shown: no data artefact.
"""

from overlook.figures.contract import Choice, Param, kind_of, panels
from overlook.figures.descent_line import static

_PARAMS = (
    Param("x0", "Start", default=-1.6, minimum=-2, maximum=2, step=0.05),
    Param("eta", "Step size η", default=0.1, minimum=0.01, maximum=2.5, step=0.01),
    Param("curvature", "Curvature λ", default=1, values=(0.5, 1, 2, 4, 10)),
    Param("steps", "Steps", default=20, minimum=0, maximum=60, integer=True),
    Param(
        "loss",
        "Loss",
        default="bowl",
        choices=(Choice("bowl", "bowl"), Choice("hollows", "two hollows"), Choice("funnel", "funnel")),
    ),
    panels(walk="the walk", losses="the losses"),
)

KIND = kind_of(
    static,
    slug="descent-line",
    title="Descent on a curve",
    params=_PARAMS,
)
