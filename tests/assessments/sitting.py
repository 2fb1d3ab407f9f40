"""A formal paper of the specimen bank, and sittings of it."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from assessments import services
from assessments.engine.papers import Policy
from assessments.models import Assessment, Attempt, AttemptSlot
from assessments.variants import type_of, variant_of
from overlook.accounts.models import Learner
from tests.assessments.conftest import AT, as_form

CONTEXT = "assignment:paper"


def paper_of_specimen() -> Assessment:
    return services.publish_paper(slug="dd", questions="all", at=AT)


def sit(
    learner: Learner,
    *,
    at: datetime = AT,
    due: datetime | None = None,
    closes: datetime | None = None,
    results: datetime | None = None,
    multiplier: str = "1",
    **policy: Any,
) -> Attempt:
    """Begin, or go on with, a sitting; by default with feedback after handing in and a grace of fifteen seconds."""
    rules = Policy(**{"feedback": "after-attempt", "tries": 1, "sittings": 1, "grace": 15, **policy})
    times = services.Times(due_at=due, closes_at=closes, results_at=results, multiplier=Decimal(multiplier))
    return services.open_attempt(
        learner=learner,
        assessment=paper_of_specimen(),
        context=CONTEXT,
        policy={"mode": "formal", **rules.written()},
        times=times,
        at=at,
    )


def slots_of(attempt: Attempt) -> list[AttemptSlot]:
    rows = attempt.slots.select_related("item_version__item__bank", "item_version__key")
    return list(rows.order_by("position", "pk"))


def right(slot: AttemptSlot) -> dict[str, Any]:
    """The form fields of an answer that earns everything."""
    return as_form(type_of(slot.item_version).reference(variant_of(slot.item_version, slot.seed)))


def wrong(slot: AttemptSlot) -> dict[str, Any]:
    return as_form(type_of(slot.item_version).mistakes(variant_of(slot.item_version, slot.seed))[0])


def save(
    attempt: Attempt,
    number: int,
    payload: dict[str, Any],
    *,
    revision: int = 1,
    seen: int = 0,
    writer: str = "tab",
    at: datetime = AT,
) -> services.SavedDraft:
    return services.save_draft(
        attempt=attempt, number=number, payload=payload, revision=revision, seen=seen, writer=writer, at=at
    )


def after(seconds: float) -> datetime:
    return AT + timedelta(seconds=seconds)
