"""`winners`: many models, a small validation set, and what the best of them is worth afterwards.

One panel shows the scores of all models, the other what the best of M coins scores on average. Everything is computed
where it is shown: no data artefact.
"""

from overlook.figures.contract import Param, kind_of, panels
from overlook.figures.winners import static

_PARAMS = (
    Param("models", "Models", default=100, values=(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)),
    Param("n", "Validation cases", default=16, values=(8, 16, 32, 64, 128, 200, 500)),
    Param("spread", "Spread of skill", default=0, minimum=0, maximum=0.15, step=0.01, off="0, all toss a coin"),
    Param("seed", "Draw", default=1, minimum=1, maximum=9999, integer=True, button="Try again"),
    panels(scores="the scores", best="the best"),
)

KIND = kind_of(
    static,
    slug="winners",
    title="The best of many",
    params=_PARAMS,
)
