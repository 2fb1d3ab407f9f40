from decimal import Decimal

import pytest

from assessments.banks import BankError, parse_bank
from assessments.engine.variants import materialise
from assessments.items.ordering import ITEM_TYPE
from overlook.kit.errors import Invalid

pytestmark = pytest.mark.pure


def item(**fields):
    trap = {"swapped": [1, 3], "misconception": "GEN.no", "feedback": "1 before 3"}
    base = {"id": "a", "type": "ordering", "objective": "o", "stem": "Order!", "entries": ["p", "q", "r", "s"]}
    return {**base, "traps": [trap], "otherwise": {"feedback": "look again"}, **fields}


@pytest.fixture
def variant():
    (spec,) = parse_bank([item()])
    return materialise(ITEM_TYPE, spec, 5)


def put(variant, order: str):
    """The answer that puts the entries into this order."""
    return {f"place-{index}": str(order.index(text) + 1) for index, text in enumerate(variant.public["entries"])}


@pytest.mark.parametrize(
    ("order", "fraction", "feedback"),
    [
        ("pqrs", "1", ""),
        ("srqp", "0", "1 before 3"),
        ("qrsp", "0.666667", "1 before 3"),
        ("pqsr", "0.333333", "look again"),
        ("spqr", "0.666667", "look again"),
    ],
)
def test_credit_is_given_for_neighbours_in_their_order(variant, order, fraction, feedback):
    verdict = ITEM_TYPE.grade(ITEM_TYPE.parse_response(put(variant, order), variant), variant)
    assert (verdict.fraction, verdict.feedback) == (Decimal(fraction), feedback)


def test_a_place_given_twice_is_refused_at_both_entries(variant):
    with pytest.raises(Invalid) as refusal:
        ITEM_TYPE.parse_response({**put(variant, "pqrs"), "place-0": "1", "place-1": "1"}, variant)
    assert {"place-0", "place-1"} <= set(refusal.value.fields)


def test_no_variant_is_shown_in_the_right_order():
    (spec,) = parse_bank([item()])
    orders = {tuple(materialise(ITEM_TYPE, spec, seed).public["entries"]) for seed in range(300)}
    assert len(orders) == 23
    assert ("p", "q", "r", "s") not in orders


def test_a_full_answer_is_shown_in_the_order_that_was_given(variant):
    rows = ITEM_TYPE.inputs(variant.public, put(variant, "srpq"))["rows"]
    assert [row["text"] for row in rows] == ["s", "r", "p", "q"]


@pytest.mark.parametrize("pair", [[3, 1], [1, 5], [1], "1 3"])
def test_a_trap_names_two_entries_in_their_right_order(pair):
    trap = {"swapped": pair, "misconception": "GEN.no", "feedback": "no"}
    with pytest.raises(BankError) as refusal:
        parse_bank([item(traps=[trap])])
    assert {path for path, _ in refusal.value.problems} == {"a.traps[0].swapped"}
