"""Verbs of reading: note how far a reader came, reveal what a prediction withheld, adopt an anonymous record."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from assessments.services import answer_item
from essays.models import Essay, Reading, Reveal
from overlook.accounts.models import Learner
from overlook.kit.errors import Invalid, NotFound


@transaction.atomic
def note_reading(*, learner: Learner, essay: Essay, furthest: int, at: datetime) -> Reading:
    """Note that a reader came as far as mark ``furthest``; going back is not noted.

    Raises
    ------
    Invalid
        There is no such mark in the essay.
    """
    total = _marks(essay)
    if not 0 <= furthest <= total:
        raise Invalid("There is no such mark in this essay.", fields={"furthest": [f"From 0 to {total}."]})
    reading, _ = Reading.objects.select_for_update().get_or_create(
        learner=learner,
        essay=essay,
        defaults={"steps_total": total, "started_at": at, "last_at": at},
    )
    reading.furthest = min(max(reading.furthest, furthest), total)
    reading.steps_total = total
    reading.last_at = max(reading.last_at, at)
    if reading.furthest >= total and reading.completed_at is None:
        reading.completed_at = at
    reading.save()
    return reading


@transaction.atomic
def predict(
    *,
    learner: Learner,
    essay: Essay,
    prediction: str,
    payload: Mapping[str, Any],
    confidence: str,
    idempotency_key: str,
    at: datetime,
) -> None:
    """Store a prediction, then note the reveal: whoever sees the comparison has predicted before.

    A second prediction changes nothing: the first one stands.
    """
    _known(essay, prediction)
    if Reveal.objects.filter(learner=learner, essay=essay, prediction=prediction).exists():
        return
    answer_item(
        learner=learner,
        bank=essay.slug,
        item_id=prediction,
        payload=payload,
        idempotency_key=idempotency_key,
        confidence=confidence,
        at=at,
    )
    _reveal(learner, essay, prediction, predicted=True, at=at)


@transaction.atomic
def show_without_predicting(*, learner: Learner, essay: Essay, prediction: str, at: datetime) -> None:
    """Note that a reader wanted to see without predicting."""
    _known(essay, prediction)
    _reveal(learner, essay, prediction, predicted=False, at=at)


def _reveal(learner: Learner, essay: Essay, prediction: str, *, predicted: bool, at: datetime) -> None:
    Reveal.objects.get_or_create(
        learner=learner, essay=essay, prediction=prediction, defaults={"predicted": predicted, "at": at}
    )


def _known(essay: Essay, prediction: str) -> None:
    if essay.current is None or prediction not in essay.current.secret["reveals"]:
        raise NotFound("There is no such prediction in this essay.")


def _marks(essay: Essay) -> int:
    return len(essay.current.manifest["marks"]) + 1 if essay.current else 0


@transaction.atomic
def adopt_readings(*, anonymous: Learner, learner: Learner, at: datetime) -> None:
    """Give an anonymous reader's record to the learner who turned out to be them: the farthest and earliest count."""
    for theirs in Reading.objects.filter(learner=anonymous):
        own = Reading.objects.filter(learner=learner, essay=theirs.essay_id).first()
        if own is None:
            theirs.learner = learner
            theirs.save(update_fields=["learner"])
            continue
        own.furthest = max(own.furthest, theirs.furthest)
        own.started_at = min(own.started_at, theirs.started_at)
        own.last_at = max(own.last_at, theirs.last_at)
        finished = [moment for moment in (own.completed_at, theirs.completed_at) if moment]
        own.completed_at = min(finished, default=None)
        own.save()
        theirs.delete()
    for reveal in Reveal.objects.filter(learner=anonymous):
        own_reveal = Reveal.objects.filter(learner=learner, essay=reveal.essay_id, prediction=reveal.prediction).first()
        if own_reveal is None or reveal.at < own_reveal.at:
            if own_reveal:
                own_reveal.delete()
            reveal.learner = learner
            reveal.save(update_fields=["learner"])
        else:
            reveal.delete()
