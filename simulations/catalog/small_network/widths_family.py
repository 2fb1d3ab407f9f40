"""The family ``widths``: networks of many widths, each trained to the end on the same rows."""

from typing import Any

import numpy as np

from simulations.catalog.small_network import archive, code, training
from simulations.catalog.small_network.digits import ROWS, split
from simulations.catalog.small_network.parameters import (
    ACTIVATION,
    EPOCHS,
    NOISE,
    RATE,
    N,
    parameters_of,
    seconds_of,
    threshold,
)
from simulations.engine.contract import ROOT, Axis, Beat, Curves, Family, Parameter, Params, Series, stage

_WIDTHS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 40, 48, 64, 96, 128, 192, 256, 384, 512)

PARAMETERS = (
    N,
    NOISE,
    Parameter(
        "width",
        "integer",
        "Widest network",
        "Hidden units of the largest network; the others begin with the first of them.",
        "units",
        512,
        minimum=2,
        maximum=512,
        log=True,
    ),
    EPOCHS,
    RATE,
    ACTIVATION,
    ROOT,
)


def width_grid(widest: int) -> tuple[int, ...]:
    """Widths from 1 to ``widest``."""
    return tuple(sorted({*(width for width in _WIDTHS if width < widest), widest}))


class WidthsKernel:
    """See `simulations.engine.contract.Kernel`."""

    def check(self, params: Params) -> dict[str, list[str]]:
        """Nothing concerns several parameters."""
        return {}

    def axis(self, params: Params) -> Axis:
        """Numbers of hidden units; the mark is where parameters are as many as the numbers to fit."""
        mark = round(threshold(params["n"]))
        return Axis(
            "width",
            "Hidden units",
            "units",
            width_grid(params["width"]),
            log=True,
            threshold=mark if mark <= params["width"] else None,
            one="unit",
        )

    def series(self, params: Params) -> tuple[Series, ...]:
        """Errors at the end of training, the lowest on the way, and those of the best linear network."""
        unit = "mean squared"
        return (
            Series("test", "Test error", unit, quantity="Error"),
            Series("train", "Training error", unit, quantity="Error"),
            Series("stopped", "Lowest test error on the way", unit, quantity="Error"),
            Series("linear", "Test error of the best linear network", unit, quantity="Error"),
            Series("rate", "Test error rate", "share of rows"),
        )

    def compute(self, params: Params, rng: np.random.Generator, beat: Beat) -> Curves:
        """As recorded, or trained now."""
        return archive.curves_of(params, rng) or self.train(params, rng, beat)

    def train(self, params: Params, rng: np.random.Generator, beat: Beat) -> Curves:
        """One split, and a network of every width trained on it."""
        widths, epochs = width_grid(params["width"]), training.stops(params["epochs"])
        rows = split(params["n"], params["label_noise"], rng)
        units = training.draw_units(params["width"], rng)
        found = [
            training.judge(
                rows, units[:width], params["rate"], params["activation"], epochs, stage(beat, place, len(widths))
            )
            for place, width in enumerate(widths)
        ]
        return {
            "test": np.array([judged.test[-1] for judged in found]),
            "train": np.array([judged.train[-1] for judged in found]),
            "stopped": np.array([judged.test.min() for judged in found]),
            "linear": training.linear(rows, widths),
            "rate": np.array([judged.rate[-1] for judged in found]),
        }

    def theory(self, params: Params) -> dict[str, list[float | None]]:
        """None is known; the curve ``linear`` is a closed form of the data of each seed."""
        return {}

    def seconds(self, params: Params) -> float:
        """Recorded runs are only read."""
        if archive.held(params):
            return 1e-3
        return sum(seconds_of(params, width) for width in width_grid(params["width"]))

    def code(self, params: Params, seeds: int) -> str:
        """The same training in plain sight."""
        return code.script(params, seeds, width_grid(params["width"]), training.stops(params["epochs"]))

    def notes(self, params: Params) -> dict[str, Any]:
        """How little this shows, whether the run was recorded, and what the marked place is."""
        mark = round(threshold(params["n"]))
        found = {
            "weak_evidence": (
                "Up to eight seeds of one small data set, one way to begin and one way to train: take the shape as an "
                "illustration. Another step size or fewer epochs move the peak or remove it."
            ),
            "threshold": (
                f"At {mark} units there are {parameters_of(mark)} parameters for {10 * params['n']} numbers: a rule "
                "of thumb, not a theorem."
            ),
            "stopped": (
                "Stopping at the best epoch looks at the test rows, so this curve is somewhat too good; it shows what "
                "training to the end costs."
            ),
            "test": f"Mean over {ROWS - params['n']} test rows and ten classes.",
        }
        if archive.held(params):
            about = archive.recorded()
            found["recorded"] = (
                f"These numbers were computed beforehand ({about['machine']}, {about['seconds']:g} s of CPU for each "
                "seed) and are read from a file that a test recomputes in part. With other settings networks are "
                "trained now."
            )
        return found


FAMILY = Family(
    "widths",
    "Width of the network",
    PARAMETERS,
    WidthsKernel(),
    shard_size=1,
    summary="Networks with more and more hidden units, each trained for the same number of epochs.",
    max_seeds=archive.SEEDS,
)
