"""Starting points for the run page: the glued curve, and the controls in which one of its halves vanishes."""

from simulations.engine.contract import Preset

_FAMILY = "leaves-then-trees"

PRESETS = (
    Preset(
        "belkin",
        "Leaves, then trees, on noisy digits",
        "A U, a peak where the tree repeats every wrong label, and a second descent that is bought with other trees.",
        {"family": _FAMILY},
        16,
    ),
    Preset(
        "no-noise",
        "No label noise: hardly a peak",
        "The control: with clean labels a tree that repeats them all is nearly the best tree.",
        {"family": _FAMILY, "label_noise": 0},
        16,
    ),
    Preset(
        "alike",
        "Trees that are all alike",
        "The other control: all see the same rows and choose among all features; they differ by ties, and gain less.",
        {"family": _FAMILY, "features": "all"},
        8,
    ),
    Preset(
        "more-noise",
        "Four labels in ten are wrong",
        "The peak is higher than the error of two leaves, and the forest still comes down far below it.",
        {"family": _FAMILY, "label_noise": 0.4, "leaves": 400},
        16,
    ),
    Preset(
        "breast-cancer",
        "Breast cancer",
        "Two classes and 300 rows: the best single tree has a handful of leaves.",
        {"family": _FAMILY, "dataset": "breast_cancer", "n": 300, "leaves": 80},
        16,
    ),
)
