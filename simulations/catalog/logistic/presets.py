"""Starting points for the run page: how sure a boundary is, what goes wrong, and the controls."""

from simulations.engine.contract import Preset

PRESETS = (
    Preset(
        "boundary",
        "How sure is a boundary?",
        "Two hundred rows: the band is narrow in the middle of the data and wide at its edge.",
        {"family": "bootstrap"},
        64,
    ),
    Preset(
        "many-rows",
        "Two thousand rows",
        "The control: the band shrinks like one over √n, lies where theory puts it, and no replicate is without a fit.",
        {"family": "bootstrap", "n": 2000, "penalty": 0},
        32,
    ),
    Preset(
        "no-best-fit",
        "Thirty rows and no penalty",
        "A plane parts many replicates: there no best fit exists, and the band is made by what is done about it.",
        {"family": "bootstrap", "n": 30, "strength": 4, "penalty": 0},
        16,
    ),
    Preset(
        "too-strong",
        "A penalty that is too strong",
        "The slopes shrink and the intercept does not: the boundary moves away, and the band is sure of a wrong place.",
        {"family": "bootstrap", "penalty": 30, "intercept": 2},
        64,
    ),
    Preset(
        "two-rows-per-feature",
        "Fewer than two rows per feature",
        "Labels thrown like a coin, and a plane parts them up to about 2d rows: Cover's count is exact.",
        {"family": "separation"},
        100,
    ),
    Preset(
        "signal",
        "A strong signal tips later",
        "The better the features predict, the more rows it takes until a best fit exists.",
        {"family": "separation", "signal": 4, "ratio": 8},
        50,
    ),
    Preset(
        "strong-penalty",
        "Under a strong penalty nothing happens",
        "The control: with λ = 10 the length passes the threshold as if it were not there.",
        {"family": "separation", "penalty": [10]},
        50,
    ),
    Preset(
        "table",
        "A boundary in a table",
        "Bring a table with two classes, or begin with the example, in which hours and tests tell who passed.",
        {"family": "own"},
        200,
    ),
)
