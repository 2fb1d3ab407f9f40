"""What may still change: drafts of answers, what waits for a grader, and the counts of rate limits."""

from typing import ClassVar

from django.db import models

from assessments.models.attempts import AttemptSlot, Response


class Draft(models.Model):
    """The answer as it stands in a form, one for each slot.

    ``revision`` only grows: it is the browser's own count, so that what arrives twice or in the wrong order changes
    nothing. ``writer`` is the tab that wrote it; another tab has to have seen it before it may write over it.
    ``payload`` is what the form sent, readable as an answer or not.
    """

    slot = models.OneToOneField(AttemptSlot, on_delete=models.CASCADE, related_name="draft")
    revision = models.PositiveIntegerField()
    writer = models.CharField(max_length=40, blank=True)
    payload = models.JSONField(default=dict)
    readable = models.BooleanField(default=False)
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(revision__gte=1), name="draft_revision_from_1")
        ]


class PendingScore(models.Model):
    """A response that a worker has still to grade: made with it, gone with its score, swept up when it was lost."""

    response = models.OneToOneField(Response, on_delete=models.CASCADE, related_name="pending")
    since = models.DateTimeField()


class AnswerCount(models.Model):
    """How many answers an anonymous reader gave in the present window; ``place`` is their learner's reference."""

    place = models.CharField(max_length=64, unique=True)
    window_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)
