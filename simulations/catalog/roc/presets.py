"""Starting points for the run page: bands, what they cover, and the controls in which nothing is to be ranked."""

from simulations.engine.contract import Preset

PRESETS = (
    Preset(
        "two-hundred",
        "200 cases, half of them positive",
        "The band is wide: a curve from a hundred positives is no more than a sketch.",
        {"family": "bands"},
        32,
    ),
    Preset(
        "rare",
        "5 % positives among 1000",
        "The rarer class decides: a thousand cases with fifty positives tell no more than two hundred evenly split.",
        {"family": "bands", "n": 1000, "prevalence": 0.05, "resamples": 500},
        32,
    ),
    Preset(
        "rounded",
        "Scores on a coarse scale",
        "Ties are corners that are cut off: the curve becomes a polygon, and the area falls a little.",
        {"family": "bands", "rounding": 1},
        32,
    ),
    Preset(
        "chance",
        "No separation: the diagonal",
        "The control: scores know nothing, the area is one half, and single samples stray from it all the same.",
        {"family": "bands", "separation": 0},
        32,
    ),
    Preset(
        "crossing",
        "Positives that spread more",
        "With unequal spreads the curve bends under the diagonal at one end: an area alone does not tell.",
        {"family": "bands", "separation": 0.6, "spread": 2.5},
        32,
    ),
    Preset(
        "few",
        "Forty cases",
        "Does a band of 90 % hold the truth in 90 % of the samples? Not at the ends: there is little to draw from.",
        {"family": "bands", "n": 40},
        100,
    ),
    Preset(
        "table",
        "A table of scores",
        "Bring your own scores and classes, or begin with the example of a good score and a poor one.",
        {"family": "own"},
        500,
    ),
)
