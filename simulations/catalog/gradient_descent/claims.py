"""Kernels for numbers that an essay states: each takes plain arguments and gives nested plain values."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from simulations.catalog.gradient_descent.losses import LOSSES
from simulations.catalog.gradient_descent.phase import best_heavy_ball, best_plain, count_steps


def optimum(condition: float) -> dict[str, Any]:
    """Best step sizes (in units of 1/λmax), momentum and rates, without (``plain``) and with (``heavy_ball``)."""
    plain, ball = best_plain(condition), best_heavy_ball(condition)
    return {
        "plain": {"step": plain[0], "rate": plain[1]},
        "heavy_ball": {"step": ball[0], "momentum": ball[1], "rate": ball[2]},
    }


def limit(loss: str, condition: float = 1.0) -> dict[str, Any]:
    """``lambda_min``, ``lambda_max`` at a minimum of the loss, and the largest stable step ``2/lambda_max``."""
    least, greatest = LOSSES[loss].curvatures(condition)
    return {"lambda_min": least, "lambda_max": greatest, "largest_step": 2.0 / greatest}


def steps(
    step: float,
    start: Sequence[float],
    eigenvalues: Sequence[float],
    momentum: float = 0.0,
    tolerance: float = 1e-6,
    cap: int = 100_000,
) -> dict[str, Any]:
    """Steps on one quadratic until the distance is ``tolerance`` of the first; ``reached`` is 0 when it never is."""
    found = count_steps(
        np.array(start, dtype=np.float64),
        np.array(eigenvalues, dtype=np.float64),
        (step,),
        (momentum,),
        tolerance,
        cap,
        lambda _fraction: None,
    )
    return {"steps": int(found.steps[0, 0]), "reached": int(found.reached[0, 0])}


KERNELS: dict[str, Callable[..., Any]] = {
    "gradient-descent.optimum": optimum,
    "gradient-descent.limit": limit,
    "gradient-descent.steps": steps,
}
