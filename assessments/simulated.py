"""What a simulated learner can answer: for the demo and for tests, which go through the same services as everybody.

It reads keys, so no view may use it; a test holds that.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from assessments.engine.contract import ItemType, Json, Variant
from assessments.engine.variants import CANONICAL_SEED
from assessments.selectors import published_item
from assessments.variants import type_of, variant_of
from overlook.kit.errors import NotFound


@dataclass(frozen=True)
class PossibleAnswer:
    """Fields to give to `services.answer_item`, with what they earn and the misconception that they show."""

    fields: dict[str, Any]
    fraction: Decimal
    misconception: str


def possible_answers(bank: str, item_id: str) -> list[PossibleAnswer]:
    """The reference answer first, then the mistakes that the item's type foresees."""
    version = published_item(bank, item_id).current
    if version is None:
        raise NotFound(_("There is no such question."))
    item_type, variant = type_of(version), variant_of(version, CANONICAL_SEED)
    answers = [item_type.reference(variant), *item_type.mistakes(variant)]
    return [_possible(item_type, variant, fields) for fields in answers]


def _possible(item_type: ItemType, variant: Variant, fields: Json) -> PossibleAnswer:
    verdict = item_type.grade(item_type.parse_response(fields, variant), variant)
    return PossibleAnswer(fields, verdict.fraction, verdict.misconception)
