"""Giving a response its score, once: inline where the grader is quick, else by a worker after the commit.

The order in which rows are locked is the same everywhere: the attempt, then the score, then the learner's standings (by
objective, by misconception, the day), the grade, the outbox.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from assessments.feedback import score_of
from assessments.grades import keep_grade_of
from assessments.models import Attempt, GradeRevision, ItemVersion, PendingScore, Response, Score
from assessments.variants import type_of, variant_of
from overlook.kit.queue import enqueue
from overlook.progress.services import record_outcome


def is_inline(version: ItemVersion) -> bool:
    """Whether this item is graded in the transaction of its answer: pure, and under five milliseconds."""
    return type_of(version).inline and version.type not in settings.ASSESSMENTS["DEFERRED"]


def grade(attempt: Attempt, response: Response, at: datetime) -> Score | None:
    """Score a new response now, or leave it to a worker: then None. The attempt is locked by the caller."""
    version = response.slot.item_version
    if is_inline(version):
        return score(attempt, response, at)
    PendingScore.objects.create(response=response, since=at)
    enqueue("assessments.score_response", response=response.pk)
    return None


def score(attempt: Attempt, response: Response, at: datetime) -> Score:
    """Score a response that has none, and bring the standings up to date. The attempt is locked by the caller."""
    version = response.slot.item_version
    variant = variant_of(version, response.slot.seed)
    verdict = type_of(version).grade(response.payload, variant)
    given = Score.objects.create(
        response=response,
        item_version=version,
        grader_version=type_of(version).grader_version,
        raw=verdict.fraction,
        fraction=score_of(variant, verdict, response.hints),
        misconception=verdict.misconception,
        at=at,
    )
    if version.objectives:
        record_outcome(
            learner=attempt.learner,
            objectives=version.objectives,
            source=f"response:{response.pk}",
            item=f"{version.item.bank.slug}/{version.item.slug}",
            first_try=_is_first(attempt, response),
            fraction=given.fraction,
            confidence=response.confidence,
            misconception=given.misconception,
            context=attempt.context,
            at=response.at,
        )
    keep_grade_of(attempt, cause=GradeRevision.Cause.ANSWER, at=at)
    return given


@transaction.atomic
def score_pending(*, response: int, at: datetime) -> bool:
    """Score a response that waits for it; delivered twice, it does nothing the second time."""
    waiting = PendingScore.objects.filter(response=response)
    found = waiting.values_list("response__attempt", flat=True).first()
    if found is None:
        return False
    attempt = Attempt.objects.select_for_update().select_related("learner").get(pk=found)
    if not waiting.exists():
        return False
    rows = Response.objects.select_related("slot__item_version__item__bank", "slot__item_version__key")
    score(attempt, rows.get(pk=response), at)
    waiting.delete()
    return True


def pending_since(before: datetime, limit: int) -> list[int]:
    """Responses that have waited since ``before``: their message, or their worker, was lost."""
    return list(
        PendingScore.objects.filter(since__lt=before).order_by("since").values_list("response", flat=True)[:limit]
    )


def _is_first(attempt: Attempt, response: Response) -> bool:
    """Whether this learner had never answered this item before, at any version, in any attempt."""
    earlier = Response.objects.filter(
        pk__lt=response.pk,
        attempt__learner=attempt.learner_id,
        slot__item_version__item=response.slot.item_version.item_id,
    )
    return response.seq == 1 and not earlier.exists()
