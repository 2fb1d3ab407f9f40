from decimal import Decimal

import pytest

from assessments.banks import BankError, parse_bank
from assessments.engine.variants import materialise
from assessments.items.multiple_choice import ITEM_TYPE
from overlook.kit.errors import Invalid

pytestmark = pytest.mark.pure

WRONG = {"misconception": "GEN.no", "feedback": "no"}


def item(**fields):
    options = [{"text": f"r{n}", "correct": True} for n in range(3)] + [{"text": f"w{n}", **WRONG} for n in range(2)]
    base = {"id": "a", "type": "multiple-choice", "objective": "o", "stem": "Which?", "options": options}
    return {**base, "otherwise": {"feedback": "more"}, **fields}


@pytest.fixture
def variant():
    (spec,) = parse_bank([item()])
    return materialise(ITEM_TYPE, spec, 3)


def picked(variant, *texts):
    return {"options": [option["id"] for option in variant.public["options"] if option["text"] in texts]}


@pytest.mark.parametrize(
    ("texts", "fraction"),
    [
        (("r0", "r1", "r2"), "1"),
        (("r0", "r1"), "0.666667"),
        (("r0",), "0.333333"),
        (("r0", "r1", "r2", "w0"), "0.666667"),
        (("r0", "w0"), "0"),
        (("w0", "w1"), "0"),
        (("r0", "r1", "r2", "w0", "w1"), "0.333333"),
    ],
)
def test_each_wrong_pick_takes_the_part_of_a_right_one(variant, texts, fraction):
    response = ITEM_TYPE.parse_response(picked(variant, *texts), variant)
    assert ITEM_TYPE.grade(response, variant).fraction == Decimal(fraction)


def test_a_form_sends_only_the_boxes_that_are_ticked(variant):
    right = picked(variant, "r0", "r1", "r2")["options"]
    shown = [option["id"] for option in variant.public["options"]]
    form = {f"options-{shown.index(name)}": name for name in right}
    assert ITEM_TYPE.grade(ITEM_TYPE.parse_response(form, variant), variant).fraction == 1


def test_the_order_of_picking_and_repeats_do_not_matter(variant):
    right = picked(variant, "r0", "r1", "r2")["options"]
    again = ITEM_TYPE.parse_response({"options": [*reversed(right), right[0]]}, variant)
    assert again == ITEM_TYPE.parse_response({"options": right}, variant)


def test_one_option_that_is_not_there_refuses_the_whole_answer(variant):
    with pytest.raises(Invalid):
        ITEM_TYPE.parse_response({"options": [variant.public["options"][0]["id"], "0" * 10]}, variant)


def test_something_must_be_right_and_something_wrong():
    with pytest.raises(BankError) as refusal:
        parse_bank([item(options=[{"text": "a", "correct": True}, {"text": "b", "correct": True}])])
    assert [path for path, _ in refusal.value.problems] == ["a.options"]
