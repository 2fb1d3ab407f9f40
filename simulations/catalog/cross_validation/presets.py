"""Starting points for the run page: what k does, what it does not, and the control."""

from simulations.engine.contract import Preset

_SMALL = {"family": "folds", "n": 40, "p": 5, "folds": [2, 4, 5, 8, 10, 20, 40], "sets": 500}

PRESETS = (
    Preset(
        "small-data",
        "Forty rows, five features",
        "Leave-one-out has the smallest spread here, against the folklore; two folds judge a fit to half the rows.",
        _SMALL,
        32,
    ),
    Preset(
        "not-this-model",
        "Not about the model in your hand",
        "Look at the correlation: whatever k is, a data set with a high estimate is no worse than its neighbours.",
        _SMALL | {"sets": 1000},
        32,
    ),
    Preset(
        "many-folds",
        "120 rows, ten features",
        "The estimate falls towards the truth as folds grow smaller; the theory line is exact.",
        {"family": "folds"},
        32,
    ),
    Preset(
        "much-data",
        "Plenty of rows: k hardly matters",
        "The control: with 500 rows and two features half the rows fit as well as all, and every k says the same.",
        {"family": "folds", "n": 500, "p": 2, "folds": [2, 5, 10, 50, 500]},
        16,
    ),
    Preset(
        "ridge",
        "With ridge: two folds are not so bad",
        "The penalty steadies the fits to half the rows, and the estimate for k = 2 comes down.",
        _SMALL | {"penalty": 10},
        32,
    ),
)
