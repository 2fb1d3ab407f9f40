"""Starting points for the run page: the U in each family, and the controls in which it vanishes."""

from simulations.engine.contract import Preset

PRESETS = (
    Preset(
        "polynomials",
        "Polynomials of a sine",
        "The U: bias² falls with the degree, variance rises by σ²/n with each; the sum is least at degree 3.",
        {"family": "polynomial", "n": 20, "sigma": 0.5},
        16,
    ),
    Preset(
        "no-noise",
        "No noise: no U",
        "The control: without noise every world is the same, the variance is nothing, and more degrees never hurt.",
        {"family": "polynomial", "sigma": 0},
        8,
    ),
    Preset(
        "true-cubic",
        "A truth that is a cubic",
        "The other control: from degree 3 on there is no bias left, and every further degree costs variance only.",
        {"family": "polynomial", "truth": "cubic"},
        16,
    ),
    Preset(
        "random-places",
        "The same in random places",
        "Real data are not equally spaced: some worlds leave a gap at the edge, and high degrees run wild there.",
        {"family": "polynomial", "design": "random"},
        32,
    ),
    Preset(
        "infinite-mean",
        "Degrees up to 15 in random places",
        "With 30 random places the expected error of degree 15 is infinite: a median is drawn, no mean is given.",
        {"family": "polynomial", "design": "random", "degree": 15},
        32,
    ),
    Preset(
        "neighbours",
        "Nearest neighbours",
        "Read it from right to left: variance is σ²/k, and bias² comes from looking too far away; best are 4.",
        {"family": "knn"},
        16,
    ),
    Preset(
        "more-points",
        "Nearest neighbours with 200 points",
        "With more points more neighbours are best, 16 instead of 4, and the error is smaller.",
        {"family": "knn", "n": 200, "neighbours": 100},
        8,
    ),
    Preset(
        "trees",
        "Trees for a step",
        "One split finds the step, and is best; every further level splits noise.",
        {"family": "trees", "truth": "step"},
        16,
    ),
    Preset(
        "trees-sine",
        "Trees for a sine",
        "Depth buys bias² dearly: the deepest trees are the nearest neighbour, with the whole noise as variance.",
        {"family": "trees"},
        16,
    ),
)
