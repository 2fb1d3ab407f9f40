"""Banks, items and assessments: what is asked, as immutable versions."""

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from overlook.accounts.models import Organisation, User
from overlook.kit.append_only import AppendOnly, AppendOnlyQuerySet
from overlook.kit.clock import now


class BankQuerySet(models.QuerySet["Bank"]):
    def public(self) -> Self:
        """Banks of the essays, open to everybody."""
        return self.filter(organisation=None)

    def owned_by(self, user: User) -> Self:
        """Banks whose past ``user`` may mend: those of their organisations; the essays' are the site's staff's."""
        theirs = models.Q(organisation__memberships__user=user)
        if user.is_staff:
            theirs |= models.Q(organisation=None)
        return self.filter(theirs).distinct()


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
