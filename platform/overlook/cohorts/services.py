"""Verbs about cohorts: open one, let people in by a code, assign an essay, deal with a flag."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo, available_timezones

from django.db import transaction
from django.db.models import F

from overlook.accounts.models import Membership, Organisation, User
from overlook.accounts.services import learner_for
from overlook.cohorts import deadlines
from overlook.cohorts.codes import digest_of, new_code, pseudonym_of
from overlook.cohorts.models import Assignment, Cohort, Enrolment, FlagSettled, JoinCode, JoinTries, Role
from overlook.kit.errors import Conflict, Invalid, NotFound, TooMany

CODE_DAYS = 30
TRIES = 10
TRIES_WINDOW = timedelta(minutes=10)
SNOOZE = timedelta(days=7)


@transaction.atomic
def create_cohort(*, user: User, name: str, time_zone: str, at: datetime) -> Cohort:
    """Open a cohort that ``user`` owns, in an organisation where they may; the first one brings a personal one."""
    if not name.strip():
        raise Invalid("The cohort was not made.", fields={"name": ["Give the cohort a name."]})
    cohort = Cohort.objects.create(
        organisation=_organisation_of(user, at), name=name.strip()[:120], time_zone=_zone(time_zone), created_at=at
    )
    enrol(cohort=cohort, user=user, role=Role.OWNER, at=at)
    return cohort


def enrol(*, cohort: Cohort, user: User, role: Role, at: datetime) -> Enrolment:
    """Seat ``user`` in ``cohort`` under a pseudonym; somebody who is there already keeps their seat and role."""
    present = Enrolment.objects.filter(cohort=cohort, user=user).first()
    if present is not None:
        return present
    learner_for(user)
    taken = set(Enrolment.objects.filter(cohort=cohort).values_list("pseudonym", flat=True))
    attempt, pseudonym = 0, pseudonym_of(cohort.ref, user.ref)
    while pseudonym in taken:
        attempt += 1
        pseudonym = pseudonym_of(cohort.ref, user.ref, attempt)
    return Enrolment.objects.create(cohort=cohort, user=user, role=role, pseudonym=pseudonym, created_at=at)


@transaction.atomic
def rotate_code(*, cohort: Cohort, at: datetime, days: int = CODE_DAYS) -> str:
    """Make a new join code and revoke the one before. The code is stored as a hash only: show it now."""
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    JoinCode.objects.filter(cohort=cohort, revoked_at=None).update(revoked_at=at)
    code = new_code()
    expires = at + timedelta(days=days)
    JoinCode.objects.create(cohort=cohort, digest=digest_of(code), expires_at=expires, created_at=at)
    return code


def revoke_code(*, cohort: Cohort, at: datetime) -> None:
    """Let nobody in any more by the present code; who is in stays in."""
    JoinCode.objects.filter(cohort=cohort, revoked_at=None).update(revoked_at=at)


def join_cohort(*, user: User, code: str, at: datetime) -> Enrolment:
    """Take a seat as a learner.

    Raises
    ------
    TooMany
        More than ten tries in ten minutes; the count is taken before anything else, and a refusal keeps it.
    NotFound
        Unknown, expired or revoked: not told apart, so that codes cannot be probed.
    """
    _count_try(user, at)
    with transaction.atomic():
        live = JoinCode.objects.filter(digest=digest_of(code), revoked_at=None, expires_at__gt=at)
        found = live.select_related("cohort").first()
        if found is None:
            raise NotFound(
                "No cohort takes this code: mistyped, expired or replaced. Ask your instructor for the new one.",
                code="code-unknown",
            )
        return enrol(cohort=found.cohort, user=user, role=Role.LEARNER, at=at)


@transaction.atomic
def assign_essay(
    *, cohort: Cohort, essay: str, title: str, opens: datetime, due: datetime, closes: datetime | None, at: datetime
) -> Assignment:
    """Assign an essay. ``opens``, ``due`` and ``closes`` are naive wall times in the cohort's zone."""
    if Assignment.objects.filter(cohort=cohort, essay=essay, kind=Assignment.Kind.READING).exists():
        raise Conflict("This essay is already assigned to this cohort. Withdraw it first to assign it anew.")
    assignment = Assignment(cohort=cohort, essay=essay, title=title[:200], created_at=at)
    deadlines.set_walls(assignment, opens=opens, due=due, closes=closes)
    assignment.save()
    return assignment


