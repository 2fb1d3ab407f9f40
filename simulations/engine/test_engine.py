import json
from dataclasses import dataclass, replace

import numpy as np
import pytest

from overlook.kit.errors import Invalid
from simulations.engine import challenges, cost, identity, merging, schema, seeding, shards
from simulations.engine.parameters import ROOT, Parameter

WIDTH = Parameter("width", "integer", "Width", "Features.", "features", 10, minimum=2, maximum=40)
NOISE = Parameter("noise", "number", "Noise", "Spread.", "1", 0.5, minimum=0, maximum=2)
RIDGE = Parameter(
    "ridge", "numbers", "Ridge", "Penalty.", "1", [0], minimum=1e-6, maximum=10, max_items=3, or_zero=True
)
DESIGN = Parameter(
    "design", "choice", "Design", "Layout.", "1", "grid", choices=(("grid", "Grid"), ("random", "Random"))
)
NESTED = Parameter("nested", "boolean", "Nested", "Keep.", "1", True)


class NoObjection:
    def check(self, params):
        return {"width": ["Must be below noise."]} if params["width"] == 39 else {}


NO_OBJECTION = NoObjection()


@dataclass(frozen=True)
class Toy:
    slug: str = "toy"
    label: str = "Toy"
    parameters: tuple[Parameter, ...] = (WIDTH, NOISE, RIDGE, DESIGN, NESTED, ROOT)
    kernel: NoObjection = NO_OBJECTION


FAMILIES = (Toy(),)


def test_defaults_are_expanded_and_equal_requests_become_equal():
    plain = schema.normalise(FAMILIES, {"family": "toy"})
    assert plain == {
        "family": "toy", "width": 10, "noise": 0.5, "ridge": [0.0], "design": "grid", "nested": True, "root": 1,
    }  # fmt: skip
    spelled = schema.normalise(FAMILIES, {"family": "toy", "width": 10.0, "ridge": [-0.0, 0], "noise": 0.5})
    assert identity.canonical(spelled) == identity.canonical(plain)
    assert schema.normalise(FAMILIES, {"family": "toy", "ridge": [1, 0.1, 1.0]})["ridge"] == [0.1, 1.0]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("width", 1), ("width", 41), ("width", 2.5), ("width", "10"), ("width", True), ("width", None),
        ("width", 10**400), ("noise", -1e-9), ("noise", 2.1), ("noise", float("nan")), ("noise", float("inf")),
        ("noise", "x"), ("noise", 10**400), ("ridge", []), ("ridge", [1, 2, 3, 4]), ("ridge", [1e-7]), ("ridge", 1),
        ("ridge", "0"), ("ridge", [None]), ("ridge", [[1]]), ("design", "GRID"), ("design", 1), ("design", ["grid"]),
        ("nested", 1), ("root", -1), ("root", 2**31), ("widht", 3), ("width", 39),
    ],
)  # fmt: skip
def test_a_bad_value_is_refused_by_name(field, value):
    with pytest.raises(Invalid) as refusal:
        schema.normalise(FAMILIES, {"family": "toy", field: value})
    assert list(refusal.value.fields) == [f"params.{field}"]


@pytest.mark.parametrize("raw", [None, [], "toy", 3, {}, {"family": "nope"}, {"family": ["toy"]}, {"family": {}}])
def test_without_a_known_family_nothing_is_accepted(raw):
    with pytest.raises(Invalid):
        schema.normalise(FAMILIES, raw)


def test_all_problems_are_named_at_once_and_a_misspelling_gets_a_hint():
    with pytest.raises(Invalid) as refusal:
        schema.normalise(FAMILIES, {"family": "toy", "widht": 3, "noise": 9, "root": -1})
    assert set(refusal.value.fields) == {"params.widht", "params.noise", "params.root"}
    assert refusal.value.fields["params.widht"] == ["Unknown parameter. Did you mean width?"]


@pytest.mark.parametrize("value", [0, 201, 1.5, "8", None, True, float("nan")])
def test_a_bad_number_of_seeds_is_refused(value):
    with pytest.raises(Invalid) as refusal:
        schema.check_seeds(value, maximum=200)
    assert list(refusal.value.fields) == ["seeds"]


def test_a_form_is_read_with_empty_fields_left_to_their_defaults():
    raw = schema.read_form(
        FAMILIES, {"family": "toy", "width": "12", "noise": "", "ridge": "0, 1e-3 ; 1", "design": "random"}
    )
    assert raw == {"family": "toy", "width": 12, "ridge": [0, 0.001, 1], "design": "random", "nested": False}
    assert schema.normalise(FAMILIES, raw)["noise"] == 0.5
    with pytest.raises(Invalid) as refusal:
        schema.normalise(FAMILIES, schema.read_form(FAMILIES, {"family": "toy", "width": "twelve"}))
    assert list(refusal.value.fields) == ["params.width"]


