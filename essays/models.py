"""Essays as published, immutable by content; how far each learner read; who predicted before seeing."""

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from overlook.accounts.models import Learner
from overlook.kit.clock import now


class EssayQuerySet(models.QuerySet["Essay"]):
    def published(self) -> Self:
        return self.filter(published=True, current__isnull=False)


class Essay(models.Model):
    """An essay's slug, and which of its versions readers see."""

    slug = models.SlugField(max_length=80, unique=True)
    current = models.ForeignKey("EssayVersion", null=True, on_delete=models.PROTECT, related_name="+")
    published = models.BooleanField(default=False)

    objects = EssayQuerySet.as_manager()

    def __str__(self) -> str:
        return self.slug


class EssayVersion(models.Model):
    """What was published once: never changed. ``secret`` is read only to answer a prediction."""

    essay = models.ForeignKey(Essay, on_delete=models.CASCADE, related_name="versions")
    sha256 = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    manifest: "models.JSONField[Any, Any]" = models.JSONField()
    secret: "models.JSONField[Any, Any]" = models.JSONField()
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["essay", "sha256"], name="essay_version_once_per_content")
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.sha256[:10]})"


class Term(models.Model):
    """A word of the glossary; the essay that defined it last holds it."""

    slug = models.SlugField(max_length=80, unique=True)
    term = models.CharField(max_length=120)
    html = models.TextField()
    essay = models.ForeignKey(Essay, on_delete=models.CASCADE, related_name="terms")

    def __str__(self) -> str:
        return self.term


class Reading(models.Model):
    """How far a learner came in an essay, in marks (steps and sections)."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="readings")
    essay = models.ForeignKey(Essay, on_delete=models.CASCADE, related_name="readings")
    furthest = models.PositiveIntegerField(default=0)
    steps_total = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    last_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["learner", "essay"], name="reading_once_per_essay")]


class Reveal(models.Model):
    """That a learner saw what a prediction withholds, and whether they had predicted."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="reveals")
    essay = models.ForeignKey(Essay, on_delete=models.CASCADE, related_name="reveals")
    prediction = models.CharField(_("prediction"), max_length=80)
    predicted = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["learner", "essay", "prediction"], name="reveal_once_per_prediction")
        ]
