"""The family ``epochs``: one network, judged along its training."""

from typing import Any

import numpy as np

from simulations.catalog.small_network import archive, code, training
from simulations.catalog.small_network.digits import ROWS, split
from simulations.catalog.small_network.parameters import ACTIVATION, EPOCHS, NOISE, RATE, N, seconds_of
from simulations.engine.contract import ROOT, Axis, Beat, Curves, Family, Parameter, Params, Series

PARAMETERS = (
    N,
    NOISE,
    Parameter(
        "width", "integer", "Hidden units", "Width of the network.", "units", 48, minimum=1, maximum=512, log=True
    ),
    EPOCHS,
    RATE,
    ACTIVATION,
    ROOT,
)


class EpochsKernel:
    """See `simulations.engine.contract.Kernel`."""

    def check(self, params: Params) -> dict[str, list[str]]:
        """Nothing concerns several parameters."""
        return {}

    def axis(self, params: Params) -> Axis:
        """Epochs at which the network is judged."""
        return Axis("epochs", "Epochs", "epochs", training.stops(params["epochs"]), log=True, one="epoch")

    def series(self, params: Params) -> tuple[Series, ...]:
        """Errors along the training, and that of the best linear network of this width."""
        unit = "mean squared"
        return (
            Series("test", "Test error", unit, quantity="Error"),
            Series("train", "Training error", unit, quantity="Error"),
            Series("linear", "Test error of the best linear network", unit, quantity="Error"),
            Series("rate", "Test error rate", "share of rows"),
        )

    def compute(self, params: Params, rng: np.random.Generator, beat: Beat) -> Curves:
        """One split and one network."""
        epochs = training.stops(params["epochs"])
        rows = split(params["n"], params["label_noise"], rng)
        units = training.draw_units(params["width"], rng)
        judged = training.judge(rows, units, params["rate"], params["activation"], epochs, beat)
        linear = np.full(len(epochs), training.linear(rows, [params["width"]])[0])
        return {"test": judged.test, "train": judged.train, "linear": linear, "rate": judged.rate}

    def theory(self, params: Params) -> dict[str, list[float | None]]:
        """None is known; the line ``linear`` is a closed form of the data of each seed."""
        return {}

    def seconds(self, params: Params) -> float:
        """One network."""
        return seconds_of(params, params["width"])

    def code(self, params: Params, seeds: int) -> str:
        """The same training in plain sight."""
        return code.script(params, seeds, (params["width"],), training.stops(params["epochs"]))

    def notes(self, params: Params) -> dict[str, Any]:
        """How little this shows, and what the errors are averages over."""
        return {
            "weak_evidence": (
                "One small data set and one way to train. On larger networks a second descent along the epochs has "
                "been reported; within 4000 epochs of this one there is hardly any."
            ),
            "test": f"Mean over {ROWS - params['n']} test rows and ten classes.",
        }


FAMILY = Family(
    "epochs",
    "Length of training",
    PARAMETERS,
    EpochsKernel(),
    shard_size=1,
    summary="One network along its training: the test error falls, and rises again while labels are learnt by heart.",
    max_seeds=archive.SEEDS,
)
