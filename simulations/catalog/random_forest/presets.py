"""Starting points for the run page: the free test error, what trees buy, and the controls."""

from simulations.engine.contract import Preset

PRESETS = (
    Preset(
        "breast-cancer",
        "A test error without a test set",
        "The rows outside each bag say nearly what the test rows say; the training error says nothing.",
        {"family": "out-of-bag"},
        16,
    ),
    Preset(
        "digits",
        "Digits: too high while the trees are few",
        "A row hears only 37 % of the trees: out of the bag, a hundred trees are as good as 37 on the test rows.",
        {"family": "out-of-bag", "dataset": "digits", "n": 1000},
        8,
    ),
    Preset(
        "diabetes",
        "A regression",
        "The same for squared errors: more trees never overfit, they only stop helping.",
        {"family": "out-of-bag", "dataset": "diabetes"},
        16,
    ),
    Preset(
        "nothing-to-learn",
        "Shuffled answers: nothing to learn",
        "The control: the training error still falls to 0, and the rows outside the bags are not taken in.",
        {"family": "out-of-bag", "shuffled": 1},
        16,
    ),
    Preset(
        "alike",
        "Trees that are all alike",
        "The other control: stumps that may choose among all features choose the same; a crowd of them gains little.",
        {"family": "out-of-bag", "features": "all", "depth": 1},
        16,
    ),
    Preset(
        "bagging",
        "Every feature at every split",
        "Bagging without drawing features: the trees agree more, and on digits that costs.",
        {"family": "out-of-bag", "dataset": "digits", "features": "all", "trees": 50},
        8,
    ),
    Preset(
        "table",
        "A table of yours",
        "Bring a table, or begin with the example, whose classes no line can part: see how many trees it takes.",
        {"family": "own"},
        16,
    ),
)
