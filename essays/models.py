"""Essays as published, immutable by content; how far each learner read; who predicted before seeing."""

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from overlook.accounts.models import Learner, User
from overlook.kit.append_only import AppendOnly, AppendOnlyQuerySet
from overlook.kit.clock import now
from overlook.kit.refs import new_ref


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


class EssaySource(models.Model):
    """The text files that a version was built from, by name, and its equations as they were set.

    Keys and reveals are in them.
    """

    version = models.OneToOneField(EssayVersion, on_delete=models.CASCADE, related_name="source")
    files: "models.JSONField[Any, Any]" = models.JSONField()
    equations: "models.JSONField[Any, Any]" = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"source of {self.version}"


class Term(models.Model):
    """A word of the glossary; the essay that defined it last holds it."""

    slug = models.SlugField(max_length=80, unique=True)
    term = models.CharField(max_length=120)
    html = models.TextField()
    essay = models.ForeignKey(Essay, on_delete=models.CASCADE, related_name="terms")

    def __str__(self) -> str:
        return self.term


class Reading(models.Model):
    """How far a learner came in an essay, in marks (steps and sections).

    ``mark`` is the anchor of the farthest one; ``furthest`` is its number in the version that is published now.
    """

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="readings")
    essay = models.ForeignKey(Essay, on_delete=models.CASCADE, related_name="readings")
    mark = models.TextField(default="", blank=True)
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


class Suggestion(models.Model):
    """How a reader would word one block of an essay: bound to the version that was read, and to its lines there."""

    class State(models.TextChoices):
        OPEN = "open", _("waits for an editor")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        PUBLISHED = "published", _("in the essay")

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    version = models.ForeignKey(EssayVersion, on_delete=models.CASCADE, related_name="suggestions")
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="suggestions")
    name = models.CharField(_("name for the credit"), max_length=80, blank=True)
    line = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    section = models.CharField(max_length=200, blank=True)
    before = models.TextField()
    after = models.TextField()
    why = models.CharField(max_length=500, blank=True)
    problems: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    digest = models.CharField(max_length=64, editable=False)
    # Null is no key, and not unique.
    key = models.CharField(max_length=16, null=True, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    sent_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["learner", "digest"], name="suggestion_once_per_learner_and_text"),
            models.UniqueConstraint(fields=["key", "digest"], name="suggestion_once_per_form_and_text"),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "sent_at"])]

    def __str__(self) -> str:
        return f"suggestion {self.ref}"


class SuggestionEvent(AppendOnly):
    """What became of a suggestion, by whom and when. Nobody is named where publishing the text was the event."""

    class Kind(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        REOPENED = "reopened", _("reopened")
        PUBLISHED = "published", _("published")

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    sentence = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["at", "pk"]