def withdraw_assignment(*, cohort: Cohort, ref: str) -> None:
    """Take an assignment back. What was read and answered stays with the learners."""
    gone, _by_model = Assignment.objects.filter(cohort=cohort, ref=ref).delete()
    if not gone:
        raise NotFound("There is no such assignment in this cohort.")


@transaction.atomic
def change_cohort(*, cohort: Cohort, name: str, time_zone: str, thresholds: Mapping[str, int], at: datetime) -> Cohort:
    """Rename, move to another zone (wall times stay, their instants move), set the thresholds of the flags."""
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    if not name.strip():
        raise Invalid("Not saved.", fields={"name": ["Give the cohort a name."]})
    cohort.name, cohort.time_zone = name.strip()[:120], _zone(time_zone)
    for threshold, value in thresholds.items():
        if not 1 <= value <= 365:
            raise Invalid("Not saved.", fields={threshold: ["Choose a whole number from 1 to 365."]})
        setattr(cohort, threshold, value)
    cohort.save()
    deadlines.follow_zone(cohort, at=at)
    return cohort


@transaction.atomic
def change_enrolment(*, enrolment: Enrolment, role: Role, time_multiplier: Decimal, at: datetime) -> Enrolment:
    """Give somebody another role or more time, also in what is under way. The last owner stays one."""
    if not 1 <= time_multiplier <= 10:
        raise Invalid("Not saved.", fields={"time_multiplier": ["Choose a number from 1 to 10."]})
    if role != Role.OWNER:
        _keep_an_owner(enrolment)
    enrolment.role, enrolment.time_multiplier = role, time_multiplier
    enrolment.save(update_fields=["role", "time_multiplier"])
    deadlines.push_to(enrolment, at=at)
    return enrolment


@transaction.atomic
def remove_enrolment(*, enrolment: Enrolment) -> None:
    """Take somebody out of a cohort. Their record is theirs and stays; the cohort no longer sees it."""
    _keep_an_owner(enrolment)
    enrolment.delete()


def settle_flag(
    *, enrolment: Enrolment, reason: str, evidence: str, snooze: bool, by: User, at: datetime
) -> FlagSettled:
    """Acknowledge a flag (it returns with new evidence) or snooze it (it returns after seven days)."""
    return FlagSettled.objects.create(
        enrolment=enrolment,
        reason=reason[:40],
        evidence=evidence[:160],
        until=at + SNOOZE if snooze else None,
        settled_by=by,
        settled_at=at,
    )


def _organisation_of(user: User, at: datetime) -> Organisation:
    membership = Membership.objects.filter(user=user).select_related("organisation").order_by("id").first()
    if membership is not None:
        return membership.organisation
    organisation = Organisation.objects.create(name=user.get_short_name()[:120], created_at=at)
    Membership.objects.create(organisation=organisation, user=user, role=Membership.Role.OWNER, created_at=at)
    return organisation


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise Invalid("Not saved.", fields={"time_zone": ["Choose a place from the list."]})
    return str(ZoneInfo(name))


def _keep_an_owner(enrolment: Enrolment) -> None:
    if enrolment.role != Role.OWNER:
        return
    owners = Enrolment.objects.select_for_update().filter(cohort=enrolment.cohort_id, role=Role.OWNER)
    if owners.count() <= 1:
        raise Conflict("A cohort keeps at least one owner. Make somebody else an owner first.")


def _count_try(user: User, at: datetime) -> None:
    """Count one try in the database, in one statement, and refuse when the window is full."""
    JoinTries.objects.get_or_create(user=user, defaults={"window_at": at})
    own = JoinTries.objects.filter(user=user)
    if own.filter(window_at__lte=at - TRIES_WINDOW).update(window_at=at, count=1):
        return
    if not own.filter(count__lt=TRIES).update(count=F("count") + 1):
        raise TooMany(
            "That were ten codes in ten minutes. Wait a little, and check the code with your instructor.",
            retry_after=int(TRIES_WINDOW.total_seconds()),
        )
