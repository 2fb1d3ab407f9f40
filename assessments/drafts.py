"""Drafts: the answer as it stands in a form, saved while it is being written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.answers import is_blank, read_answer
from assessments.engine.papers import OVER
from assessments.engine.variants import canonical_json
from assessments.models import Attempt, AttemptSlot, Draft
from assessments.responding import check_open, timing_of
from overlook.kit.errors import Conflict, Invalid, NotFound

EMPTY, DRAFT, ANSWERED = "empty", "draft", "answered"
LARGEST_DRAFT = 20_000
LONGEST_WRITER = 40
LONGEST_PAPER = 10_000
HIGHEST_REVISION = 2_000_000_000


@dataclass(frozen=True)
class SavedDraft:
    """What the server holds now. ``problem`` says why it cannot be read as an answer yet; empty when it can."""

    number: int
    revision: int
    saved_at: datetime
    state: str
    problem: str


class DraftConflict(Conflict):
    """Another tab has written this answer meanwhile; ``stored`` is what it wrote."""

    def __init__(self, stored: Draft) -> None:
        super().__init__(
            _(
                "This answer was changed in another tab or on another device since this page was opened. "
                "Nothing is lost: look at what is saved, then keep one of the two."
            ),
            code="draft-conflict",
        )
        self.stored = stored


@transaction.atomic
def save_draft(
    *,
    attempt: Attempt,
    number: int,
    payload: Mapping[str, Any],
    revision: int,
    seen: int,
    writer: str = "",
    at: datetime,
) -> SavedDraft:
    """Save the draft of the question at ``number``, from 1.

    Parameters
    ----------
    payload
        What the form holds; it need not be readable as an answer.
    revision
        The writer's own count, from 1, higher than any that it sent or saw before.
    seen
        The revision on which the writer's text rests: what the page showed, or what the server last confirmed; 0 for
        none.
    writer
        Which tab writes. The same tab may run ahead of the server's answers; another one may not write over what it has
        not seen.

    Raises
    ------
    DraftConflict
        ``draft-conflict``: another tab wrote in between.
    Conflict
        ``attempt-closed`` or ``attempt-late``.
    """
    attempt = Attempt.objects.select_for_update().get(pk=attempt.pk)
    check_open(attempt)
    if timing_of(attempt, at) == OVER:
        raise Conflict(
            _("The time for this attempt is over; what was saved before its end counts."), code="attempt-late"
        )
    slot = slot_at(attempt, number)
    kept = _checked(payload, revision)
    draft = Draft.objects.filter(slot=slot).first() or Draft(slot=slot, revision=0)
    if draft.revision and not _may_replace(draft, kept, revision, seen, writer[:LONGEST_WRITER]):
        return saved(draft, slot, number)
    draft.revision = max(revision, draft.revision + 1)
    draft.writer, draft.payload, draft.saved_at = writer[:LONGEST_WRITER], kept, at
    draft.readable = not is_blank(kept) and not _problem(slot, kept)
    draft.save()
    return saved(draft, slot, number)


def slot_at(attempt: Attempt, number: int) -> AttemptSlot:
    """The question at ``number``, from 1, with all that its item needs."""
    slots = attempt.slots.select_related("item_version__item__bank", "item_version__key").order_by("position", "pk")
    found = slots[number - 1 : number].first() if 1 <= number < LONGEST_PAPER else None
    if found is None:
        raise NotFound(_("This attempt has no such question."))
    return found


def saved(draft: Draft, slot: AttemptSlot, number: int) -> SavedDraft:
    """A stored draft, as its writer is told about it."""
    return SavedDraft(
        number=number,
        revision=draft.revision,
        saved_at=draft.saved_at,
        state=draft_state(draft),
        problem="" if draft.readable or is_blank(draft.payload) else _problem(slot, draft.payload),
    )


def draft_state(draft: Draft | None) -> str:
    """``empty``, ``draft`` (it cannot be read as an answer yet) or ``answered``."""
    if draft is None or is_blank(draft.payload):
        return EMPTY
    return ANSWERED if draft.readable else DRAFT


def _may_replace(draft: Draft, kept: dict[str, Any], revision: int, seen: int, writer: str) -> bool:
    """Whether what came is newer than what is stored; False when it arrived twice or was overtaken by its own tab."""
    if canonical_json(draft.payload) == canonical_json(kept):
        return False
    if writer and writer == draft.writer:
        return revision > draft.revision
    if seen != draft.revision:
        raise DraftConflict(draft)
    return True


def _checked(payload: Mapping[str, Any], revision: int) -> dict[str, Any]:
    """What will be stored: without a version, which the slot has pinned, and of bearable size."""
    kept = {str(name): value for name, value in payload.items() if name != "version"}
    if not 1 <= revision <= HIGHEST_REVISION:
        sentence = _("A revision is a whole number from 1, and higher than the last one.")
        raise Invalid(sentence, fields={"revision": [sentence]})
    try:
        written = canonical_json(kept)
    except (ValueError, RecursionError):
        written = ""
    if not written or len(written) > LARGEST_DRAFT or "\\u0000" in written or "\0" in written:
        sentence = _("This cannot be kept as a draft: it is too long, or holds what no text can.")
        raise Invalid(sentence, fields={"answer": [sentence]})
    return kept


def _problem(slot: AttemptSlot, payload: Mapping[str, Any]) -> str:
    try:
        read_answer(slot.item_version, slot.seed, payload)
    except Invalid as refusal:
        return refusal.message
    return ""
