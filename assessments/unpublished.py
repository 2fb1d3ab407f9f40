"""Items of a bank that is still being written: how they look, what they say, what they withhold. Nothing is stored.

Whoever asks here must be allowed to see keys.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from html import escape
from typing import Any

from assessments.answers import BESIDE
from assessments.banks import item_types
from assessments.engine.contract import ItemSpec, Variant, Verdict
from assessments.engine.variants import CANONICAL_SEED, materialise, version_hash
from assessments.feedback import PARTLY, RIGHT, WRONG, Feedback, figure_url
from assessments.selectors import ItemView, printed
from assessments.translation import in_our_language
from overlook.kit.errors import Invalid


@dataclass(frozen=True)
class Desk:
    """Where an unpublished bank is laid out: the bank's name and title, and the page that shows its items."""

    bank: str
    title: str
    home: str


@dataclass(frozen=True)
class Foreseen:
    """An answer that the author foresees, and what is said to it."""

    answer: str
    fraction: float
    misconception: str
    feedback: str


def view(desk: Desk, spec: ItemSpec, fields: Mapping[str, Any] | None = None) -> ItemView:
    """The item as every reader would meet it."""
    item_type, public = item_types()[spec.type], _variant(spec).public
    return printed(
        bank=(desk.bank, desk.title, desk.home),
        item=spec.id,
        item_type=item_type,
        roles=spec.roles,
        sha256=version_hash(spec),
        public=public,
        fields=fields or {},
    )


def tried(desk: Desk, spec: ItemSpec, fields: Mapping[str, Any]) -> ItemView:
    """The item with what would be said to this answer, or with what cannot be read in it."""
    item_type, variant = item_types()[spec.type], _variant(spec)
    payload = {name: value for name, value in fields.items() if name not in BESIDE}
    shown = view(desk, spec, fields)
    try:
        verdict = item_type.grade(item_type.parse_response(payload, variant), variant)
    except Invalid as refusal:
        said = in_our_language(refusal)
        return replace(shown, refusal=said.message, errors=said.fields)
    return replace(shown, feedback=_feedback(desk, variant, verdict))


def hinted(desk: Desk, spec: ItemSpec, count: int) -> ItemView:
    """The item with its first ``count`` hints told."""
    hints = [hint["text"] for hint in _variant(spec).key["hints"]]
    return replace(view(desk, spec), hints=tuple(hints[:count]))


def withheld(spec: ItemSpec) -> dict[str, Any]:
    """All that the page keeps back: foreseen answers with their feedback, the hints, the explanation."""
    item_type, variant = item_types()[spec.type], _variant(spec)
    answers = [item_type.reference(variant), *item_type.mistakes(variant)]
    return {
        "foreseen": [_foreseen(spec, variant, fields) for fields in answers],
        "hints": [hint["text"] for hint in variant.key["hints"]],
        "explanation": variant.key["explanation"],
    }


def _variant(spec: ItemSpec) -> Variant:
    return materialise(item_types()[spec.type], spec, CANONICAL_SEED)


def _foreseen(spec: ItemSpec, variant: Variant, fields: Mapping[str, Any]) -> Foreseen:
    item_type = item_types()[spec.type]
    verdict = item_type.grade(item_type.parse_response(fields, variant), variant)
    return Foreseen(_told(fields, variant.public), float(verdict.fraction), verdict.misconception, verdict.feedback)


def _told(fields: Mapping[str, Any], public: Mapping[str, Any]) -> str:
    """An answer's fields as HTML: an option by its own words, the rest as it would be sent."""
    words = {str(one["id"]): str(one["text"]) for one in _entries(public)}
    said = []
    for name, value in fields.items():
        values = value if isinstance(value, list) else [value]
        said.append(
            " · ".join(words.get(str(one), f"<code>{escape(f'{name} = {_short(one)}')}</code>") for one in values)
        )
    return "; ".join(said)


def _short(value: Any) -> str:
    """A number without the noise of floating point."""
    try:
        return f"{float(str(value)):.12g}"
    except ValueError:
        return str(value)


def _entries(value: Any) -> list[Mapping[str, Any]]:
    """Everything in the public half that has an id and words, however deep."""
    if isinstance(value, Mapping):
        own = [value] if {"id", "text"} <= set(value) else []
        return own + [found for inner in value.values() for found in _entries(inner)]
    return [found for inner in value for found in _entries(inner)] if isinstance(value, list) else []


def _feedback(desk: Desk, variant: Variant, verdict: Verdict) -> Feedback:
    right = verdict.fraction == 1
    return Feedback(
        state=RIGHT if right else PARTLY if verdict.fraction > 0 else WRONG,
        fraction=verdict.fraction,
        html=verdict.feedback,
        figure_url=figure_url(desk.home, verdict.figure),
        explanation=variant.key["explanation"] if right else "",
        hint_cost=Decimal(0),
        tries=1,
    )