def test_the_json_schema_says_the_same_bounds():
    alternative = schema.json_schema(FAMILIES, title="Toy")["oneOf"][0]
    assert alternative["properties"]["width"]["minimum"] == 2
    assert alternative["properties"]["ridge"]["items"]["anyOf"][0] == {"const": 0}
    assert alternative["additionalProperties"] is False
    json.dumps(alternative, allow_nan=False)


def test_a_stream_equals_the_spawned_one_and_depends_on_its_index_only():
    spawned = np.random.SeedSequence(5).spawn(4)[3]
    expected = np.random.Generator(np.random.PCG64(spawned)).standard_normal(4)
    assert np.array_equal(seeding.stream(5, 3).standard_normal(4), expected)
    assert not np.array_equal(seeding.stream(5, 2).standard_normal(4), expected)
    assert not np.array_equal(seeding.stream(5, 3, 0).standard_normal(4), expected)


def test_shards_are_whole_and_cover_the_seeds():
    assert [list(shard.seeds) for shard in shards.plan(9, 8)] == [list(range(8)), list(range(8, 16))]
    assert shards.plan(8, 8) == (shards.Shard(0, 8),)


def test_a_shard_survives_its_bytes_whatever_the_layout():
    rng = np.random.default_rng(0)
    seeds = [{"b": rng.standard_normal(5), "a": rng.standard_normal((2, 3))} for _ in range(3)]
    strided = [{"a": np.asfortranarray(curves["a"]), "b": np.repeat(curves["b"], 2)[::2]} for curves in seeds]
    blob = shards.encode(seeds)
    assert blob == shards.encode(strided)
    for before, after in zip(seeds, shards.decode(blob), strict=True):
        assert all(np.array_equal(before[name], after[name]) for name in before)
    assert shards.digest(blob) != shards.digest(shards.encode(seeds[:2]))
    for broken in (b"", blob[:-1], blob + b"x", b"x" + blob):
        with pytest.raises(ValueError):  # noqa: PT011
            shards.decode(broken)


def test_the_key_hears_of_parameters_and_engine_but_not_of_their_spelling():
    key = identity.recipe_key("engine", {"a": 1, "b": [0.0]})
    assert key == identity.recipe_key("engine", {"b": [0.0], "a": 1})
    assert key != identity.recipe_key("other", {"a": 1, "b": [0.0]})
    assert key != identity.recipe_key("engine", {"a": 2, "b": [0.0]})
    assert identity.shard_key(key, 2) == f"{key}:2"
    with pytest.raises(ValueError, match="Out of range"):
        identity.canonical({"a": float("nan")})
    assert "x1" in identity.platform_id()


def test_merged_moments_equal_numpys():
    curves = list(np.random.default_rng(1).standard_normal((17, 5)) * 3 + 100)
    moments = merging.merged(curves)
    assert moments.n == 17
    np.testing.assert_allclose(moments.mean, np.mean(curves, axis=0), rtol=1e-14)
    np.testing.assert_allclose(moments.standard_error(), np.std(curves, axis=0, ddof=1) / np.sqrt(17), rtol=1e-12)
    left, right = merging.merged(curves[:8]), merging.merged(curves[8:])
    np.testing.assert_allclose(left.merge(right).m2, moments.m2, rtol=1e-12)
    with pytest.raises(ValueError, match="At least one"):
        merging.merged([])


def test_a_summary_tells_no_mean_where_the_expectation_is_infinite():
    curves = [np.array([1.0, 1e300]), np.array([2.0, 1.0]), np.array([6.0, 1.0])]
    summary = merging.summary(curves, finite_mean=(True, False))
    assert summary["median"] == [2.0, 1.0]
    assert summary["mean"] == [3.0, None]
    assert summary["max"] == [6.0, 1e300]
    assert np.isinf(merging.merged(curves[:1]).standard_error()).all()


def test_predicted_cost_counts_whole_shards():
    assert cost.predicted(0.1, seeds=9, shard_size=8) == pytest.approx(1.5 * 0.1 * 16)
    assert 0.05 < cost.host_factor() < 50


def test_the_score_is_regret_and_the_stars_stand_at_50_75_90():
    assert challenges.regret_score(base=1.0, you=1.5, oracle=0.0) == 0.0
    assert challenges.regret_score(base=1.0, you=-1.0, oracle=0.0) == 100.0
    assert challenges.regret_score(base=1.0, you=0.2, oracle=0.0, cost=10) == 70.0
    assert [challenges.stars(score) for score in (49.9, 50, 75, 90)] == [0, 1, 2, 3]
    with pytest.raises(ValueError, match="oracle"):
        challenges.regret_score(base=0.0, you=0.0, oracle=0.0)


def test_a_parameter_is_immutable():
    assert replace(WIDTH, default=3).default == 3
    with pytest.raises(AttributeError):
        WIDTH.default = 3
