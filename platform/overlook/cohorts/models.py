"""Teaching: cohorts, who is in them with which role, join codes, assignments, and flags that were dealt with."""

from collections.abc import Iterable
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assessments.engine.papers import Policy
from overlook.accounts.models import Organisation, User
from overlook.kit.clock import now
from overlook.kit.refs import new_ref


class Role(models.TextChoices):
    OWNER = "owner", _("owner")
    INSTRUCTOR = "instructor", _("instructor")
    ASSISTANT = "assistant", _("assistant")
    OBSERVER = "observer", _("observer")
    LEARNER = "learner", _("learner")


# Who may change the cohort and sees names; who sees single learners; who may open the dashboard at all.
TEACHING = (Role.OWNER, Role.INSTRUCTOR)
TUTORING = (*TEACHING, Role.ASSISTANT)
STAFF = (*TUTORING, Role.OBSERVER)


class CohortQuerySet(models.QuerySet["Cohort"]):
    def visible_to(self, user: User) -> Self:
        """Cohorts that ``user`` is in, whatever the role."""
        return self.filter(enrolments__user=user)

    def taught_by(self, user: User, roles: Iterable[Role] = STAFF) -> Self:
        """Cohorts whose dashboard ``user`` may open."""
        return self.filter(enrolments__user=user, enrolments__role__in=list(roles))


class Cohort(models.Model):
    """A group of learners and those who teach it. The thresholds of the dashboard's flags are its own."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="cohorts")
    name = models.CharField(_("name"), max_length=120)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    inactive_days = models.PositiveSmallIntegerField(_("days without an answer while work is due"), default=7)
    wrong_in_a_row = models.PositiveSmallIntegerField(_("wrong answers on one objective without a success"), default=4)
    confident_and_wrong = models.PositiveSmallIntegerField(_("answers that were sure and wrong"), default=3)
    assignments_behind = models.PositiveSmallIntegerField(_("assignments behind the cohort's median"), default=2)
    created_at = models.DateTimeField(default=now)

    objects = CohortQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def seats_of(self, user: User, roles: Iterable[Role]) -> Self:
        return self.filter(user=user, role__in=list(roles)).select_related("cohort__organisation", "user")

    def learning(self) -> Self:
        return self.filter(role=Role.LEARNER)


class Enrolment(models.Model):
    """Somebody's seat in a cohort."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="enrolments")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="enrolments")
    role = models.CharField(max_length=16, choices=Role)
    pseudonym = models.CharField(max_length=40)
    time_multiplier = models.DecimalField(max_digits=4, decimal_places=2, default=1)
    created_at = models.DateTimeField(default=now)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cohort", "user"], name="enrolment_once_per_cohort"),
            models.UniqueConstraint(fields=["cohort", "pseudonym"], name="enrolment_pseudonym_once_per_cohort"),
            models.CheckConstraint(
                condition=Q(time_multiplier__gte=1, time_multiplier__lte=10), name="enrolment_time_multiplier_1_to_10"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["user", "role"])]

    def __str__(self) -> str:
        return self.pseudonym

    @property
    def teaches(self) -> bool:
        return self.role in TEACHING

    @property
    def tutors(self) -> bool:
        return self.role in TUTORING


class JoinCode(models.Model):
    """A word that lets people in, stored as its keyed hash. At most one of a cohort is live."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cohort"], condition=Q(revoked_at=None), name="one_live_code_per_cohort")
        ]

    def __str__(self) -> str:
        return f"code of {self.cohort}"


class JoinTries(models.Model):
    """How often a user tried codes in the present window: the count that the rate limit is taken from."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="join_tries")
    window_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)


class Assignment(models.Model):
    """An essay to be read and answered, or its paper to be taken, by a wall time in the cohort's zone.

    ``policy`` is how a paper is taken, as ``assessments.engine.papers`` reads it; each sitting gets a snapshot. The
    wall times are what the instructor meant; the instants beside them follow from the cohort's zone and its clock
    changes, and are what everything compares with.
    """

    class Kind(models.TextChoices):
        READING = "reading", _("reading")
        PAPER = "paper", _("paper")

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="assignments")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.READING)
    essay = models.SlugField(max_length=80)
    paper = models.SlugField(max_length=100, blank=True)
    policy = models.JSONField(default=dict)
    title = models.CharField(max_length=200)
    opens_wall = models.CharField(max_length=16)
    due_wall = models.CharField(max_length=16)
    closes_wall = models.CharField(max_length=16, blank=True)
    opens_at = models.DateTimeField()
    due_at = models.DateTimeField()
    closes_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        ordering: ClassVar = ["due_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cohort", "essay", "kind"], name="assignment_once_per_essay_and_kind"),
            models.CheckConstraint(condition=Q(due_at__gt=F("opens_at")), name="assignment_due_after_it_opens"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def context(self) -> str:
        """The name under which attempts count for it."""
        return f"assignment:{self.ref}"

    @property
    def rules(self) -> Policy:
        """The policy of a paper, read."""
        return Policy.read(self.policy)

    @property
    def is_paper(self) -> bool:
        return self.kind == self.Kind.PAPER


class Extension(models.Model):
    """More calendar days for one learner and one assignment: the same wall time, so many days later."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="extensions")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="extensions")
    days = models.PositiveSmallIntegerField()
    granted_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    granted_at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assignment", "enrolment"], name="extension_once_per_learner"),
            models.CheckConstraint(condition=Q(days__gte=1, days__lte=366), name="extension_of_1_to_366_days"),
        ]


class FlagSettled(models.Model):
    """That somebody who teaches dealt with a flag: until new evidence, or for some days. Rows are never changed."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="settled_flags")
    reason = models.CharField(max_length=40)
    evidence = models.CharField(max_length=160)
    until = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    settled_at = models.DateTimeField(default=now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["enrolment", "reason"])]


class Board(models.Model):
    """That a cohort has a board of points: an instructor's switch. Without the row there is none."""

    cohort = models.OneToOneField(Cohort, on_delete=models.CASCADE, related_name="board")
    opened_at = models.DateTimeField(default=now)


class BoardSeat(models.Model):
    """That a learner chose to be on the board of their cohort, under their pseudonym there."""

    enrolment = models.OneToOneField(Enrolment, on_delete=models.CASCADE, related_name="board_seat")
    joined_at = models.DateTimeField(default=now)
