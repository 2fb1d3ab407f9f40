"""The family ``trajectories``: the loss against the step, for a batch of starts."""

from typing import Any

import numpy as np

from simulations.catalog.gradient_descent import code
from simulations.catalog.gradient_descent.descent import amplitudes, descend, recorded_steps
from simulations.catalog.gradient_descent.losses import CEILING, LOSSES
from simulations.engine.contract import ROOT, Axis, Beat, Curve, Curves, Family, Parameter, Params, Series

# A theory beyond this is not drawn: some of the starts have met the ceiling by then.
_DRAWN = 1e9

PARAMETERS = (
    Parameter(
        "loss",
        "choice",
        "Loss",
        "The function of x and y that is descended; its least value is 0.",
        "1",
        "quadratic",
        choices=tuple((loss.slug, loss.label) for loss in LOSSES.values()),
    ),
    Parameter(
        "condition",
        "number",
        "Condition number",
        "κ, how many times steeper one direction is than the other, in the bowl and in the ravine.",
        "1",
        10.0,
        minimum=1,
        maximum=10_000,
        log=True,
    ),
    Parameter(
        "rate",
        "number",
        "Step size",
        "η, by which the gradient is multiplied.",
        "distance over gradient",
        0.05,
        minimum=1e-5,
        maximum=2,
        log=True,
    ),
    Parameter(
        "momentum",
        "number",
        "Momentum",
        "β, the share of the last step that is taken again (heavy ball).",
        "1",
        0.0,
        minimum=0,
        maximum=0.99,
    ),
    Parameter("steps", "integer", "Steps", "How many steps.", "steps", 500, minimum=10, maximum=5000, log=True),
    Parameter(
        "starts",
        "integer",
        "Starts",
        "How many starts one seed averages over.",
        "starts",
        64,
        minimum=1,
        maximum=512,
        log=True,
    ),
    Parameter(
        "spread",
        "number",
        "Spread of the starts",
        "Standard deviation of both coordinates around (0, 0), or around (−1.2, 1) in Rosenbrock's valley.",
        "distance",
        1.0,
        minimum=1e-6,
        maximum=10,
        log=True,
    ),
    ROOT,
)


def draw(params: Params, rng: np.random.Generator) -> Curve:
    """The starts, shape (2, starts)."""
    centre = np.array(LOSSES[params["loss"]].centre)[:, None]
    return np.asarray(centre + params["spread"] * rng.standard_normal((2, params["starts"])))


class TrajectoriesKernel:
    """See `simulations.engine.contract.Kernel`."""

    def check(self, params: Params) -> dict[str, list[str]]:
        """Nothing concerns several parameters: a step that is too large is worth seeing."""
        return {}

    def axis(self, params: Params) -> Axis:
        """Steps taken."""
        return Axis("step", "Step", "steps", recorded_steps(params["steps"]), one="step")

    def series(self, params: Params) -> tuple[Series, ...]:
        """Mean and median over the starts, and how many have left."""
        return (
            Series("loss", "Mean loss", "loss"),
            Series("middle", "Median loss", "loss"),
            Series("left", "Starts that have left", "share of starts", kind="share"),
        )

    def compute(self, params: Params, rng: np.random.Generator, beat: Beat) -> Curves:
        """One batch of starts."""
        found = descend(
            LOSSES[params["loss"]],
            params["condition"],
            draw(params, rng),
            params["rate"],
            params["momentum"],
            params["steps"],
            beat,
        )
        return {
            "loss": found.mean(axis=1),
            "middle": np.median(found, axis=1),
            "left": np.mean(found >= CEILING, axis=1),
        }

    def theory(self, params: Params) -> dict[str, list[float | None]]:
        """In the bowl: ½ s² Σ λ a², because each direction goes its own way."""
        if params["loss"] != "quadratic":
            return {}
        looks = recorded_steps(params["steps"])
        expected: Curve = np.zeros(len(looks))
        with np.errstate(over="ignore", invalid="ignore"):
            for eigenvalue in (1.0, params["condition"]):
                left = amplitudes(eigenvalue, params["rate"], params["momentum"], looks)
                expected = expected + 0.5 * params["spread"] ** 2 * eigenvalue * left * left
        return {"loss": [float(value) if value <= _DRAWN else None for value in expected]}

    def seconds(self, params: Params) -> float:
        """A few array operations per step; the ravine has a sine and a cosine."""
        each = 1.5e-8 if params["loss"] == "ravine" else 2.5e-9
        return float(3e-4 + params["steps"] * (3e-6 + each * params["starts"]))

    def code(self, params: Params, seeds: int) -> str:
        """The same steps in plain sight."""
        return code.trajectories(params, seeds, LOSSES[params["loss"]].centre)

    def notes(self, params: Params) -> dict[str, Any]:
        """Where the threshold lies, and what the ceiling is."""
        least, greatest = LOSSES[params["loss"]].curvatures(params["condition"])
        bound = 2.0 * (1.0 + params["momentum"]) / greatest
        return {
            "threshold": (
                f"Curvatures at the minimum are {least:.4g} and {greatest:.4g}: near it a step size up to "
                f"2(1 + β)/λmax = {bound:.4g} holds; here η = {params['rate']:g}."
            ),
            "ceiling": f"A start whose loss exceeds {CEILING:g} has left; its loss is shown as that.",
        }


FAMILY = Family(
    "trajectories",
    "Loss along the way",
    PARAMETERS,
    TrajectoriesKernel(),
    summary="Many starts on one of four losses, with or without momentum.",
)
