"""Reading what was sent as an answer, before anything is stored."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from assessments.models import Item, ItemVersion
from assessments.translation import in_our_language
from assessments.variants import type_of, variant_of
from overlook.kit.errors import Invalid, NotFound

BESIDE = frozenset({"confidence", "language", "version"})
"""Fields that come with an answer and are none of it."""


def current_version(item: Item) -> ItemVersion:
    if item.current is None:
        raise NotFound(_("There is no such question."))
    return item.current


def read_answer(version: ItemVersion, seed: int, payload: Mapping[str, Any]) -> dict[str, Any]:
    """The canonical response, or ``Invalid`` with a sentence about what cannot be read."""
    seen = payload.get("version")
    if seen and not version.sha256.startswith(str(seen)):
        sentence = _("This question has changed since you opened it. Here is how it reads now.")
        raise Invalid(sentence, code="item-changed")
    try:
        return type_of(version).parse_response(payload, variant_of(version, seed))
    except Invalid as refusal:
        raise in_our_language(refusal) from None


def is_blank(payload: Mapping[str, Any]) -> bool:
    """Whether nothing was filled in, whatever else came along."""
    return all(
        value in (None, "", [], {}) or not str(value).strip() for name, value in payload.items() if name not in BESIDE
    )
