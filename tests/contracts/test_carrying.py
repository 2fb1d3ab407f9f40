"""An answer to a version is read as an answer to the mended one: by what stood on the page, in all twelve types."""

import copy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from assessments.banks import item_types, parse_bank
from assessments.engine.carrying import CannotCarryError, carried, mended_variant
from assessments.engine.contract import ItemSpec, Variant
from assessments.engine.variants import materialise

BANK = Path(__file__).resolve().parents[1] / "assessments" / "bank.yaml"
RAW: dict[str, dict[str, Any]] = {item["id"]: item for item in yaml.safe_load(BANK.read_text())}
SEEDS = (0, 1, 17)


def spec(raw: dict[str, Any]) -> ItemSpec:
    return parse_bank([raw])[0]


def met(seen: ItemSpec, seed: int) -> Variant:
    return materialise(item_types()[seen.type], seen, seed)


def carry(seen: ItemSpec, mended: ItemSpec, seed: int, fields: dict[str, Any]) -> Decimal:
    """What the fields, given to the version that was met, earn under the mended one."""
    item_type, variant = item_types()[seen.type], met(seen, seed)
    response = item_type.parse_response(fields, variant)
    now = mended_variant(item_type, seen, seed, variant.parameters, mended)
    return item_type.grade(carried(item_type, response, variant, now), now).fraction


@pytest.mark.parametrize("name", RAW)
@pytest.mark.parametrize("seed", SEEDS)
def test_under_the_same_version_every_answer_earns_what_it_earned(name, seed):
    seen = spec(RAW[name])
    item_type, variant = item_types()[seen.type], met(seen, seed)
    for fields in [item_type.reference(variant), *item_type.mistakes(variant)]:
        response = item_type.parse_response(fields, variant)
        assert item_type.parse_response(response, variant) == response
        assert carry(seen, seen, seed, fields) == item_type.grade(response, variant).fraction


@pytest.mark.parametrize("name", RAW)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_new_wording_of_the_question_changes_no_score(name, seed):
    seen, mended = spec(RAW[name]), spec({**RAW[name], "stem": f"{RAW[name]['stem']} Think again."})
    item_type, variant = item_types()[seen.type], met(seen, seed)
    for fields in [item_type.reference(variant), *item_type.mistakes(variant)]:
        response = item_type.parse_response(fields, variant)
        assert carry(seen, mended, seed, fields) == item_type.grade(response, variant).fraction


def mended_choice() -> dict[str, Any]:
    """The single choice with its key on the second option, its options turned round, and one of them reworded."""
    raw = copy.deepcopy(RAW["the-threshold"])
    first, second, third = raw["options"]
    raw["options"] = [
        {**third, "text": "It never peaks, wherever one looks"},
        {"text": second["text"], "correct": True, "feedback": "Right."},
        {"text": first["text"], "misconception": "DD.x", "feedback": "No."},
    ]
    return raw


@pytest.mark.parametrize("seed", SEEDS)
def test_options_are_found_by_their_text_wherever_the_author_moved_them(seed):
    seen, mended = spec(RAW["the-threshold"]), spec(mended_choice())
    ids = {option["text"]: option["id"] for option in met(seen, seed).public["options"]}
    earned = {text: carry(seen, mended, seed, {"option": ids[text]}) for text in ("At 39 hinges", "At 41 hinges")}
    assert earned == {"At 39 hinges": 0, "At 41 hinges": 1}


@pytest.mark.parametrize("seed", SEEDS)
def test_an_option_that_was_only_reworded_is_found_by_its_place(seed):
    raw = copy.deepcopy(RAW["the-threshold"])
    raw["options"][0]["text"] = "At thirty-nine hinges"
    seen = spec(RAW["the-threshold"])
    assert carry(seen, spec(raw), seed, item_types()["single-choice"].reference(met(seen, seed))) == 1


def test_an_option_that_is_gone_cannot_be_carried():
    raw = copy.deepcopy(RAW["the-threshold"])
    del raw["options"][2]
    seen = spec(RAW["the-threshold"])
    ids = {option["text"]: option["id"] for option in met(seen, 0).public["options"]}
    with pytest.raises(CannotCarryError, match="not there any more"):
        carry(seen, spec(raw), 0, {"option": ids["It never peaks"]})


