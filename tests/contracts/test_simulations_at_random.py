"""Whatever the declared bounds let through can be computed, finitely and within the predicted cost."""

import math
import time
import warnings
from typing import Any

import numpy as np
import pytest

from overlook.kit.errors import Invalid
from overlook.kit.registry import discover
from simulations.engine import cost
from simulations.engine.contract import Family, Simulation
from simulations.engine.parameters import Parameter

SIMULATIONS: dict[str, Simulation] = dict(discover("simulations.catalog", "SIMULATION"))
FAMILIES = [(simulation, family) for simulation in SIMULATIONS.values() for family in simulation.families]
# A tenth more than predicted may be the neighbours; the admission of runs has its own margin.
SLACK = 1.1
# Seeds that are predicted to take longer are left out: a hundred of them would take too long.
LONGEST = 3.0
# So many sets that are admitted, of so many that are drawn: some families refuse most of what is drawn blindly.
SETS, TRIES = 100, 2000


def _value(item: Parameter, rng: np.random.Generator) -> Any:
    """Somewhere in the bounds, and often on one of them."""
    if item.type == "choice":
        return item.choices[rng.integers(len(item.choices))][0]
    if item.type == "data":
        return ""
    if item.type == "boolean":
        return bool(rng.integers(2))
    low, high = float(item.minimum or 0), float(item.maximum or 1)
    if item.type == "numbers":
        even = low <= 0
        draws = [rng.uniform(low, high) if even else math.exp(rng.uniform(math.log(low), math.log(high))) for _ in "ab"]
        members = [float(value) for value in draws[: rng.integers(1, 3)]]
        return [0, *members] if item.or_zero and rng.random() < 0.7 else members
    number = rng.choice([low, high]) if rng.random() < 0.3 else rng.uniform(low, high)
    if item.type == "integer" and item.name != "root":
        return int(number if rng.random() < 0.3 else np.exp(rng.uniform(math.log(max(low, 1)), math.log(high))))
    return int(number) if item.type == "integer" else float(number)


def _compute(simulation: Simulation, family: Family, rng: np.random.Generator) -> bool:
    raw = {item.name: _value(item, rng) for item in family.parameters if rng.random() < 0.8}
    try:
        params = simulation.normalise({"family": family.slug} | raw)
    except Invalid:
        return False
    if family.kernel.seconds(params) > LONGEST:
        return False
    started = time.process_time()
    curves = simulation.compute_seed(params, int(rng.integers(min(100, family.max_seeds))))
    spent = time.process_time() - started
    assert all(np.isfinite(curve).all() for curve in curves.values()), params
    assert spent <= SLACK * cost.SAFETY * family.kernel.seconds(params) * max(cost.host_factor(), 1.0), params
    return True


@pytest.mark.soak
@pytest.mark.parametrize(("simulation", "family"), FAMILIES, ids=lambda leaf: leaf.slug)
def test_a_hundred_random_parameter_sets_give_finite_curves_in_time(simulation, family):
    rng = np.random.default_rng(2026)
    # What a worker loads for its first run of a leaf is not part of the run.
    simulation.compute_seed(simulation.normalise({"family": family.slug}), 0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        accepted = 0
        for _ in range(TRIES):
            accepted += _compute(simulation, family, rng)
            if accepted == SETS:
                break
    assert accepted == SETS
