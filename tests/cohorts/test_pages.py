"""The cohort pages in a browser without JavaScript: make, join, assign, look, leave."""

import re

import pytest

from overlook.cohorts import services
from overlook.cohorts.models import Assignment, Cohort, Enrolment, JoinCode, Role
from overlook.kit.clock import now
from tests.accounts.cast import found
from tests.cohorts.cast import NOON, assigned, client_of, person, reads, seat_in


def test_somebody_makes_a_cohort_and_a_learner_joins_it_by_its_code(essay):
    teacher, learner = client_of(person("teacher")), client_of(person("learner"))
    made = teacher.post("/cohorts", {"name": "Statistics 2", "time_zone": "Europe/Berlin"})
    cohort = Cohort.objects.get()
    assert made.headers["Location"] == f"/cohort/{cohort.ref}/settings"
    shown = teacher.post(f"/cohort/{cohort.ref}/code").content.decode()
    code = found(r"<strong>([0-9a-z]{4}-[0-9a-z]{4})</strong>", shown)
    assert code not in teacher.get(made.headers["Location"]).content.decode()
    joined = learner.post("/cohorts/join", {"code": code}, follow=True)
    assert joined.redirect_chain == [(f"/cohort/{cohort.ref}", 302)]
    assert "Nothing is assigned yet." in joined.content.decode()
    assert "Learners" in teacher.get(f"/cohort/{cohort.ref}").content.decode()


def test_a_wrong_code_is_answered_at_its_field_and_the_form_keeps_what_was_typed(essay):
    answer = client_of(person("learner")).post("/cohorts/join", {"code": "abcd-efgh"})
    body = answer.content.decode()
    assert answer.status_code == 404
    assert "No cohort takes this code" in body
    assert 'value="abcd-efgh"' in body
    assert not Enrolment.objects.exists()


def test_an_essay_is_assigned_with_a_due_date_in_the_cohorts_zone(cohort, owner):
    client = client_of(owner)
    body = {"essay": "double-descent", "opens": "2026-10-01T08:00", "due": "2026-10-25T23:59"}
    assert client.post(f"/cohort/{cohort.ref}/assignments", body).status_code == 302
    assignment = Assignment.objects.get()
    assert assignment.title == "Double descent"
    assert f"{assignment.due_at:%Y-%m-%dT%H:%M}" == "2026-10-25T22:59"
    assert "Sun 25 Oct 2026, 23:59" in client.get(f"/cohort/{cohort.ref}/settings").content.decode()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"due": "2026-09-01T08:00"}, "The due date must lie after the opening."),
        ({"due": "tomorrow"}, "Write a date and a time"),
        ({"due": "2026-10-25T23:59+02:00"}, "without a zone"),
        ({"due": "0001-01-01T00:00"}, "without a zone"),
        ({"essay": "unknown"}, "unknown is not one of the available choices"),
        ({"closes": "2026-10-02T00:00"}, "The closing cannot lie before the due date."),
    ],
)
def test_what_is_wrong_with_an_assignment_is_said_at_its_field(cohort, owner, change, sentence):
    body = {"essay": "double-descent", "opens": "2026-10-01T08:00", "due": "2026-10-25T23:59", **change}
    answer = client_of(owner).post(f"/cohort/{cohort.ref}/assignments", body)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Assignment.objects.exists()


def test_a_learner_sees_what_is_due_and_who_sees_what(cohort, essay):
    assigned(cohort, due=-1)
    anna, ben = person("anna", cohort), person("ben", cohort)
    reads(anna, essay, completed=now())
    pages = {
        who: client_of(user).get(f"/cohort/{cohort.ref}").content.decode() for who, user in [("a", anna), ("b", ben)]
    }
    assert "finished late" in pages["a"]
    assert "overdue" in pages["b"]
    assert seat_in(cohort, ben).pseudonym in pages["b"]
    assert "Anna" not in pages["b"]


def test_leaving_takes_the_seat_and_keeps_the_record(cohort):
    anna = person("anna", cohort)
    learner = anna.learner
    assert client_of(anna).post(f"/cohort/{cohort.ref}/leave").status_code == 302
    assert not Enrolment.objects.filter(user=anna).exists()
    learner.refresh_from_db()
    assert learner.user == anna


def test_a_revoked_code_is_gone_from_the_settings(cohort, owner):
    services.rotate_code(cohort=cohort, at=now())
    client = client_of(owner)
    assert "A code is live until" in client.get(f"/cohort/{cohort.ref}/settings").content.decode()
    client.post(f"/cohort/{cohort.ref}/code/revoke")
    assert "nobody can join" in client.get(f"/cohort/{cohort.ref}/settings").content.decode()
    assert JoinCode.objects.get().revoked_at is not None


def test_an_empty_dashboard_says_what_to_do_next(cohort, owner):
    body = client_of(owner).get(f"/cohort/{cohort.ref}").content.decode()
    assert "Nothing is assigned yet" in body
    assigned(cohort)
    assert "There are no learners yet." in client_of(owner).get(f"/cohort/{cohort.ref}").content.decode()


def test_no_page_carries_inline_style_or_script(cohort, owner, essay):
    assigned(cohort)
    anna = person("anna", cohort)
    client = client_of(owner)
    for address in ("", "/learners", "/settings", f"/learners/{seat_in(cohort, anna).ref}"):
        body = client.get(f"/cohort/{cohort.ref}{address}").content.decode()
        assert " style=" not in body
        assert not re.search(r"<script(?![^>]*(src=|application/json))", body)
        assert " on" + "click" not in body


def test_the_list_shows_the_cohorts_that_one_teaches_first(cohort, owner):
    services.create_cohort(user=owner, name="Algebra", time_zone="UTC", at=NOON)
    other = services.create_cohort(user=person("x"), name="Aardvarks", time_zone="UTC", at=NOON)
    services.enrol(cohort=other, user=owner, role=Role.LEARNER, at=NOON)
    body = client_of(owner).get("/cohorts").content.decode()
    assert body.index("Algebra") < body.index("Statistics 2") < body.index("Aardvarks")
