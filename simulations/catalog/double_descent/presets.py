"""Starting points for the run page: the phenomenon in each family, and the controls in which it vanishes."""

from simulations.engine.contract import Preset

PRESETS = (
    Preset(
        "digits",
        "Handwritten digits",
        "Real data: the test error peaks when there are as many random features as training rows, then falls below its "
        "first minimum.",
        {"family": "random-features", "dataset": "digits"},
        5,
    ),
    Preset(
        "digits-ridge",
        "Digits with ridge: no peak",
        "The control: the same features with a penalty. The peak is gone, and every width does better.",
        {"family": "random-features", "dataset": "digits", "ridge": [0.1]},
        5,
    ),
    Preset(
        "reference",
        "The reference's 41 points",
        "Independent knots: the median hardly rises, the mean does, and the threshold is smeared over 50 to 150 knots.",
        {"family": "spline", "dataset": "dd1_41", "measure": "mae"},
        64,
    ),
    Preset(
        "reference-stratified",
        "The same, one knot per gap",
        "Now the textbook cliff appears at 39 knots, in the median too.",
        {"family": "spline", "dataset": "dd1_41", "measure": "mae", "knots": "stratified"},
        64,
    ),
    Preset(
        "spline-ridge",
        "Knots with ridge: no peak",
        "The control: with a penalty the peak melts, in the mean as well.",
        {"family": "spline", "dataset": "dd1_41", "measure": "mae", "knots": "stratified", "ridge": [0.001]},
        64,
    ),
    Preset(
        "six-points",
        "Six exact points",
        "No noise at all: the median falls steadily, and yet the expected error is infinite at four knots.",
        {"family": "spline", "dataset": "dd2_6", "max_knots": 1000},
        128,
    ),
    Preset(
        "every-width",
        "Every width from 1 to 1000",
        "Gaussian features, 1000 models per seed in one pass, with the exact expectation drawn behind them.",
        {"family": "gaussian"},
        32,
    ),
    Preset(
        "gaussian-ridge",
        "Gaussian features and four ridges",
        "The control: as λ grows the peak shrinks and is gone.",
        {"family": "gaussian", "n": 100, "width": 600, "ridge": [0, 0.01, 0.1, 1]},
        32,
    ),
    Preset(
        "noisy-tumours",
        "Breast cancer with shuffled labels",
        "A second real data set, where the second descent does not reach the first minimum: bigger is no cure-all.",
        {"family": "random-features", "dataset": "breast_cancer", "n": 300, "width": 2000, "label_noise": 0.1},
        5,
    ),
)
