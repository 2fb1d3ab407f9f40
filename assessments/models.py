"""Banks, items and assessments are immutable versions; attempts are an append-only log of facts.

A grade is a pure function of that log: responses and scores are inserted and never change.
"""

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from overlook.accounts.models import Learner, Organisation
from overlook.kit.append_only import AppendOnly, AppendOnlyQuerySet
from overlook.kit.clock import now
from overlook.kit.refs import new_ref
from overlook.progress.models import Confidence

PERSONAL = "personal"
"""The context of practice that nobody assigned. An assignment's is ``assignment:<ref>``; here it is opaque."""


class BankQuerySet(models.QuerySet["Bank"]):
    def public(self) -> Self:
        """Banks of the essays, open to everybody."""
        return self.filter(organisation=None)


class Bank(models.Model):
    """The items of an essay, or of an organisation. ``home`` is the page to which its figures' links lead."""

    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="banks"
    )
    slug = models.SlugField(max_length=80)
    title = models.CharField(max_length=200)
    home = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=now)

    objects = BankQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "slug"], name="bank_once_per_organisation"),
            models.UniqueConstraint(fields=["slug"], condition=models.Q(organisation=None), name="bank_once_in_public"),
        ]

    def __str__(self) -> str:
        return self.title


class Item(models.Model):
    """A question under its lasting name; what it says is its current version."""

    bank = models.ForeignKey(Bank, on_delete=models.CASCADE, related_name="items")
    slug = models.SlugField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)
    current = models.ForeignKey("ItemVersion", null=True, on_delete=models.PROTECT, related_name="+")
    retired = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["bank", "slug"], name="item_once_per_bank")]

    def __str__(self) -> str:
        return self.slug


class ItemVersion(AppendOnly):
    """What an item says, for ever: the half that may be shown, and what is needed to read its key.

    ``public`` still holds what a variant is drawn from; what a learner sees is the materialised variant.
    """

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    type = models.SlugField(max_length=40)
    grader_version = models.PositiveIntegerField()
    objectives = models.JSONField(default=list)
    roles = models.JSONField(default=list)
    public = models.JSONField()
    created_at = models.DateTimeField(default=now)

    objects = AppendOnlyQuerySet["ItemVersion"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "sha256"], name="version_once_per_content"),
            models.UniqueConstraint(fields=["item", "number"], name="version_number_once"),
        ]


class ItemKey(AppendOnly):
    """The answer, feedback, hints and explanation of a version. Read by the grader only."""

    version = models.OneToOneField(ItemVersion, on_delete=models.CASCADE, related_name="key")
    body = models.JSONField()

    objects = AppendOnlyQuerySet["ItemKey"].as_manager()


class Assessment(models.Model):
    """A set of items to answer: the practice of an essay, or a formal paper."""

    class Kind(models.TextChoices):
        PRACTICE = "practice", _("practice")
        FORMAL = "formal", _("formal")

    bank = models.ForeignKey(Bank, on_delete=models.CASCADE, related_name="assessments")
    slug = models.SlugField(max_length=80)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.PRACTICE)
    current = models.ForeignKey("AssessmentVersion", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["bank", "slug"], name="assessment_once_per_bank")]

    def __str__(self) -> str:
        return self.title


class AssessmentVersion(AppendOnly):
    """Which slots an assessment has, and its policy, for ever."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    policy = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=now)

    objects = AppendOnlyQuerySet["AssessmentVersion"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "sha256"], name="assessment_version_once"),
            models.UniqueConstraint(fields=["assessment", "number"], name="assessment_version_number_once"),
        ]


class Slot(AppendOnly):
    """A place in an assessment: an item, at a pinned version or at its latest when the attempt begins."""

    version = models.ForeignKey(AssessmentVersion, on_delete=models.CASCADE, related_name="slots")
    position = models.PositiveSmallIntegerField()
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    pinned = models.ForeignKey(ItemVersion, null=True, on_delete=models.PROTECT, related_name="+")

    objects = AppendOnlyQuerySet["Slot"].as_manager()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["version", "position"], name="slot_once_per_place")]


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def visible_to(self, learner: Learner | None) -> Self:
        """An attempt is its learner's; to anyone else it is not there."""
        return self.filter(learner=learner) if learner else self.none()


class Attempt(models.Model):
    """One sitting of one learner. ``context`` says for whom it counts; ``policy`` is a snapshot taken at its start."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        SUBMITTED = "submitted", _("submitted")
        SUPERSEDED = "superseded", _("superseded by an earlier one of the same person")

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="attempts")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="attempts")
    version = models.ForeignKey(AssessmentVersion, on_delete=models.PROTECT, related_name="attempts")
    context = models.CharField(max_length=80, default=PERSONAL)
    number = models.PositiveIntegerField()
    policy = models.JSONField(default=dict)
    state = models.CharField(max_length=16, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField()
    deadline = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

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
        indexes: ClassVar = [models.Index(fields=["learner", "opened_at"])]

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def tells_at_once(self) -> bool:
        return bool(self.policy.get("feedback", "at-once") == "at-once") or not self.is_open


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
    """One answer as it was given. Insert only; ``seq`` counts the tries in its slot from 1."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="responses")
    slot = models.ForeignKey(AttemptSlot, on_delete=models.CASCADE, related_name="responses")
    seq = models.PositiveIntegerField()
    idempotency_key = models.CharField(max_length=100)
    payload = models.JSONField()
    sha256 = models.CharField(max_length=64)
    confidence = models.CharField(max_length=8, choices=Confidence, blank=True)
    figure_state = models.JSONField(null=True)
    hints = models.PositiveSmallIntegerField(default=0)
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
