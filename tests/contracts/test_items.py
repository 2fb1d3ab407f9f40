"""One suite that every item type must pass. A new type joins by being there, with a specimen beside its tests."""

import json
import re
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.template.loader import render_to_string

from assessments.banks import item_types, parse_bank
from assessments.engine.contract import ItemSpec, ItemType, Variant
from assessments.engine.variants import CANONICAL_SEED, materialise, parameters_hash
from overlook.kit.errors import Invalid
from overlook.kit.registry import slug_of
from tests.assessments.conftest import as_form

ITEMS = Path(__file__).resolve().parents[2] / "assessments" / "items"
FOLDERS = sorted(path.parent for path in ITEMS.glob("*/__init__.py"))
GARBAGE: list[dict[str, Any]] = [
    {},
    {"option": "", "value": "", "x": "", "y": "", "y-0": ""},
    {"option": "nonsense", "value": "about two", "x": "here", "y": "there", "y-0": "high"},
    {"option": ["a"], "value": ["1"], "x": [1], "y": ["1"]},
    {"option": None, "value": None, "x": None, "y": None},
    {"option": 1, "value": "NaN", "x": "NaN", "y": "NaN", "y-0": "NaN"},
    {"option": {}, "value": "inf", "x": "inf", "y": "-inf", "y-0": "inf"},
    {"option": True, "value": True, "x": True, "y": False, "y-0": True},
    {"option": "0" * 5000, "value": "9" * 5000, "x": "9" * 5000, "y": "9" * 5000, "y-0": "9" * 5000},
    {"option": "\x00", "value": "1\x00", "x": "\x00", "y": "\x00", "y-0": "\x00"},
    {"option": "a", "value": 10**400, "x": 10**400, "y": 10**400, "y-0": 10**400},
]

WORTHLESS: list[Any] = ["", "  ", None, [], [["a"]], {}, "\x00", "9" * 5000, 10**400, float("nan")]
"""What is no answer in any single field of any type."""


def specimen(folder: Path) -> list[ItemSpec]:
    return parse_bank(yaml.safe_load((folder / "specimen.yaml").read_text()))


SPECIMENS = [(spec, folder) for folder in FOLDERS for spec in specimen(folder)]


@pytest.fixture(params=SPECIMENS, ids=[f"{folder.name}-{spec.id}" for spec, folder in SPECIMENS])
def spec(request) -> ItemSpec:
    found: ItemSpec = request.param[0]
    return found


@pytest.fixture
def item_type(spec: ItemSpec) -> ItemType:
    return item_types()[spec.type]


@pytest.fixture
def variant(item_type: ItemType, spec: ItemSpec) -> Variant:
    return materialise(item_type, spec, CANONICAL_SEED)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_type_is_named_like_its_folder_and_brings_a_template_and_a_specimen(folder):
    assert item_types()[slug_of(folder.name)].slug == slug_of(folder.name)
    assert (folder / "item.html").is_file()
    assert specimen(folder)
    assert item_types()[slug_of(folder.name)].enhanced == (folder / "item.ts").is_file()


def test_the_reference_answer_earns_one(item_type, variant):
    response = item_type.parse_response(item_type.reference(variant), variant)
    verdict = item_type.grade(response, variant)
    assert verdict.fraction == Decimal(1)
    assert verdict.misconception == ""


def test_a_wrong_answer_earns_less_and_says_why(item_type, spec, variant):
    tags = set()
    for fields in item_type.mistakes(variant):
        verdict = item_type.grade(item_type.parse_response(fields, variant), variant)
        assert verdict.fraction < 1
        assert verdict.feedback
        tags.add(verdict.misconception)
    assert tags - {""}, "no mistake shows a misconception"


@pytest.mark.parametrize("garbage", GARBAGE, ids=lambda garbage: json.dumps(str(garbage))[:30])
def test_garbage_is_refused_with_a_sentence_and_never_scored(item_type, variant, garbage):
    with pytest.raises(Invalid) as refusal:
        item_type.parse_response(garbage, variant)
    assert re.search(r"[a-z]{2,}.*[.!]$", refusal.value.message, re.DOTALL)
    assert all(sentence.strip() for sentences in refusal.value.fields.values() for sentence in sentences)
    assert refusal.value.fields


@pytest.mark.parametrize("worthless", WORTHLESS, ids=lambda worthless: repr(worthless)[:12])
def test_an_answer_with_one_worthless_part_is_refused_at_that_part(item_type, variant, worthless):
    whole = as_form(item_type.reference(variant))
    for name in whole:
        # A unit that was left out is the answer's own; a box that is not ticked is no part of a form.
        if name == "unit" or (worthless is None and name.startswith("options-")):
            continue
        with pytest.raises(Invalid) as refusal:
            item_type.parse_response({**whole, name: worthless}, variant)
        assert refusal.value.fields.keys() & {name, name.rpartition("-")[0]}


