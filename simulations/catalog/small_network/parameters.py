"""Parameters that both families have, and what follows from them."""

from simulations.catalog.small_network.digits import CLASSES, INPUTS
from simulations.catalog.small_network.training import stops
from simulations.engine.contract import Parameter, Params

N = Parameter("n", "integer", "Training rows", "Number of handwritten digits, n.", "rows", 300, minimum=50, maximum=500)
NOISE = Parameter(
    "label_noise",
    "number",
    "Label noise",
    "Share of training rows whose labels are shuffled among themselves; test labels are left as they are.",
    "share",
    0.2,
    minimum=0,
    maximum=1,
)
EPOCHS = Parameter(
    "epochs",
    "integer",
    "Epochs",
    "Steps of training, each on all training rows at once.",
    "epochs",
    4000,
    minimum=10,
    maximum=4000,
    log=True,
)
RATE = Parameter(
    "rate",
    "number",
    "Step size",
    "Adam's step size; about how far a weight moves in one step.",
    "1",
    0.01,
    minimum=1e-4,
    maximum=0.05,
    log=True,
)
ACTIVATION = Parameter(
    "activation",
    "choice",
    "Activation",
    "What a hidden unit makes of its input; without tanh the network is a linear map.",
    "1",
    "tanh",
    choices=(("tanh", "tanh"), ("linear", "None (linear)")),
)


def parameters_of(width: int) -> int:
    """Weights and constants of a network with so many hidden units.

    Examples
    --------
    >>> parameters_of(40)
    3010
    """
    return (INPUTS + 1) * width + (width + 1) * CLASSES


def threshold(n: int) -> float:
    """The width at which there are as many parameters as numbers to fit, n for each class."""
    return (n * CLASSES - CLASSES) / (INPUTS + 1 + CLASSES)


def seconds_of(params: Params, width: int) -> float:
    """CPU seconds of training one network: a price of each epoch and of each look, for each unit and row."""
    epochs = params["epochs"]
    looks = len(stops(epochs))
    return float(0.005 + epochs * (4e-5 + width * (5.4e-9 * params["n"] + 1e-7)) + looks * (1e-4 + 9e-6 * width))
