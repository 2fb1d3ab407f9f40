from decimal import Decimal

import pytest

from assessments.banks import BankError, parse_bank
from assessments.engine.variants import materialise
from assessments.items.matching import ITEM_TYPE

pytestmark = pytest.mark.pure


def item(**fields):
    trap = {"counterpart": "B", "misconception": "GEN.no", "feedback": "b is for b"}
    pairs = [
        {"entry": "a", "counterpart": "A", "traps": [trap]},
        {"entry": "b", "counterpart": "B"},
        {"entry": "c", "counterpart": "A"},
    ]
    base = {"id": "a", "type": "matching", "objective": "o", "stem": "Which?", "pairs": pairs, "extra": ["D"]}
    return {**base, "otherwise": {"feedback": "look again"}, **fields}


@pytest.fixture
def variant():
    (spec,) = parse_bank([item()])
    return materialise(ITEM_TYPE, spec, 2)


def given(variant, **pairs):
    names = {right["text"]: right["id"] for right in variant.public["rights"]}
    return {"match": [names[pairs[left]] for left in variant.public["lefts"]]}


@pytest.mark.parametrize(
    ("pairs", "fraction", "feedback"),
    [
        ({"a": "A", "b": "B", "c": "A"}, "1", ""),
        ({"a": "B", "b": "B", "c": "A"}, "0.666667", "b is for b"),
        ({"a": "D", "b": "D", "c": "A"}, "0.333333", "look again"),
        ({"a": "B", "b": "A", "c": "D"}, "0", "b is for b"),
    ],
)
def test_each_counterpart_counts_by_itself(variant, pairs, fraction, feedback):
    verdict = ITEM_TYPE.grade(ITEM_TYPE.parse_response(given(variant, **pairs), variant), variant)
    assert (verdict.fraction, verdict.feedback) == (Decimal(fraction), feedback)


def test_one_counterpart_may_belong_to_two_entries_and_is_listed_once(variant):
    assert sorted(right["text"] for right in variant.public["rights"]) == ["A", "B", "D"]


def test_a_trap_that_is_right_or_unknown_is_refused():
    for right in ("A", "Z"):
        trap = {"counterpart": right, "misconception": "GEN.no", "feedback": "no"}
        pairs = [{"entry": "a", "counterpart": "A", "traps": [trap]}, {"entry": "b", "counterpart": "B"}]
        with pytest.raises(BankError) as refusal:
            parse_bank([item(pairs=pairs)])
        assert [path for path, _ in refusal.value.problems] == ["a.pairs[0].traps[0].counterpart"]
