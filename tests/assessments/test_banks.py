"""What an author is told about a bank that is not right."""

import copy
import json
import subprocess
import sys
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.banks import BankError, item_types, parse_bank
from assessments.engine.variants import materialise, parameters_hash
from tests.assessments.conftest import BANK, raw_bank

CHOICE, NUMBER, POINT, CURVE = range(4)


def problems(change) -> list[tuple[str, str]]:
    raw = copy.deepcopy(raw_bank())
    change(raw)
    with pytest.raises(BankError) as refusal:
        parse_bank(raw)
    return refusal.value.problems


def paths(change) -> list[str]:
    return [path for path, _ in problems(change)]


def test_the_specimen_is_read():
    specs = parse_bank(raw_bank())
    assert [spec.id for spec in specs] == [item["id"] for item in raw_bank()]
    assert {spec.type for spec in specs} == set(item_types()), "the test bank holds an item of every type"
    assert specs[0].misconceptions == ("DD.forgets-the-line", "GEN.more-data-fixes")
    assert specs[3].objectives == ()


def test_a_wrong_option_without_a_tag_is_named_by_its_path():
    assert paths(lambda raw: raw[CHOICE]["options"][1].pop("misconception")) == [
        "the-threshold.options[1].misconception"
    ]


def test_a_misspelt_field_is_a_problem_not_dropped():
    assert paths(lambda raw: raw[CHOICE].update(shufle=False)) == ["the-threshold.shufle"]
    assert paths(lambda raw: raw[POINT]["regions"][0].update(Credit=1)) == ["mark-the-peak.regions[0].Credit"]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda raw: raw[CHOICE]["options"][1].update(correct=True, misconception=None), "the-threshold.options"),
        (lambda raw: raw[CHOICE]["options"].pop(0), "the-threshold.options"),
        (lambda raw: raw[CHOICE].update(type="essay"), "the-threshold.type"),
        (lambda raw: raw[CHOICE].pop("objective"), "the-threshold.objective"),
        (lambda raw: raw[CHOICE].update(roles=["exam"]), "the-threshold.roles"),
        (lambda raw: raw[CHOICE]["hints"][0].update(cost=2), "the-threshold.hints[0].cost"),
        (lambda raw: raw[NUMBER].update(answer="2 / nothing"), "largest-step.answer"),
        (lambda raw: raw[NUMBER].update(tolerance={"absolute": 1, "relative": 1}), "largest-step.tolerance"),
        (lambda raw: raw[NUMBER].pop("otherwise"), "largest-step.otherwise"),
        (lambda raw: raw[NUMBER]["traps"][0].update(misconception="two words"), "largest-step.traps[0].misconception"),
        (lambda raw: raw[POINT]["plot"]["x"].update(minimum=0), "mark-the-peak.plot.x.minimum"),
        (lambda raw: raw[POINT]["regions"].pop(0), "mark-the-peak.regions"),
        (lambda raw: raw[CURVE].update(truth=[1, 2]), "draw-it.truth"),
        (lambda raw: raw[CURVE].update(anchors=[3, 2, 1, 0]), "draw-it.anchors"),
        (lambda raw: raw[CURVE].update(distance={"full": 0, "none": 1}), "draw-it.features"),
        (lambda raw: raw[1].update(id="the-threshold"), "the-threshold"),
    ],
)
def test_each_mistake_is_named_by_its_path(change, path):
    assert path in paths(change)


def test_all_problems_are_told_at_once():
    def change(raw):
        raw[CHOICE].pop("stem")
        raw[NUMBER].pop("answer")
        raw[CURVE].pop("plot")

    assert {"the-threshold.stem", "largest-step.answer", "draw-it.plot"} <= set(paths(change))


def test_an_item_that_its_own_reference_answer_does_not_solve_is_refused():
    def change(raw):
        raw[CURVE]["truth"] = [1, 1, 1, 1, 1, 1, 1, 1]

    assert problems(change) == [("draw-it", "does not give full marks to its own reference answer.")]


def test_a_text_that_cannot_be_rendered_is_a_problem_at_its_path():
    def render(text: str) -> str:
        if "hinges" in text:
            raise ValueError("states a number that is not bound.")
        return text

    with pytest.raises(BankError) as refusal:
        parse_bank(raw_bank(), render=render)
    assert ("the-threshold.stem", "states a number that is not bound.") in refusal.value.problems


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 50) | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_whatever_stands_in_a_field_is_a_problem_or_an_item_never_a_crash(data):
    raw = copy.deepcopy(raw_bank())
    item = data.draw(st.sampled_from(raw))
    field = data.draw(st.sampled_from(sorted(item)))
    item[field] = data.draw(_JSON)
    with suppress(BankError):
        parse_bank(raw)


SEEDS = 1000
_HASHES = """
import json, sys, yaml
from assessments.banks import item_types, parse_bank
from assessments.engine.variants import materialise, parameters_hash
specs = parse_bank(yaml.safe_load(open(sys.argv[1])))
seeds = range(int(sys.argv[2]))
made = {s.id: [parameters_hash(materialise(item_types()[s.type], s, n)) for n in seeds] for s in specs}
print(json.dumps(made))
"""


def hashes_elsewhere(seeds: int) -> dict[str, list[str]]:
    """What another process, with another hash seed, makes of the bank: item → the hash of its variant at each seed."""
    environment = {"PYTHONHASHSEED": "77", "PYTHONPATH": ".:platform", "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-c", _HASHES, str(BANK), str(seeds)]
    other = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    found: dict[str, list[str]] = json.loads(other.stdout)
    return found


def test_a_thousand_seeds_give_the_same_variants_in_another_process_each_solved_by_its_reference_answer():
    here: dict[str, list[str]] = {}
    for spec in parse_bank(raw_bank()):
        item_type = item_types()[spec.type]
        variants = [materialise(item_type, spec, seed) for seed in range(SEEDS)]
        here[spec.id] = [parameters_hash(variant) for variant in variants]
        for variant in variants:
            response = item_type.parse_response(item_type.reference(variant), variant)
            assert item_type.grade(response, variant).fraction == 1
    assert hashes_elsewhere(SEEDS) == here
    several = {name for name, hashes in here.items() if len(set(hashes)) > 1}
    assert {spec.id for spec in parse_bank(raw_bank()) if spec.id not in several} == {
        *("mark-the-peak", "draw-it", "lay-the-line", "name-the-solution", "past-the-peak"),
    }, "the items whose questions do not vary"
