"""Starting points for the run page, and the runs that are recorded."""

from typing import Any

from simulations.engine.contract import Preset

# What differs from the defaults in each recorded run: noisy labels, and the control.
RECORDED: tuple[dict[str, Any], ...] = ({}, {"label_noise": 0})

PRESETS = (
    Preset(
        "recorded",
        "Width, noisy labels (recorded)",
        "Weak evidence, plainly drawn: eight seeds of one data set, trained to the end, with a peak near 40 units.",
        {"family": "widths"},
        8,
    ),
    Preset(
        "recorded-clean",
        "Width, clean labels (recorded)",
        "The control: without wrong labels there is little to learn by heart, and the peak is a bump.",
        {"family": "widths", "label_noise": 0},
        8,
    ),
    Preset(
        "short",
        "Train it yourself: 300 epochs",
        "Stopped early, wide networks have no time to learn the wrong labels; trained while you wait.",
        {"family": "widths", "epochs": 300, "width": 256},
        4,
    ),
    Preset(
        "linear",
        "Without tanh: a linear map",
        "The other control: beyond ten units a linear network gains nothing, and comes to the closed form.",
        {"family": "widths", "activation": "linear", "width": 64, "epochs": 1000},
        4,
    ),
    Preset(
        "epochs",
        "Along the training",
        "The test error falls, and rises while the network learns wrong labels; no second descent within 4000 epochs.",
        {"family": "epochs"},
        4,
    ),
    Preset(
        "epochs-wide",
        "Along the training, 256 units",
        "A wide network rises less, and sooner.",
        {"family": "epochs", "width": 256},
        4,
    ),
)