def key_material(spec: ItemSpec, variant: Variant) -> list[str]:
    """What must not be seen before the time: right answers, feedback, hints, explanation."""
    key = variant.key
    secret = [hint["text"] for hint in key["hints"]] + [key["explanation"]]
    match spec.type:
        case "single-choice":
            secret += [option["feedback"] for option in key["options"].values()]
        case "numeric":
            secret += [repr(key["answer"]), key["right"]]
        case "drawn-curve":
            secret += [json.dumps(key["truth"]), key["right"]]
        case "multiple-choice":
            secret += [key["right"], *(option.get("feedback", "") for option in key["options"].values())]
        case "ordering":
            secret += [key["right"], json.dumps(key["places"])]
        case "matching":
            secret += [key["right"], json.dumps(item_type_of(spec).reference(variant)["match"])]
        case "cloze":
            secret += [key["right"], *(word for gap in key["gaps"] for word in gap.get("accept", ()) if len(word) > 3)]
        case "short-text":
            secret += [key["right"], *key["accept"]]
        case "drag-to-fit":
            secret += [key["right"], json.dumps(key["answer"]), json.dumps(key["loss"])]
        case "set-the-figure":
            secret += [key["right"], key["condition"], json.dumps(key["answer"])]
        case "code-trace":
            secret += [key["right"], key["output"]]
    return [text for text in secret if text]


def item_type_of(spec: ItemSpec) -> ItemType:
    return item_types()[spec.type]


def test_wrong_feedback_does_not_contain_the_key(item_type, spec, variant):
    reference = json.dumps(list(item_type.reference(variant).values()))
    for fields in item_type.mistakes(variant):
        told = item_type.grade(item_type.parse_response(fields, variant), variant).feedback
        assert reference not in told
        assert str(variant.key.get("answer", "no such thing")) not in told
        assert [secret for secret in key_material(spec, variant) if secret in told and secret != told] == []


def test_what_is_public_holds_nothing_of_the_key(item_type, spec, variant):
    inputs = item_type.inputs(variant.public, {})
    shown = json.dumps(variant.public, ensure_ascii=False) + json.dumps(inputs, ensure_ascii=False)
    for secret in key_material(spec, variant):
        assert secret not in shown
    # A figure's own picture may draw a truth, and calls it that; it is the same picture in the essay.
    shown = shown.replace(json.dumps(inputs.get("picture", ""), ensure_ascii=False), "")
    assert not re.search(r"misconception|correct|feedback|tolerance|credit|truth", shown)


class Controls(HTMLParser):
    """Collects what a form would send, and whether each control has a name that is read out."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.unlabelled: list[str] = []
        self.labels: set[str] = set()
        self.inside_label = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "label":
            self.inside_label += 1
            self.labels.add(attributes.get("for") or "")
        if tag in ("input", "select", "textarea") and attributes.get("type") != "hidden":
            self.names.add(attributes.get("name") or "")
            named = self.inside_label or attributes.get("aria-label") or attributes.get("id") in self.labels
            if not named:
                self.unlabelled.append(str(attributes))

    def handle_endtag(self, tag: str) -> None:
        self.inside_label -= tag == "label"


def test_plain_inputs_suffice_for_full_marks_and_each_has_a_label(item_type, spec, variant):
    """Without JavaScript: the fields that the template prints are those that the reference answer fills."""
    inputs = item_type.inputs(variant.public, {})
    template = f"items/{spec.type.replace('-', '_')}/item.html"
    html = render_to_string(template, {"inputs": inputs, "errors": {}, "dom_id": "item-x"})
    controls = Controls()
    controls.feed(html)
    assert controls.unlabelled == []
    fields = as_form(item_type.reference(variant))
    # A unit that leaves no choice is not asked for.
    asked = {name for name in fields if name in controls.names}
    assert (
        item_type.grade(item_type.parse_response({name: fields[name] for name in asked}, variant), variant).fraction
        == 1
    )
    assert " style=" not in html
    assert "<script" not in html


def test_what_was_sent_is_kept_in_the_inputs(item_type, variant, spec):
    fields = item_type.reference(variant)
    template = f"items/{spec.type.replace('-', '_')}/item.html"
    empty = render_to_string(template, {"inputs": item_type.inputs(variant.public, {}), "dom_id": "item-x"})
    kept = render_to_string(template, {"inputs": item_type.inputs(variant.public, fields), "dom_id": "item-x"})
    assert kept != empty


def test_the_same_seed_gives_the_same_variant_and_every_variant_can_be_solved(item_type, spec):
    for seed in range(200):
        variant = materialise(item_type, spec, seed)
        assert parameters_hash(variant) == parameters_hash(materialise(item_type, spec, seed))
        response = item_type.parse_response(item_type.reference(variant), variant)
        assert item_type.grade(response, variant).fraction == 1


def test_a_grade_is_a_pure_function(item_type, spec, variant):
    before = json.dumps([variant.public, variant.key], sort_keys=True)
    response = item_type.parse_response(item_type.reference(variant), variant)
    assert item_type.grade(response, variant) == item_type.grade(response, variant)
    assert json.dumps([variant.public, variant.key], sort_keys=True) == before


def test_a_response_survives_storage_as_json(item_type, variant):
    response = item_type.parse_response(item_type.reference(variant), variant)
    stored = json.loads(json.dumps(response, allow_nan=False))
    assert item_type.grade(stored, variant) == item_type.grade(response, variant)
