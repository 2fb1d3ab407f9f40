"""Starting points for the run page: how prevalence moves a curve, and the controls in which nothing moves."""

from simulations.engine.contract import Preset

_AUC_90 = 1.8124

PRESETS = (
    Preset(
        "few-positives",
        "34 positives among 500",
        "The curve of one sample jumps, and its band is wide: 34 positives do not tell more.",
        {"family": "bands"},
        32,
    ),
    Preset(
        "balanced",
        "The same scores, half of them positive",
        "Nothing about the scores has changed, and the curve lies far higher: precision belongs to the population.",
        {"family": "bands", "prevalence": 0.5},
        32,
    ),
    Preset(
        "rounded",
        "Scores on a coarse scale",
        "Ties come together: the curve has a few wide steps, and average precision falls.",
        {"family": "bands", "rounding": 1},
        32,
    ),
    Preset(
        "chance",
        "Scores that know nothing",
        "The control: precision is the prevalence at every recall, and single samples stray most at the left.",
        {"family": "bands", "separation": 0},
        32,
    ),
    Preset(
        "prevalence",
        "AUC 0.90 at every prevalence",
        "The area under the ROC curve stays at 0.90, while average precision falls from 0.90 to 0.04.",
        {"family": "prevalence", "separation": _AUC_90},
        32,
    ),
    Preset(
        "prevalence-chance",
        "No separation: average precision is the prevalence",
        "The control: both measures say chance, but chance is one half for one and the prevalence for the other.",
        {"family": "prevalence", "separation": 0},
        32,
    ),
    Preset(
        "table",
        "A table of scores",
        "Bring your own scores and classes, or begin with the example, in which 24 of 160 are positive.",
        {"family": "own"},
        500,
    ),
)
