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
    and the earliest counts. ``delayed`` says that the objective was due for review when it was answered.
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
    delayed = models.BooleanField(default=False)
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


class ReviewLog(AppendOnly):
    """One retrieval of an objective from memory: a first try at an item, or an answer to a review that was due.

    Insert only. A regrade inserts a row of the same ``source`` with a higher ``revision``; the highest counts.
    ``rating`` is FSRS's: 1 again, 2 hard, 3 good, 4 easy.
    """

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="review_logs")
    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="review_logs")
    source = models.CharField(max_length=80)
    revision = models.PositiveIntegerField(default=0)
    rating = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["ReviewLog"].as_manager()

    class Meta:
        db_table = "review_log"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "objective", "revision"], name="review_once_per_source"),
            models.CheckConstraint(condition=models.Q(rating__gte=1, rating__lte=4), name="review_rating_1_to_4"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["learner", "objective", "at"]),
            models.Index(fields=["learner", "at"]),
        ]


class ReviewCard(models.Model):
    """When one learner should meet one objective again: a roll-up, the replay of its review log.

    ``stability`` is in days: after so many the chance of recall has fallen to 90 %; ``difficulty`` runs from 1 to 10.
    Without a log they are None, and nothing is due.
    """

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="review_cards")
    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="review_cards")
    stability = models.FloatField(null=True)
    difficulty = models.FloatField(null=True)
    reviews = models.PositiveIntegerField(default=0)
    lapses = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "review_card"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["learner", "objective"], name="card_once_per_objective")
        ]
        indexes: ClassVar = [models.Index(fields=["learner", "due_at"])]


class XpEntry(AppendOnly):
    """Points for one piece of evidence of learning. Insert only, and once per source: nothing can be earned twice."""

    class Reason(models.TextChoices):
        MASTERY = "mastery", _("first mastery of an objective")
        REVIEW = "review", _("right answer to a review that was due")
        CALIBRATION = "calibration", _("ten answers whose confidence was about right")
        STARS = "stars", _("first stars of a challenge")

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="xp")
    reason = models.CharField(max_length=16, choices=Reason)
    source = models.CharField(max_length=120)
    points = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["XpEntry"].as_manager()

    class Meta:
        db_table = "xp_ledger"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["learner", "reason", "source"], name="xp_once_per_source")
        ]
        indexes: ClassVar = [models.Index(fields=["learner", "at"])]


class BadgeAward(AppendOnly):
    """That a learner reached a badge, which is always about one objective."""

    class Kind(models.TextChoices):
        SECURE = "secure", _("Secure")
        KEPT = "kept", _("Kept")

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="badges")
    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="badges")
    kind = models.CharField(max_length=16, choices=Kind)
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["BadgeAward"].as_manager()

    class Meta:
        db_table = "badge_award"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["learner", "objective", "kind"], name="badge_once_per_objective")
        ]


class WeeklyGoal(models.Model):
    """On how many days a week a learner means to practise, from the week that begins on ``monday``."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="weekly_goals")
    monday = models.DateField()
    days = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["learner", "monday"], name="goal_once_per_week"),
            models.CheckConstraint(condition=models.Q(days__gte=1, days__lte=7), name="goal_1_to_7_days"),
        ]
