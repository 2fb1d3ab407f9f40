"""The family ``phase``: steps to a tolerance against step size, for several momenta."""

from typing import Any

import numpy as np

from simulations.catalog.gradient_descent import code
from simulations.catalog.gradient_descent.phase import (
    best_heavy_ball,
    best_plain,
    count_steps,
    expected_steps,
    rates,
    spectrum,
)
from simulations.engine.contract import ROOT, Axis, Beat, Curves, Family, Parameter, Params, Series

PARAMETERS = (
    Parameter(
        "condition",
        "number",
        "Condition number",
        "κ = λmax/λmin of the quadratic; its eigenvalues lie evenly on a log scale.",
        "1",
        100.0,
        minimum=1,
        maximum=10_000,
        log=True,
    ),
    Parameter(
        "momenta",
        "numbers",
        "Momenta",
        "Values of β (heavy ball); 0 is plain gradient descent.",
        "1",
        [0, 0.5, 0.9],
        minimum=0,
        maximum=0.99,
        max_items=4,
    ),
    Parameter(
        "dimension", "integer", "Dimension", "Number of directions.", "directions", 10, minimum=2, maximum=50, log=True
    ),
    Parameter(
        "tolerance",
        "number",
        "Tolerance",
        "Share of the first distance from the minimum that counts as arrived.",
        "share",
        1e-6,
        minimum=1e-12,
        maximum=0.1,
        log=True,
    ),
    Parameter(
        "cap",
        "integer",
        "Most steps",
        "Where to give up.",
        "steps",
        5000,
        minimum=100,
        maximum=20_000,
        log=True,
    ),
    ROOT,
)


def curve_name(base: str, params: Params, momentum: float) -> str:
    """The smallest momentum has the plain name, the others carry theirs (``steps@0.9``)."""
    return base if momentum == params["momenta"][0] else f"{base}@{momentum:g}"


class PhaseKernel:
    """See `simulations.engine.contract.Kernel`."""

    def check(self, params: Params) -> dict[str, list[str]]:
        """Momenta need names of their own."""
        names = {f"{momentum:g}" for momentum in params["momenta"]}
        if len(names) < len(params["momenta"]):
            return {"momenta": ["Two of them agree to six digits."]}
        return {}

    def axis(self, params: Params) -> Axis:
        """Step sizes in units of 1/λmax."""
        return Axis("rate", "Step size × λmax", "1", rates(params["condition"]), log=True, threshold=2.0)

    def series(self, params: Params) -> tuple[Series, ...]:
        """Steps, and whether one arrives at all, for each momentum."""
        several = len(params["momenta"]) > 1
        found = []
        for momentum in params["momenta"]:
            tail = f", β = {momentum:g}" if several else ""
            found += [
                Series(curve_name("steps", params, momentum), f"Steps to the tolerance{tail}", "steps"),
                Series(curve_name("arrived", params, momentum), f"Arrived{tail}", "share of starts", kind="share"),
            ]
        return tuple(found)

    def compute(self, params: Params, rng: np.random.Generator, beat: Beat) -> Curves:
        """One start, in a direction that is uniformly random."""
        found = count_steps(
            np.asarray(rng.standard_normal(params["dimension"])),
            spectrum(params["condition"], params["dimension"]),
            rates(params["condition"]),
            params["momenta"],
            params["tolerance"],
            params["cap"],
            beat,
        )
        curves: Curves = {}
        for row, momentum in enumerate(params["momenta"]):
            curves[curve_name("steps", params, momentum)] = found.steps[row]
            curves[curve_name("arrived", params, momentum)] = found.reached[row]
        return curves

    def theory(self, params: Params) -> dict[str, list[float | None]]:
        """log tolerance / log of the spectral radius, while below the cap."""
        eigenvalues = spectrum(params["condition"], params["dimension"])
        found: dict[str, list[float | None]] = {}
        for momentum in params["momenta"]:
            counts = [
                expected_steps(rate, momentum, eigenvalues, params["tolerance"]) for rate in rates(params["condition"])
            ]
            found[curve_name("steps", params, momentum)] = [
                count if count is not None and count <= params["cap"] else None for count in counts
            ]
        return found

    def seconds(self, params: Params) -> float:
        """One recurrence for all pairs that are still walking; at worst all walk to the cap."""
        pairs = len(params["momenta"]) * len(rates(params["condition"]))
        return float(5e-4 + params["cap"] * (6e-6 + 7e-10 * pairs * params["dimension"]) + 1.5e-5 * pairs)

    def code(self, params: Params, seeds: int) -> str:
        """Gradient descent itself, for all step sizes side by side."""
        return code.phase(params, seeds, rates(params["condition"]))

    def notes(self, params: Params) -> dict[str, Any]:
        """The optima, and what the cap means."""
        plain, ball = best_plain(params["condition"]), best_heavy_ball(params["condition"])
        return {
            "plain": f"Without momentum best at η = 2/(L + μ) = {plain[0]:.4g}/λmax: factor {plain[1]:.4g} per step.",
            "heavy_ball": (
                f"With β* = {ball[1]:.4g} best at η* = 4/(√L + √μ)² = {ball[0]:.4g}/λmax: "
                f"factor {ball[2]:.4g} per step."
            ),
            "cap": f"{params['cap']} steps means: not arrived by then, or never.",
            "theory": "The theory is a start along the slowest direction; any other has a head start.",
        }


FAMILY = Family(
    "phase",
    "Phase diagram of a quadratic",
    PARAMETERS,
    PhaseKernel(),
    summary="Steps to a tolerance for every step size, several momenta and a condition number.",
)
