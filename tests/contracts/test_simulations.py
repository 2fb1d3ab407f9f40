"""What every simulation promises, run over each one that is found."""

import contextlib
import io
import json
import time
from math import inf, nan
from typing import Any

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from overlook.kit.errors import Invalid
from overlook.kit.registry import discover, slug_of
from simulations import wording
from simulations.engine import cost, shards
from simulations.engine.contract import Family, Simulation
from simulations.engine.parameters import Parameter

pytestmark = pytest.mark.pure

SIMULATIONS: dict[str, Simulation] = dict(discover("simulations.catalog", "SIMULATION"))
FAMILIES = [(simulation, family) for simulation in SIMULATIONS.values() for family in simulation.families]
PARAMETERS = [(simulation, family, item) for simulation, family in FAMILIES for item in family.parameters]
PRESETS = [(simulation, preset) for simulation in SIMULATIONS.values() for preset in simulation.presets]


def _name(value) -> str | None:
    return getattr(value, "slug", None) or getattr(value, "name", None)


def _small(simulation: Simulation, family: Family) -> dict[str, Any]:
    """The cheapest run of a family that we can make without knowing it: its size-like integers near their minimum."""
    raw = {"family": family.slug}
    for item in family.parameters:
        if item.type == "integer" and item.name != "root":
            raw[item.name] = min(item.default, 3 * int(item.minimum or 1))
    try:
        return simulation.normalise(raw)
    except Invalid:
        return simulation.normalise({"family": family.slug})


def test_there_is_a_simulation_and_each_is_called_what_its_folder_says():
    assert SIMULATIONS
    for slug, simulation in SIMULATIONS.items():
        assert simulation.slug == slug == slug_of(simulation.brief_path.parent.name)
        assert simulation.title
        assert simulation.summary
        assert simulation.version >= 1
        assert len({family.slug for family in simulation.families}) == len(simulation.families)
        assert len({preset.slug for preset in simulation.presets}) == len(simulation.presets)


@pytest.mark.parametrize("simulation", SIMULATIONS.values(), ids=_name)
def test_the_brief_has_sources(simulation):
    head, _, sources = simulation.brief.partition("## Sources")
    assert head.startswith("# ")
    assert sources.count("\n- ") >= 2


@pytest.mark.parametrize(("simulation", "family", "item"), PARAMETERS, ids=_name)
def test_every_parameter_has_words_a_unit_and_a_default_within_its_bounds(simulation, family, item):
    assert item.name.isidentifier()
    assert item.label
    assert item.unit
    assert item.meaning.endswith(".")
    assert item.name in simulation.normalise({"family": family.slug})
    if item.type in {"integer", "number", "numbers"}:
        assert item.minimum is not None
        assert item.maximum is not None
        assert item.minimum < item.maximum
    if item.type == "choice":
        assert item.default in dict(item.choices)


def _bad_values(item: Parameter) -> list[Any]:
    if item.type == "boolean":
        return [1, "yes", None]
    if item.type == "choice":
        return ["no such choice", None, 1, ["a"]]
    if item.type == "data":
        return ["no such address", None, 1, True, ["a"], "0" * 63, "0" * 64, "F" * 64, "0" * 64 + "\n"]
    assert item.minimum is not None
    assert item.maximum is not None
    step = 1 if item.type == "integer" else 1e-9
    low = item.minimum - max(step, abs(item.minimum) * 1e-9)
    # With an exact zero allowed, just below the minimum is still refused.
    outside = [low, item.maximum + max(step, abs(item.maximum) * 1e-9), nan, inf, -inf, "1", None, True, 10**400]
    if item.type == "integer":
        return [*outside, item.minimum + 0.5]
    if item.type == "number":
        return outside
    return [*([value] for value in outside), [], [item.maximum] * (item.max_items + 1), item.maximum, "0"]


@pytest.mark.parametrize(("simulation", "family", "item"), PARAMETERS, ids=_name)
def test_one_step_outside_a_bound_or_of_a_wrong_type_is_refused_by_name(simulation, family, item):
    for value in _bad_values(item):
        with pytest.raises(Invalid) as refusal:
            simulation.normalise({"family": family.slug, item.name: value})
        assert list(refusal.value.fields) == [f"params.{item.name}"], value


@pytest.mark.parametrize(("simulation", "family"), FAMILIES, ids=_name)
def test_unknown_parameters_and_too_many_seeds_are_refused(simulation, family):
    with pytest.raises(Invalid) as refusal:
        simulation.normalise({"family": family.slug, "no_such": 1})
    assert list(refusal.value.fields) == ["params.no_such"]
    params = simulation.normalise({"family": family.slug})
    assert simulation.check_seeds(params, family.max_seeds) == family.max_seeds
    with pytest.raises(Invalid):
        simulation.check_seeds(params, family.max_seeds + 1)


@pytest.mark.parametrize("simulation", SIMULATIONS.values(), ids=_name)
def test_the_json_schema_accepts_the_defaults_and_names_every_family(simulation):
    schema = simulation.json_schema()
    json.dumps(schema, allow_nan=False)
    named = [alternative["properties"]["family"]["const"] for alternative in schema["oneOf"]]
    assert named == [family.slug for family in simulation.families]
    for family, alternative in zip(simulation.families, schema["oneOf"], strict=True):
        assert set(alternative["properties"]) == {"family", *(item.name for item in family.parameters)}


