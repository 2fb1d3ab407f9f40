"""Verbs about cohorts: seats, codes, assignments, and what is refused."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from overlook.accounts.models import Membership, Organisation, User
from overlook.cohorts import services
from overlook.cohorts.models import Assignment, Cohort, Enrolment, JoinCode, Role
from overlook.kit.errors import Conflict, Invalid, NotFound, TooMany
from tests.cohorts.cast import NOON, person, seat_in

WALL = datetime(2026, 3, 20, 23, 59)  # noqa: DTZ001  wall time


def test_the_first_cohort_brings_a_personal_organisation_and_the_second_stays_in_it(owner: User) -> None:
    first = services.create_cohort(user=owner, name="One", time_zone="UTC", at=NOON)
    second = services.create_cohort(user=owner, name="Two", time_zone="UTC", at=NOON)
    assert first.organisation == second.organisation
    assert Organisation.objects.count() == 1
    assert Membership.objects.get().role == "owner"
    assert seat_in(first, owner).role == Role.OWNER


@pytest.mark.parametrize(("name", "zone", "field"), [("  ", "UTC", "name"), ("One", "Mars/Olympus", "time_zone")])
def test_a_cohort_needs_a_name_and_a_place_that_exists(owner: User, name: str, zone: str, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        services.create_cohort(user=owner, name=name, time_zone=zone, at=NOON)
    assert list(refusal.value.fields) == [field]
    assert not Cohort.objects.exists()
    assert not Organisation.objects.exists()


def test_a_code_lets_in_however_it_is_typed_and_is_stored_as_a_hash_only(cohort: Cohort) -> None:
    code = services.rotate_code(cohort=cohort, at=NOON)
    seat = services.join_cohort(user=person("anna"), code=f" {code.upper().replace('-', ' ')} ", at=NOON)
    assert (seat.cohort, seat.role) == (cohort, Role.LEARNER)
    stored = JoinCode.objects.get()
    assert code not in str(vars(stored))
    assert code.replace("-", "") not in str(vars(stored))


def test_an_old_a_revoked_and_an_expired_code_are_refused_alike(cohort: Cohort) -> None:
    old = services.rotate_code(cohort=cohort, at=NOON)
    present = services.rotate_code(cohort=cohort, at=NOON)
    anna = person("anna")
    refusals = set()
    for code, at in [(old, NOON), ("zzzz-zzzz", NOON), (present, NOON + timedelta(days=30))]:
        with pytest.raises(NotFound) as refusal:
            services.join_cohort(user=anna, code=code, at=at)
        refusals.add((refusal.value.message, refusal.value.error_code))
    services.revoke_code(cohort=cohort, at=NOON)
    with pytest.raises(NotFound) as refusal:
        services.join_cohort(user=anna, code=present, at=NOON)
    refusals.add((refusal.value.message, refusal.value.error_code))
    assert len(refusals) == 1
    assert not Enrolment.objects.filter(user=anna).exists()


def test_joining_twice_keeps_the_seat_and_never_lowers_a_role(cohort: Cohort, owner: User) -> None:
    code = services.rotate_code(cohort=cohort, at=NOON)
    anna = person("anna")
    first = services.join_cohort(user=anna, code=code, at=NOON)
    assert services.join_cohort(user=anna, code=code, at=NOON) == first
    assert services.join_cohort(user=owner, code=code, at=NOON).role == Role.OWNER


def test_the_eleventh_code_in_ten_minutes_is_refused_even_if_it_is_right(cohort: Cohort) -> None:
    code = services.rotate_code(cohort=cohort, at=NOON)
    anna = person("anna")
    for _ in range(10):
        with pytest.raises(NotFound):
            services.join_cohort(user=anna, code="wrong", at=NOON)
    with pytest.raises(TooMany) as refusal:
        services.join_cohort(user=anna, code=code, at=NOON + timedelta(minutes=9))
    assert refusal.value.retry_after == 600
    assert services.join_cohort(user=anna, code=code, at=NOON + timedelta(minutes=10)).cohort == cohort


def test_pseudonyms_are_stable_within_a_cohort_and_differ_between_cohorts(cohort: Cohort, owner: User) -> None:
    anna = person("anna", cohort)
    other = services.create_cohort(user=owner, name="Other", time_zone="UTC", at=NOON)
    here = seat_in(cohort, anna).pseudonym
    there = services.enrol(cohort=other, user=anna, role=Role.LEARNER, at=NOON).pseudonym
    assert here != there
    seat_in(cohort, anna).delete()
    assert services.enrol(cohort=cohort, user=anna, role=Role.LEARNER, at=NOON).pseudonym == here


def test_a_due_date_is_wall_time_in_the_cohorts_zone(cohort: Cohort) -> None:
    assignment = services.assign_essay(
        cohort=cohort, essay="double-descent", title="D", opens=WALL, due=WALL + timedelta(days=9), closes=None, at=NOON
    )
    assert assignment.due_wall == "2026-03-29T23:59"
    assert assignment.due_at == datetime(2026, 3, 29, 21, 59, tzinfo=UTC)
    assert assignment.due_at - assignment.opens_at == timedelta(days=9, hours=-1)


def test_moving_a_cohort_keeps_the_wall_times_and_moves_the_instants(cohort: Cohort) -> None:
    services.assign_essay(
        cohort=cohort, essay="double-descent", title="D", opens=WALL, due=WALL + timedelta(days=1), closes=None, at=NOON
    )
    services.change_cohort(
        cohort=cohort, name="S", time_zone="America/New_York", thresholds={"inactive_days": 3}, at=NOON
    )
    assignment = Assignment.objects.get()
    assert assignment.due_wall == "2026-03-21T23:59"
    assert assignment.due_at == datetime(2026, 3, 22, 3, 59, tzinfo=UTC)
    assert Cohort.objects.get().inactive_days == 3


@pytest.mark.parametrize(
    ("due", "closes", "field"),
    [(timedelta(0), None, "due"), (timedelta(days=2), timedelta(days=1), "closes")],
)
def test_an_assignment_falls_due_after_it_opens_and_closes_no_earlier(cohort, due, closes, field) -> None:
    with pytest.raises(Invalid) as refusal:
        services.assign_essay(
            cohort=cohort,
            essay="double-descent",
            title="D",
            opens=WALL,
            due=WALL + due,
            closes=closes and WALL + closes,
            at=NOON,
        )
    assert list(refusal.value.fields) == [field]
    assert not Assignment.objects.exists()


def test_the_same_essay_is_not_assigned_twice(cohort: Cohort) -> None:
    def assign() -> None:
        services.assign_essay(
            cohort=cohort, essay="e", title="E", opens=WALL, due=WALL + timedelta(days=1), closes=None, at=NOON
        )

    assign()
    with pytest.raises(Conflict):
        assign()
    assert Assignment.objects.count() == 1


def test_the_last_owner_stays_an_owner(cohort: Cohort, owner: User) -> None:
    seat = seat_in(cohort, owner)
    with pytest.raises(Conflict):
        services.change_enrolment(enrolment=seat, role=Role.LEARNER, time_multiplier=Decimal(1), at=NOON)
    with pytest.raises(Conflict):
        services.remove_enrolment(enrolment=seat)
    person("second", cohort, Role.OWNER)
    services.remove_enrolment(enrolment=seat)
    assert Enrolment.objects.filter(cohort=cohort, role=Role.OWNER).count() == 1


@pytest.mark.parametrize("multiplier", ["0.5", "11"])
def test_a_time_multiplier_lies_between_one_and_ten(cohort: Cohort, multiplier: str) -> None:
    seat = seat_in(cohort, person("anna", cohort))
    with pytest.raises(Invalid):
        services.change_enrolment(enrolment=seat, role=Role.LEARNER, time_multiplier=Decimal(multiplier), at=NOON)
    seat.refresh_from_db()
    assert seat.time_multiplier == 1
