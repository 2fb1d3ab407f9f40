from decimal import Decimal

import pytest

from assessments.banks import BankError, parse_bank
from assessments.engine.variants import materialise
from assessments.items.short_text import ITEM_TYPE

pytestmark = pytest.mark.pure

TRAP = {"accept": "norm", "credit": 0.5, "misconception": "GEN.no", "feedback": "which?"}


def item(**fields):
    base = {"id": "a", "type": "short-text", "objective": "o", "stem": "Name it.", "accept": ["minimum norm"]}
    return {**base, "drop": ["the"], "traps": [TRAP], "otherwise": {"feedback": "no"}, **fields}


@pytest.mark.parametrize(
    ("text", "fraction", "feedback"),
    [
        ("minimum norm", "1", ""),
        (" The MINIMUM-norm! ", "1", ""),
        ("norm minimum", "0", "no"),
        ("the norm", "0.5", "which?"),
    ],
)
def test_case_order_and_small_words(text, fraction, feedback):
    (spec,) = parse_bank([item()])
    variant = materialise(ITEM_TYPE, spec, 0)
    verdict = ITEM_TYPE.grade(ITEM_TYPE.parse_response({"text": text}, variant), variant)
    assert (verdict.fraction, verdict.feedback) == (Decimal(fraction), feedback)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"accept": []}, "a.accept"),
        ({"accept": ["?"]}, "a.accept"),
        ({"accept": 7}, "a.accept"),
        ({"traps": [{**TRAP, "credit": 1}]}, "a.traps[0].credit"),
        ({"traps": [{**TRAP, "accept": "The minimum norm"}]}, "a.traps[0].accept"),
    ],
)
def test_an_author_is_told_what_cannot_be(change, path):
    with pytest.raises(BankError) as refusal:
        parse_bank([item(**change)])
    assert path in [where for where, _ in refusal.value.problems]