@pytest.mark.parametrize("seed", SEEDS)
def test_parameters_stay_those_that_were_met(seed):
    raw = copy.deepcopy(RAW["largest-step"])
    raw |= {"answer": "1 / curvature", "traps": [], "parameters": {"curvature": [3, 8, 9]}}
    seen = spec(RAW["largest-step"])
    curvature = met(seen, seed).parameters["curvature"]
    assert carry(seen, spec(raw), seed, {"value": repr(1 / curvature)}) == 1
    assert carry(seen, spec(raw), seed, {"value": repr(2 / curvature)}) == 0


@pytest.mark.parametrize("seed", SEEDS)
def test_an_order_that_the_author_had_wrong_is_mended_by_what_the_entries_say(seed):
    raw = copy.deepcopy(RAW["the-loop"])
    raw["entries"][0], raw["entries"][1] = raw["entries"][1], raw["entries"][0]
    seen, mended = spec(RAW["the-loop"]), spec(raw)
    variant = met(seen, seed)
    wanted = list(mended.public["texts"])
    places = [wanted.index(words) + 1 for words in variant.public["entries"]]
    assert carry(seen, mended, seed, {"place": places}) == 1
    assert carry(seen, mended, seed, item_types()["ordering"].reference(variant)) < 1


@pytest.mark.parametrize("seed", SEEDS)
def test_pairs_that_the_author_had_crossed_are_mended_by_what_they_say(seed):
    raw = copy.deepcopy(RAW["what-each-measures"])
    first, second = raw["pairs"][:2]
    first["counterpart"], second["counterpart"] = second["counterpart"], first["counterpart"]
    first["traps"] = second["traps"] = []
    seen, mended = spec(RAW["what-each-measures"]), spec(raw)
    variant = met(seen, seed)
    right = item_types()["matching"].reference(variant)["match"]
    crossed = list(right)
    a, b = (variant.public["lefts"].index(left) for left in ("Precision", "Recall"))
    crossed[a], crossed[b] = right[b], right[a]
    assert carry(seen, mended, seed, {"match": crossed}) == 1
    assert carry(seen, mended, seed, {"match": right}) < 1


@pytest.mark.parametrize("seed", SEEDS)
def test_a_gap_whose_key_was_on_the_wrong_choice_is_mended(seed):
    raw = copy.deepcopy(RAW["what-happens-at-the-threshold"])
    peaks, falls, stays = raw["gaps"]["does"]["choices"]
    raw["gaps"]["does"]["choices"] = [
        {"text": falls["text"], "correct": True},
        {"text": peaks["text"], "misconception": "GEN.complex-bad", "feedback": "No."},
        stays,
    ]
    seen, mended = spec(RAW["what-happens-at-the-threshold"]), spec(raw)
    variant = met(seen, seed)
    right = item_types()["cloze"].reference(variant)["gap"]
    options = {option["text"]: option["id"] for option in variant.public["gaps"][1]["options"]}
    assert carry(seen, mended, seed, {"gap": [right[0], options["falls"], right[2]]}) == 1
    assert carry(seen, mended, seed, {"gap": right}) < 1


def test_a_curve_over_other_places_cannot_be_carried():
    raw = copy.deepcopy(RAW["draw-it"])
    raw["anchors"] = [1, 5, 13, *raw["anchors"][3:]]
    seen = spec(RAW["draw-it"])
    with pytest.raises(CannotCarryError, match="others than those"):
        carry(seen, spec(raw), 0, item_types()["drawn-curve"].reference(met(seen, 0)))


def test_an_order_of_more_entries_cannot_be_carried():
    raw = copy.deepcopy(RAW["the-loop"])
    raw["entries"].append("Go home")
    seen = spec(RAW["the-loop"])
    with pytest.raises(CannotCarryError, match="5 entries where 4"):
        carry(seen, spec(raw), 0, item_types()["ordering"].reference(met(seen, 0)))
