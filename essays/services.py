"""Verbs of reading: note how far a reader came, reveal what a prediction withheld, adopt an anonymous record."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from assessments.services import answer_item
from essays.marks import END, name_of, number_of, total
from essays.models import Essay, EssayVersion, Reading, Reveal
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
    marks = marks_of(essay)
    last = total(marks)
    if not 0 <= furthest <= last:
        raise Invalid("There is no such mark in this essay.", fields={"furthest": [f"From 0 to {last}."]})
    reading, _ = Reading.objects.select_for_update().get_or_create(
        learner=learner,
        essay=essay,
        defaults={"steps_total": last, "started_at": at, "last_at": at},
    )
    reading.furthest = min(max(reading.furthest, furthest), last)
    reading.mark = name_of(reading.furthest, marks)
    reading.steps_total = last
    reading.last_at = max(reading.last_at, at)
    if reading.furthest >= last and reading.completed_at is None:
        reading.completed_at = at
    reading.save()
    return reading


@transaction.atomic
def renumber_readings(*, essay: Essay, before: Sequence[str]) -> None:
    """After a new version of an essay: every reader keeps their place, whatever its number is now.

    Parameters
    ----------
    before
        The marks of the version that was published until now.
    """
    marks = marks_of(essay)
    if marks == list(before):
        return
    readings = Reading.objects.filter(essay=essay).exclude(mark="")
    readings.update(steps_total=total(marks))
    for name in list(readings.values_list("mark", flat=True).distinct()):
        number = number_of(name, marks, before)
        readings.filter(mark=name).update(furthest=number, mark=name_of(number, marks))


def number_in(essay: Essay, name: str) -> int:
    """The number of the mark that a page calls ``name``; the page may be of an earlier version.

    Raises
    ------
    Invalid
        No version of the essay has such a mark.
    """
    marks = marks_of(essay)
    if name in (END, *marks):
        return number_of(name, marks)
    versions = EssayVersion.objects.filter(essay=essay).order_by("-created_at")
    older = next((one for one in versions.values_list("manifest__marks", flat=True) if name in one), None)
    if older is None:
        raise Invalid("There is no such mark in this essay.", fields={"mark": ["An anchor of the essay."]})
    return number_of(name, marks, older)


def marks_of(essay: Essay) -> list[str]:
    """The anchors of the essay's marks as it is published now."""
    return list(essay.current.manifest["marks"]) if essay.current else []


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


@transaction.atomic
def adopt_readings(*, anonymous: Learner, learner: Learner, at: datetime) -> None:
    """Give an anonymous reader's record to the learner who turned out to be them: the farthest and earliest count."""
    for theirs in Reading.objects.filter(learner=anonymous):
        own = Reading.objects.filter(learner=learner, essay=theirs.essay_id).first()
        if own is None:
            theirs.learner = learner
            theirs.save(update_fields=["learner"])
            continue
        own.furthest, own.mark = max((own.furthest, own.mark), (theirs.furthest, theirs.mark))
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
