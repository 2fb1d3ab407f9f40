"""The declaration of the simulation ``jury``."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from simulations.catalog.jury.presets import PRESETS
from simulations.catalog.jury.sentence import sentence
from simulations.catalog.jury.votes import accuracy, count_votes, plateau, share_variance
from simulations.engine.contract import ROOT, Axis, Beat, Curves, Family, Parameter, Params, Series, Simulation

_POINTS = 40

PARAMETERS = (
    Parameter(
        "p",
        "number",
        "Competence",
        "Chance p that one voter is right on a case.",
        "share",
        0.6,
        minimum=0.05,
        maximum=0.95,
    ),
    Parameter(
        "correlation",
        "numbers",
        "Correlation",
        "Correlations ρ between any two voters being right; 0 is independence, the assumption of Condorcet.",
        "1",
        [0, 0.05, 0.2],
        minimum=0.001,
        maximum=0.9,
        max_items=4,
        or_zero=True,
    ),
    Parameter(
        "voters",
        "integer",
        "Most voters",
        "The largest jury; only odd numbers of voters vote.",
        "voters",
        1001,
        minimum=3,
        maximum=10_001,
        log=True,
    ),
    Parameter(
        "cases",
        "integer",
        "Cases",
        "How many cases one seed puts to every jury.",
        "cases",
        1000,
        minimum=100,
        maximum=20_000,
        log=True,
    ),
    ROOT,
)


def jury_sizes(most: int) -> tuple[int, ...]:
    """Odd numbers from 1 to ``most``, even on a log scale, with 11, 101, 1001 and 10,001."""
    near = 2 * np.round((np.geomspace(1, most, _POINTS) - 1) / 2).astype(int) + 1
    named = (11, 101, 1001, 10_001)
    return tuple(sorted({size for size in (*near.tolist(), *named) if size <= most}))


def curve_name(base: str, params: Params, correlation: float) -> str:
    """The smallest correlation has the plain name, the others carry theirs (``jury@0.2``)."""
    return base if correlation == params["correlation"][0] else f"{base}@{correlation:g}"


class JuryKernel:
    """See `simulations.engine.contract.Kernel`."""

    def check(self, params: Params) -> dict[str, list[str]]:
        """Nothing concerns several parameters."""
        return {}

    def axis(self, params: Params) -> Axis:
        """Numbers of voters."""
        return Axis("voters", "Voters", "voters", jury_sizes(params["voters"]), log=True, one="voter")

    def series(self, params: Params) -> tuple[Series, ...]:
        """The jury, the jury without end, and the scatter of the share of votes."""
        unit = "share of cases"
        bases = (
            Series("jury", "Accuracy of the majority", unit, scale="linear", quantity="Accuracy"),
            Series("plateau", "Accuracy of an endless jury", unit, scale="linear", quantity="Accuracy"),
            Series("variance", "Variance of the share of right votes", "squared share"),
        )
        several = len(params["correlation"]) > 1
        return tuple(
            replace(
                base,
                name=curve_name(base.name, params, correlation),
                label=f"{base.label}, correlation {correlation:g}" if several else base.label,
            )
            for correlation in params["correlation"]
            for base in bases
        )

    def compute(self, params: Params, rng: np.random.Generator, beat: Beat) -> Curves:
        """One list of cases for each correlation."""
        sizes = jury_sizes(params["voters"])
        seats = np.array(sizes, dtype=np.float64)[:, None]
        curves: Curves = {}
        for correlation in params["correlation"]:
            votes, theta = count_votes(sizes, params["p"], correlation, params["cases"], rng)
            endless = np.mean(0.5 + 0.5 * np.sign(theta - 0.5))
            curves[curve_name("jury", params, correlation)] = np.mean(votes > 0.5 * seats, axis=1)
            curves[curve_name("plateau", params, correlation)] = np.full(len(sizes), endless)
            curves[curve_name("variance", params, correlation)] = np.mean((votes / seats - params["p"]) ** 2, axis=1)
        return curves

    def theory(self, params: Params) -> dict[str, list[float | None]]:
        """Exact chances and variances."""
        sizes, p = jury_sizes(params["voters"]), params["p"]
        found: dict[str, list[float | None]] = {}
        for correlation in params["correlation"]:
            found[curve_name("jury", params, correlation)] = [accuracy(size, p, correlation) for size in sizes]
            found[curve_name("plateau", params, correlation)] = [plateau(p, correlation)] * len(sizes)
            found[curve_name("variance", params, correlation)] = [share_variance(b, p, correlation) for b in sizes]
        return found

    def seconds(self, params: Params) -> float:
        """A binomial draw per case and jury size."""
        sizes = len(jury_sizes(params["voters"]))
        return float(3e-4 + len(params["correlation"]) * params["cases"] * (6e-8 + 1.2e-7 * sizes))

    def code(self, params: Params, seeds: int) -> str:
        """The same votes, counted in plain sight."""
        return _CODE.format(**dict(params) | {"seeds": seeds, "sizes": list(jury_sizes(params["voters"]))})

    def notes(self, params: Params) -> dict[str, Any]:
        """What is shared between curves, and where each ends."""
        ends = ", ".join(f"{plateau(params['p'], rho):.3f} for {rho:g}" for rho in params["correlation"])
        return {
            "nested": "A smaller jury is part of every larger one, so the curve of one seed moves slowly.",
            "plateau": f"Ever more voters lead to {ends} (correlation).",
        }


_CODE = '''\
"""Juries of correlated voters: reproduces {seeds} seed(s) of the run. Needs NumPy."""
import numpy as np

root, seeds, p, correlations, cases = {root}, {seeds}, {p}, {correlation}, {cases}
sizes = {sizes}

curves = []
for seed in range(seeds):
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(root, spawn_key=(seed,))))
    curve = {{}}
    for rho in correlations:
        theta = np.full(cases, p)
        if rho:
            theta = rng.beta(p * (1 / rho - 1), (1 - p) * (1 / rho - 1), cases)
        votes, rows = np.zeros(cases), []
        for before, voters in zip([0] + sizes, sizes):
            votes += rng.binomial(voters - before, theta)
            endless = np.mean(theta > 0.5) + np.mean(theta == 0.5) / 2
            rows.append((np.mean(votes > voters / 2), endless, np.mean((votes / voters - p) ** 2)))
        for base, column in zip(("jury", "plateau", "variance"), np.transpose(rows)):
            curve[base if rho == correlations[0] else f"{{base}}@{{rho:g}}"] = column
    curves.append(curve)

for name in curves[0]:
    print(name, dict(zip(sizes, np.mean([curve[name] for curve in curves], axis=0))))
'''

SIMULATION = Simulation(
    slug="jury",
    title="Condorcet's jury",
    version=1,
    summary="A majority of many fair judges is nearly always right, if they err independently; otherwise it is stuck.",
    families=(
        Family(
            "majority",
            "Majority of correlated voters",
            PARAMETERS,
            JuryKernel(),
            summary="Voters are right equally often, and any two of them are correlated equally much.",
        ),
    ),
    presets=PRESETS,
    brief_path=Path(__file__).with_name("brief.md"),
    sentence=sentence,
)
