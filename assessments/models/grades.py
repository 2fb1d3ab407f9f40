"""What the log comes to: grades with their whole history, regrades, and what is to be told to other systems."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.models.attempts import PERSONAL
from assessments.models.content import Assessment, Item, ItemVersion
from overlook.accounts.models import Learner, User
from overlook.kit.append_only import AppendOnly, AppendOnlyQuerySet
from overlook.kit.refs import new_ref

NOTE_LENGTH = 500


class Regrade(AppendOnly):
    """That answers to one version of an item were scored anew, why and by whom. The scores themselves name it.

    ``scope`` lists the contexts that it was for; empty, it was for all. ``may_lower`` says that somebody agreed to
    grades falling. ``sha256`` is that of the table that was agreed to.
    """

    class Policy(models.TextChoices):
        BEST = "best-of", _("the better of both scores")
        REPLACE = "replace", _("the new score, even if it is lower")
        FULL = "full-credit", _("full credit for every answer")
        DROP = "drop", _("leave the question out")

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="regrades")
    from_version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    to_version = models.ForeignKey(ItemVersion, null=True, on_delete=models.PROTECT, related_name="+")
    policy = models.CharField(max_length=16, choices=Policy)
    scope = models.JSONField(default=list)
    may_lower = models.BooleanField(default=False)
    note = models.CharField(max_length=NOTE_LENGTH)
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Regrade"].as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["item", "at"])]

    def __str__(self) -> str:
        return f"regrade {self.ref}"


class RegradeUndo(AppendOnly):
    """That a regrade was taken back: its scores stay, and newer ones say again what was before."""

    regrade = models.OneToOneField(Regrade, on_delete=models.PROTECT, related_name="undo")
    note = models.CharField(max_length=NOTE_LENGTH, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["RegradeUndo"].as_manager()


class Grade(models.Model):
    """What one learner has in one context: what the log gives, and what a person set instead.

    ``pool`` is the context of the attempts that it is computed from: its own, or for an essay that a cohort assigns
    the learner's own practice. ``revision`` grows by one with every change; each is kept in `GradeRevision`.
    ``computed`` is None where there is nothing to grade yet, which is not 0.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="grades")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="grades")
    context = models.CharField(max_length=80, default=PERSONAL)
    pool = models.CharField(max_length=80, default=PERSONAL)
    computed = models.DecimalField(max_digits=7, decimal_places=6, null=True)
    override = models.DecimalField(max_digits=7, decimal_places=6, null=True)
    revision = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["learner", "assessment", "context"], name="grade_once_per_context"),
            models.CheckConstraint(
                condition=models.Q(override=None) | models.Q(override__gte=0, override__lte=1), name="override_0_to_1"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["context", "changed_at"])]

    @property
    def effective(self) -> Decimal | None:
        """What counts: what was set by hand, else what the log gives."""
        return self.computed if self.override is None else self.override


class GradeRevision(AppendOnly):
    """One change of a grade: what it was then, why, and who did it."""

    class Cause(models.TextChoices):
        ANSWER = "answer", _("answers")
        HANDED_IN = "handed-in", _("handed in")
        REGRADE = "regrade", _("regrade")
        UNDO = "undo", _("regrade taken back")
        OVERRIDE = "override", _("set by hand")
        LIFTED = "lifted", _("set by hand no more")
        CLAIM = "claim", _("answers from before signing in")

    grade = models.ForeignKey(Grade, on_delete=models.CASCADE, related_name="revisions")
    revision = models.PositiveIntegerField()
    computed = models.DecimalField(max_digits=7, decimal_places=6, null=True)
    override = models.DecimalField(max_digits=7, decimal_places=6, null=True)
    cause = models.CharField(max_length=16, choices=Cause)
    regrade = models.ForeignKey(Regrade, null=True, on_delete=models.PROTECT, related_name="revisions")
    note = models.CharField(max_length=NOTE_LENGTH, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["GradeRevision"].as_manager()

    class Meta:
        ordering: ClassVar = ["revision"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["grade", "revision"], name="grade_revision_once")]

    @property
    def effective(self) -> Decimal | None:
        return self.computed if self.override is None else self.override


class LineItem(models.Model):
    """That another system keeps a column for one context, and is to be told each grade in it."""

    context = models.CharField(max_length=80)
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="line_items")
    address = models.CharField(max_length=500)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["context", "assessment", "address"], name="line_item_once")
        ]


class Outbox(models.Model):
    """What is to be told to somebody outside, written in the transaction of what happened; once per dedupe key."""

    dedupe = models.CharField(max_length=160, unique=True)
    kind = models.CharField(max_length=40)
    learner = models.ForeignKey(Learner, null=True, on_delete=models.CASCADE, related_name="+")
    payload = models.JSONField()
    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["at"], condition=models.Q(sent_at=None), name="outbox_waiting")]
