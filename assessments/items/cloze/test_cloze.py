from decimal import Decimal

import pytest

from assessments.banks import BankError, parse_bank
from assessments.engine.variants import materialise
from assessments.items.cloze import ITEM_TYPE
from overlook.kit.errors import Invalid

pytestmark = pytest.mark.pure

WRONG = {"misconception": "GEN.no", "feedback": "no"}
GAPS = {
    "n": {"answer": 2.5, "tolerance": {"absolute": 0.1}, "traps": [{"value": 5, **WRONG, "feedback": "twice"}]},
    "c": {"choices": [{"text": "up", "correct": True}, {"text": "down", **WRONG, "feedback": "other way"}]},
    "w": {"accept": ["bias"], "traps": [{"accept": "variance", **WRONG, "feedback": "the other one"}]},
}


def item(**fields):
    base = {"id": "a", "type": "cloze", "objective": "o", "stem": "Fill.", "text": "It is {{n}}, {{c}} by {{ w }}."}
    return {**base, "gaps": GAPS, "otherwise": {"feedback": "look again"}, **fields}


@pytest.fixture
def variant():
    (spec,) = parse_bank([item()])
    return materialise(ITEM_TYPE, spec, 4)


def filled(variant, number, choice, words, **more):
    names = {option["text"]: option["id"] for option in variant.public["gaps"][1]["options"]}
    return {"gap-0": number, "gap-1": names.get(choice, choice), "gap-2": words, **more}


@pytest.mark.parametrize(
    ("answer", "fraction", "feedback"),
    [
        (("2.5", "up", "Bias"), "1", ""),
        (("5", "up", "bias"), "0.666667", "twice"),
        (("2.5", "down", "variance"), "0.333333", "other way"),
        (("2.5", "up", "noise"), "0.666667", "look again"),
        (("9", "down", "noise"), "0", "other way"),
    ],
)
def test_each_gap_counts_by_itself(variant, answer, fraction, feedback):
    verdict = ITEM_TYPE.grade(ITEM_TYPE.parse_response(filled(variant, *answer), variant), variant)
    assert (verdict.fraction, verdict.feedback) == (Decimal(fraction), feedback)


def test_a_number_is_read_in_the_language_of_the_page(variant):
    answer = filled(variant, "2,5", "up", "bias", language="de")
    assert ITEM_TYPE.grade(ITEM_TYPE.parse_response(answer, variant), variant).fraction == 1
    with pytest.raises(Invalid) as refusal:
        ITEM_TYPE.parse_response({**answer, "language": "en"}, variant)
    assert list(refusal.value.fields) == ["gap-0"]


def test_every_gap_that_is_empty_is_named(variant):
    with pytest.raises(Invalid) as refusal:
        ITEM_TYPE.parse_response({"gap-1": ""}, variant)
    assert list(refusal.value.fields) == ["gap-0", "gap-1", "gap-2"]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"text": "It is {{n}} by {{w}}."}, "a.text"),
        ({"text": "{{n}} {{n}} {{c}} {{w}}"}, "a.text"),
        ({"gaps": {**GAPS, "n": {"answer": 1, "accept": ["x"]}}}, "a.gaps.n"),
        ({"gaps": {**GAPS, "c": {"choices": [{"text": "up", "correct": True}]}}}, "a.gaps.c.choices"),
        (
            {"gaps": {**GAPS, "w": {"accept": "bias", "traps": [{"accept": "BIAS", **WRONG}]}}},
            "a.gaps.w.traps[0].accept",
        ),
    ],
)
def test_an_author_is_told_what_cannot_be(change, path):
    with pytest.raises(BankError) as refusal:
        parse_bank([item(**change)])
    assert path in [where for where, _ in refusal.value.problems]


def test_a_gap_inside_a_tag_is_refused():
    with pytest.raises(BankError) as refusal:
        parse_bank([item()], render=lambda text: text.replace("{{c}}", '<a href="{{c}}">x</a>'))
    assert [path for path, _ in refusal.value.problems] == ["a.text"]
