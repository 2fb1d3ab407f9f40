"""What learners did: attempts and the append-only log of their answers, scores and hints."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.engine.papers import AFTER_CLOSE, Policy
from assessments.models.content import Assessment, AssessmentVersion, ItemVersion
from overlook.accounts.models import Learner
from overlook.kit.append_only import AppendOnly, AppendOnlyQuerySet
from overlook.kit.refs import new_ref
from overlook.progress.models import Confidence

PERSONAL = "personal"
"""The context of practice that nobody assigned. An assignment's is ``assignment:<ref>``; here it is opaque."""


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def visible_to(self, learner: Learner | None) -> Self:
        """An attempt is its learner's; to anyone else it is not there."""
        return self.filter(learner=learner) if learner else self.none()


class Attempt(models.Model):
    """One sitting of one learner. ``context`` says for whom it counts; ``policy`` is a snapshot taken at its start.

    ``deadline`` is the effective one: it follows from the time limit, ``multiplier`` and ``closes_at``, and whoever
    assigned the paper moves it. What comes after ``due_at`` is taken and flagged late; ``results_at`` is when feedback
    is told that waits for the closing.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        SUBMITTED = "submitted", _("submitted")
        SUPERSEDED = "superseded", _("superseded by an earlier one of the same person")

    class Ending(models.TextChoices):
        LEARNER = "learner", _("handed in")
        TIME = "time", _("handed in at the end of the time")

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="attempts")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="attempts")
    version = models.ForeignKey(AssessmentVersion, on_delete=models.PROTECT, related_name="attempts")
    context = models.CharField(max_length=80, default=PERSONAL)
    number = models.PositiveIntegerField()
    policy = models.JSONField(default=dict)
    state = models.CharField(max_length=16, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    multiplier = models.DecimalField(max_digits=4, decimal_places=2, default=1)
    deadline = models.DateTimeField(null=True)
    results_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=8, choices=Ending, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["learner", "assessment", "context", "number"], name="attempt_number_once"),
            models.UniqueConstraint(
                fields=["learner", "assessment", "context"],
                condition=models.Q(state="open"),
                name="attempt_open_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["learner", "opened_at"]),
            models.Index(fields=["context", "state"]),
            models.Index(fields=["deadline"], condition=models.Q(state="open"), name="attempt_open_deadline"),
        ]

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def rules(self) -> Policy:
        """The policy, read."""
        return Policy.read(self.policy)

    def tells(self, at: datetime) -> bool:
        """Whether feedback and scores may be told at ``at``."""
        rules = self.rules
        if rules.at_once:
            return True
        if rules.feedback == AFTER_CLOSE:
            return not self.is_open and self.results_at is not None and at >= self.results_at
        return not self.is_open


class AttemptSlot(AppendOnly):
    """An item as this attempt meets it: the version, the seed, and the variant's parameters with their hash."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="slots")
    position = models.PositiveSmallIntegerField()
    item_version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    seed = models.PositiveBigIntegerField()
    parameters = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64)

    objects = AppendOnlyQuerySet["AttemptSlot"].as_manager()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["attempt", "item_version"], name="attempt_slot_once_per_version")
        ]


class Response(AppendOnly):
    """One answer as it was given. Insert only; ``seq`` counts the tries in its slot from 1.

    ``late``: it came after the due time, or in the grace after the end.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="responses")
    slot = models.ForeignKey(AttemptSlot, on_delete=models.CASCADE, related_name="responses")
    seq = models.PositiveIntegerField()
    idempotency_key = models.CharField(max_length=100)
    payload = models.JSONField()
    sha256 = models.CharField(max_length=64)
    confidence = models.CharField(max_length=8, choices=Confidence, blank=True)
    figure_state = models.JSONField(null=True)
    hints = models.PositiveSmallIntegerField(default=0)
    late = models.BooleanField(default=False)
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Response"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["slot", "seq"], name="response_seq_once"),
            models.UniqueConstraint(fields=["attempt", "idempotency_key"], name="response_key_once"),
        ]


class Score(AppendOnly):
    """What a grader gave a response. Insert only: a regrade inserts another, and says why."""

    class Reason(models.TextChoices):
        COMPUTED = "computed", _("computed")
        REGRADE = "regrade", _("regrade")
        UNDO = "undo", _("regrade taken back")

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="scores")
    item_version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    grader_version = models.PositiveIntegerField()
    reason = models.CharField(max_length=16, choices=Reason, default=Reason.COMPUTED)
    regrade = models.PositiveIntegerField(default=0)
    raw = models.DecimalField(max_digits=7, decimal_places=6)
    fraction = models.DecimalField(max_digits=7, decimal_places=6)
    misconception = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Score"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["response", "item_version", "grader_version", "reason", "regrade"], name="score_once"
            )
        ]


class HintTaken(AppendOnly):
    """That a hint was told, and when; hints are told in order."""

    slot = models.ForeignKey(AttemptSlot, on_delete=models.CASCADE, related_name="hints")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["HintTaken"].as_manager()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["slot", "number"], name="hint_once_per_slot")]