@pytest.mark.parametrize(("simulation", "family"), FAMILIES, ids=_name)
def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(simulation, family):
    params = _small(simulation, family)
    first, again, other = (shards.encode([simulation.compute_seed(params, seed)]) for seed in (0, 0, 1))
    assert first == again
    assert first != other
    redrawn = simulation.compute_seed(params | {"root": params["root"] + 1}, 0)
    assert shards.encode([redrawn]) != first


@pytest.mark.parametrize(("simulation", "family"), FAMILIES, ids=_name)
def test_curves_are_finite_and_shaped_as_declared(simulation, family):
    params = _small(simulation, family)
    before = json.dumps(params)
    fractions: list[float] = []
    curves = simulation.compute_seed(params, 0, fractions.append)
    points = len(simulation.axis(params)["values"])
    assert set(curves) == {item.name for item in simulation.series(params)}
    for curve in curves.values():
        assert curve.dtype == np.float64
        assert curve.shape == (points,)
        assert np.isfinite(curve).all()
    assert all(0 <= fraction <= 1 + 1e-12 for fraction in fractions)
    assert json.dumps(params) == before


@pytest.mark.parametrize(("simulation", "family"), FAMILIES, ids=_name)
def test_a_summary_is_plain_json_on_the_declared_axis(simulation, family):
    params = _small(simulation, family)
    seeds = [simulation.compute_seed(params, seed) for seed in range(3)]
    summary = simulation.summarise(params, seeds)
    json.dumps(summary, allow_nan=False)
    values = summary["axis"]["values"]
    assert values == sorted(set(values))
    threshold = summary["axis"]["threshold"]
    assert threshold is None or values[0] <= threshold <= values[-1]
    assert summary["n"] == 3
    for series in summary["series"].values():
        for name in ("median", "mean", "p10", "p90", "max"):
            assert len(series[name]) == len(values)
        for low, middle, high in zip(series["p10"], series["median"], series["p90"], strict=True):
            assert low <= middle <= high
    assert set(summary["theory"]) <= set(summary["series"])
    assert all(len(curve) == len(values) for curve in summary["theory"].values())
    assert summary == simulation.summarise(params, shards.decode(shards.encode(seeds)))


@pytest.mark.parametrize(("simulation", "family"), FAMILIES, ids=_name)
def test_a_default_run_keeps_to_its_predicted_cost(simulation, family):
    params = simulation.normalise({"family": family.slug})
    simulation.compute_seed(params, 0)
    spent = []
    for seed in (1, 2, 3):
        started = time.process_time()
        simulation.compute_seed(params, seed)
        spent.append(time.process_time() - started)
    assert min(spent) <= cost.SAFETY * family.kernel.seconds(params) * cost.host_factor()
    assert simulation.cost(params, 1) == pytest.approx(cost.SAFETY * family.kernel.seconds(params) * family.shard_size)


@pytest.mark.parametrize(("simulation", "family"), FAMILIES, ids=_name)
def test_the_shown_code_runs_and_reproduces_the_numbers(simulation, family):
    params = _small(simulation, family)
    script = simulation.code(params, 2)
    assert len(script) < 5000
    space: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(script, "shown.py", "exec"), space)
    assert printed.getvalue()
    for seed, shown in enumerate(space["curves"]):
        curves = simulation.compute_seed(params, seed)
        assert set(shown) == set(curves)
        for name, curve in curves.items():
            np.testing.assert_allclose(shown[name], curve, rtol=1e-5, atol=1e-9 * max(1.0, np.abs(curve).max()))


@pytest.mark.parametrize(("simulation", "preset"), PRESETS, ids=_name)
def test_every_preset_is_a_valid_run(simulation, preset):
    params = simulation.normalise(preset.params)
    assert simulation.check_seeds(params, preset.seeds) == preset.seeds
    assert preset.title
    assert preset.why.endswith(".")
    assert simulation.cost(params, preset.seeds) < 30
    assert simulation.normalise(params) == params


@pytest.mark.parametrize(("simulation", "family"), FAMILIES, ids=_name)
def test_the_key_depends_on_parameters_only_and_the_same_request_has_the_same(simulation, family):
    params = simulation.normalise({"family": family.slug})
    assert simulation.recipe_key(params) == simulation.recipe_key(simulation.normalise(json.loads(json.dumps(params))))
    assert simulation.recipe_key(params) != simulation.recipe_key(params | {"root": params["root"] + 1})
    assert f"{simulation.slug}/{family.slug}@{simulation.version}" in simulation.engine_id(params)


def test_every_pool_has_one_thread():
    pools = threadpool_info()
    assert pools
    assert [pool["num_threads"] for pool in pools] == [1] * len(pools)


@pytest.mark.parametrize(("simulation", "family"), FAMILIES, ids=_name)
def test_the_sentence_over_the_picture_can_be_said_and_comes_from_the_numbers(simulation, family):
    params = _small(simulation, family)
    summary = simulation.summarise(params, [simulation.compute_seed(params, seed) for seed in range(3)])
    axis = family.kernel.axis(params)
    sentence = wording.said(simulation.said(params, summary), axis)
    assert sentence.endswith(".")
    assert "%(" not in sentence
    assert "nan" not in sentence
    assert sentence == wording.said(simulation.said(params, json.loads(json.dumps(summary))), axis)
