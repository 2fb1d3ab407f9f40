"""The learning record: append-only outcomes, and the standing that is recomputed from them.

An objective belongs to an essay and a misconception to the taxonomy; both are published from the essay's folder and
are referred to by slug, so that an outcome outlives a renaming of anything else.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from overlook.accounts.models import Learner
from overlook.kit.append_only import AppendOnly, AppendOnlyQuerySet


class Objective(models.Model):
    """What a learner should be able to do after an essay."""

    slug = models.SlugField(max_length=80, unique=True)
    essay = models.SlugField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(max_length=300)
    retired = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["essay", "position"]

    def __str__(self) -> str:
        return self.text


class Misconception(models.Model):
    """A nameable wrong idea, such as ``GEN.more-data-fixes``."""

    slug = models.CharField(max_length=80, unique=True)
    text = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.text


class Confidence(models.TextChoices):
    SURE = "sure", _("sure")
    FAIRLY = "fairly", _("fairly sure")
    GUESS = "guess", _("a guess")


class Outcome(AppendOnly):
    """One scored answer to an item of an objective. Insert only.

    A regrade inserts a row of the same ``source`` with a higher ``revision``; the highest counts. ``first_try`` says
    that the learner had not answered this item before, as far as was known then: after a claim an item may have two,
    and the earliest counts.
    """

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="outcomes")
    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="outcomes")
    source = models.CharField(max_length=80)
    revision = models.PositiveIntegerField(default=0)
    item = models.CharField(max_length=120)
    first_try = models.BooleanField()
    fraction = models.DecimalField(max_digits=7, decimal_places=6)
    confidence = models.CharField(max_length=8, choices=Confidence, blank=True)
    misconception = models.CharField(max_length=80, blank=True)
    context = models.CharField(max_length=80, default="personal")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Outcome"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "objective", "revision"], name="outcome_once_per_source")
        ]
        indexes: ClassVar = [
            models.Index(fields=["learner", "objective", "at"]),
            models.Index(fields=["learner", "at"]),
        ]


class LearnerObjective(models.Model):
    """Standing of one learner on one objective: a roll-up, rebuildable from outcomes at any time.

    ``alpha`` and ``beta`` are the parameters of the Beta posterior of the chance to answer a new item of this
    objective rightly; ``evidence`` counts first tries only.
    """

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="standings")
    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="standings")
    evidence = models.PositiveIntegerField(default=0)
    answers = models.PositiveIntegerField(default=0)
    successes = models.DecimalField(max_digits=12, decimal_places=6, default=0)
    wrong_in_a_row = models.PositiveIntegerField(default=0)
    confident_and_wrong = models.PositiveIntegerField(default=0)
    alpha = models.FloatField(default=0.5)
    beta = models.FloatField(default=0.5)
    last = models.CharField(max_length=12, blank=True)
    last_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["learner", "objective"], name="standing_once_per_objective")
        ]


class LearnerMisconception(models.Model):
    """How often one learner's wrong answers showed one misconception, first tries apart: a roll-up."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="misconceptions")
    misconception = models.CharField(max_length=80)
    first_tries = models.PositiveIntegerField(default=0)
    later_tries = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["learner", "misconception"], name="misconception_once_per_learner")
        ]


class LearnerDay(models.Model):
    """That a learner answered on a day (UTC), and how often: a roll-up."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    answers = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["learner", "day"], name="day_once_per_learner")]
