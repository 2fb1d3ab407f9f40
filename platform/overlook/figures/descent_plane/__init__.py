"""`descent-plane`: gradient methods on a map with contours, and how fast the loss or each direction's error falls.

The reader moves the start around a circle, the step size, the momentum, and the landscape; a rival method may walk
along. Everything is computed where it is shown: no data artefact, but a reader may bring columns of their own, whose
least squares is a bowl.
"""

from overlook.figures.contract import Choice, Data, Kind, Param, panels
from overlook.figures.descent_plane import own, static

_METHODS = (
    Choice("plain", "gradient descent"),
    Choice("momentum", "momentum"),
    Choice("nesterov", "Nesterov"),
    Choice("rmsprop", "RMSprop"),
    Choice("adam", "Adam"),
)
#: Closest about 2, where bowls with round curvatures have their bound.
_RATES = tuple(
    float(f"{digits}e{power}")
    for power in range(-4, 1)
    for digits in (1, 1.2, 1.5, 1.8, 1.9, 2, 2.1, 2.5, 3, 4, 5, 6, 8)
    if power < 0 or digits <= 2.5
)
_PARAMS = (
    Param("turn", "Start", default=160, minimum=0, maximum=355, step=5, unit="°"),
    Param("eta", "Step size η", default=0.1, values=_RATES),
    Param("beta", "Momentum β", default=0.8, minimum=0, maximum=0.98, step=0.01),
    Param("kappa", "Condition number κ", default=10, values=(1, 2, 5, 10, 20, 50, 100, 200)),
    Param("angle", "Bowl turned by", default=0, minimum=0, maximum=90, step=5, unit="°"),
    Param("steps", "Steps", default=40, values=(0, 1, 2, 3, 5, 10, 20, 40, 80, 160, 320)),
    Param("batch", "Cases in a gradient", default=0, values=(0, 1, 4, 16, 64, 256), off="all"),
    Param(
        "land",
        "Landscape",
        default="bowl",
        choices=(
            Choice("bowl", "bowl"),
            Choice("ravine", "bent ravine"),
            Choice("saddle", "saddle"),
            Choice("rosenbrock", "Rosenbrock"),
        ),
    ),
    Param("method", "Method", default="plain", choices=_METHODS),
    Param("rival", "Rival", default="none", choices=(Choice("none", "none"), *_METHODS)),
    Param(
        "view",
        "Beside the map",
        default="loss",
        choices=(Choice("loss", "loss"), Choice("directions", "error in each direction")),
    ),
    Param("seed", "Draw", default=1, minimum=1, maximum=9999, integer=True, button="Draw again"),
    panels(map="the map", fall="the fall"),
)


def params(data: Data) -> tuple[Param, ...]:
    return _PARAMS if data is None else own.params(data, _PARAMS)


KIND = Kind(
    slug="descent-plane",
    title="Descent on a map",
    params=params,
    describe=own.describe,
    scene=own.scene,
    height=static.height,
    table=own.table,
    measure=own.measure,
    columns={},
    own=own.OWN,
)
