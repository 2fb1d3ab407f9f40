"""The grade table: the same values on the page, in the CSV and in the API; set by hand, and by nobody unseen."""

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments import services as asking
from assessments.models import Grade, GradeRevision
from assessments.simulated import possible_answers
from overlook.accounts.models import User
from overlook.accounts.services import learner_for
from overlook.accounts.tokens import issue_token
from overlook.cohorts.models import Assignment, Cohort, Role
from overlook.kit.clock import now
from tests.cohorts.cast import NOON, assigned, assigned_paper, client_of, person, publish_questions, seat_in

pytestmark = pytest.mark.django_db

# Of the eleven questions that count, one is answered rightly.
ONE = Decimal("0.090909")


@pytest.fixture
def essay_due(cohort: Cohort) -> Assignment:
    publish_questions()
    return assigned(cohort)


@pytest.fixture
def anna(cohort: Cohort, essay_due: Assignment) -> User:
    """A learner who answered one question of the assigned essay rightly."""
    user = person("anna", cohort)
    practise(user)
    return user


def practise(user: User, item: str = "the-threshold") -> None:
    asking.answer_item(
        learner=learner_for(user),
        bank="double-descent",
        item_id=item,
        payload=possible_answers("double-descent", item)[0].fields,
        idempotency_key=item,
        at=NOON,
    )


@pytest.fixture
def cell(cohort: Cohort, essay_due: Assignment, anna: User) -> str:
    return f"/cohort/{cohort.ref}/grades/{essay_due.ref}/{seat_in(cohort, anna).ref}"


@pytest.fixture
def api_cell(cohort: Cohort, essay_due: Assignment, anna: User) -> str:
    seat = seat_in(cohort, anna).ref
    return f"/api/v1/cohorts/{cohort.ref}/assignments/{essay_due.ref}/learners/{seat}/grade"


@pytest.fixture
def teacher(owner: User) -> Client:
    return client_of(owner)


def put(client: Client, address: str, grade: str | None, if_match: str | None, note: str = "Oral.") -> Any:
    headers = {} if if_match is None else {"If-Match": if_match}
    return client.put(address, {"grade": grade, "note": note}, content_type="application/json", headers=headers)


def test_the_table_has_what_the_answers_give_and_a_dash_where_there_are_none(cohort, anna, teacher):
    person("ben", cohort)
    page = teacher.get(f"/cohort/{cohort.ref}/grades").content.decode()
    assert "Anna, Double descent: 9.1 %" in page
    assert "Ben, Double descent: – nothing to grade yet" in page


def test_page_csv_and_api_say_the_same(cohort, anna, essay_due, teacher, cell, api_cell):
    put(teacher, api_cell, "0.875", '"0"')
    assert "87.5 %" in teacher.get(f"/cohort/{cohort.ref}/grades").content.decode()
    (row,) = csv.DictReader(io.StringIO(teacher.get(f"/cohort/{cohort.ref}/grades.csv").content.decode()))
    assert row == {
        "learner": "Anna",
        "email": "anna@example.org",
        "Double descent: grade": "0.8750",
        "Double descent: computed": "0.0909",
        "Double descent: set by hand": "0.8750",
    }
    (told,) = teacher.get(f"/api/v1/cohorts/{cohort.ref}/grades").json()["results"]
    assert (told["assignment"], told["learner"]) == (essay_due.ref, seat_in(cohort, anna).ref)
    assert (told["grade"], told["computed"], told["override"], told["etag"]) == (
        "0.875000",
        "0.090909",
        "0.875000",
        '"1"',
    )


def test_a_formula_in_a_name_is_not_run_by_a_spreadsheet(cohort, anna, teacher):
    User.objects.filter(pk=anna.pk).update(name="=HYPERLINK(1)")
    text = teacher.get(f"/cohort/{cohort.ref}/grades.csv").content.decode()
    assert "'=HYPERLINK(1)" in text


@pytest.mark.parametrize("learners", [1, 60])
def test_the_table_takes_at_most_ten_queries_whatever_its_size(cohort, essay_due, teacher, learners):
    assigned_paper(cohort)
    for number in range(learners):
        user = person(f"learner{number}", cohort)
        if number < 3:
            practise(user)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = teacher.get(f"/cohort/{cohort.ref}/grades")
    assert page.status_code == 200
    assert len(queries) <= 10
    with CaptureQueriesContext(connection) as queries:
        teacher.get(f"/cohort/{cohort.ref}/grades.csv")
    assert len(queries) <= 10


def test_fifty_learners_make_a_page_and_a_column_sorts_lowest_first(cohort, essay_due, teacher):
    for number in range(52):
        person(f"learner{number:02}", cohort)
    practise(User.objects.get(email="learner07@example.org"))
    address = f"/cohort/{cohort.ref}/grades"
    assert teacher.get(address).content.decode().count('<th scope="row">') == 50
    second = teacher.get(f"{address}?page=2&sort={essay_due.ref}").content.decode()
    assert second.count('<th scope="row">') == 2
    assert "Learner07" in second
    for nonsense in ("?page=0", "?page=99", "?page=-1", "?page=x", "?sort=nothing", "?page=9999999"):
        assert teacher.get(address + nonsense).status_code == 200


def test_a_grade_is_set_in_the_form_and_lifted_again(cohort, anna, teacher, owner, cell):
    assert teacher.post(cell, {"value": "87,5 %", "note": "An oral answer.", "seen": "0"}).status_code == 302
    grade = Grade.objects.get(context__startswith="assignment:")
    assert (grade.computed, grade.override, grade.revision) == (ONE, Decimal("0.875"), 1)
    page = teacher.get(cell).content.decode()
    assert "An oral answer." in page
    assert "Owner" in page
    assert 'name="seen" value="1"' in page
    assert teacher.post(cell, {"lift": "1", "note": "A mistake.", "seen": "1"}).status_code == 302
    grade.refresh_from_db()
    assert (grade.effective, grade.revision) == (ONE, 2)
    history = teacher.get(cell).content.decode()
    assert all(said in history for said in ("An oral answer.", "A mistake.", "set by hand no more", "answers"))
    assert GradeRevision.objects.count() == 3


def test_a_form_made_from_an_old_revision_changes_nothing_and_keeps_what_was_typed(teacher, cell, api_cell):
    put(teacher, api_cell, "0.5", '"0"')
    answer = teacher.post(cell, {"value": "90", "note": "Mine.", "seen": "0"})
    page = answer.content.decode()
    assert answer.status_code == 412
    assert "has changed since you opened it" in page
    assert "Now it is 50.0 %." in page
    assert 'value="90"' in page
    assert 'name="seen" value="1"' in page
    assert Grade.objects.get(context__startswith="assignment:").override == Decimal("0.5")


def test_a_form_that_does_not_say_what_was_seen_is_428(teacher, cell):
    answer = teacher.post(cell, {"value": "90", "note": "Mine."})
    assert answer.status_code == 428
    assert "did not say which grade" in answer.content.decode()
    assert not Grade.objects.filter(context__startswith="assignment:").exists()


@pytest.mark.parametrize("value", ["", "101", "-1", "ninety", "NaN", "1e5", "87.55555"])
def test_what_is_no_grade_is_refused_beside_its_field(teacher, cell, value):
    answer = teacher.post(cell, {"value": value, "note": "So.", "seen": "0"})
    assert answer.status_code == 422
    assert "from 0 to 100" in answer.content.decode()


def test_a_grade_without_a_reason_is_refused(teacher, cell):
    answer = teacher.post(cell, {"value": "50", "note": " ", "seen": "0"})
    assert answer.status_code == 422
    assert "Say why" in answer.content.decode()


def test_the_api_asks_for_if_match_and_loses_no_update(teacher, api_cell):
    told = teacher.get(api_cell)
    assert (told["ETag"], told.json()["etag"], told.json()["history"][0]["cause"]) == ('"0"', '"0"', "answer")
    assert put(teacher, api_cell, "0.5", None).status_code == 428
    assert put(teacher, api_cell, "0.5", "*").status_code == 422
    first = put(teacher, api_cell, "0.5", 'W/"0"')
    assert (first.status_code, first["ETag"], first.json()["grade"]) == (200, '"1"', "0.500000")
    second = put(teacher, api_cell, "0.9", '"0"')
    assert (second.status_code, second.json()["code"]) == (412, "not-as-seen")
    assert put(teacher, api_cell, None, '"1"', "Lifted.").json()["grade"] == "0.090909"


@pytest.mark.parametrize(
    ("grade", "note", "field"), [("1.5", "So.", "grade"), ("x", "So.", "grade"), ("1", "", "note")]
)
def test_the_api_names_the_field_that_is_wrong(teacher, api_cell, grade, note, field):
    answer = put(teacher, api_cell, grade, '"0"', note)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_an_assistant_sees_pseudonyms_and_sets_nothing(cohort, cast, anna, cell, api_cell, teacher):
    put(teacher, api_cell, "0.5", '"0"')
    assistant = client_of(cast["assistant"])
    for address in (cell, f"/cohort/{cohort.ref}/grades", f"/cohort/{cohort.ref}/grades.csv"):
        text = assistant.get(address).content.decode()
        assert seat_in(cohort, anna).pseudonym in text
        assert "Anna" not in text
        assert "anna@example.org" not in text
    assert assistant.get(api_cell).json()["history"][0]["by"] == ""
    assert put(assistant, api_cell, "0.9", '"1"').status_code == 404


def test_a_paper_is_a_column_of_its_own(cohort, anna, teacher):
    due = assigned_paper(cohort)
    paper = asking.publish_paper(slug="double-descent", questions="all", at=NOON)
    attempt = asking.open_attempt(
        learner=learner_for(anna), assessment=paper, context=due.context, policy=due.policy, at=NOON
    )
    before = teacher.get(f"/cohort/{cohort.ref}/grades").content.decode()
    assert "Anna, Double descent: – nothing to grade yet" in before
    asking.submit_attempt(attempt=attempt, at=NOON)
    page = teacher.get(f"/cohort/{cohort.ref}/grades").content.decode()
    assert "Anna, Double descent: 0.0 %" in page
    assert "Anna, Double descent: 9.1 %" in page


def test_the_feed_gives_what_changed_since_page_by_page(cohort, anna, essay_due, teacher):
    for name in ("ben", "cleo"):
        practise(person(name, cohort))
    address = f"/api/v1/cohorts/{cohort.ref}/grades"
    first = teacher.get(address, {"limit": 2}).json()
    rest = teacher.get(first["next"]).json()
    assert [len(first["results"]), len(rest["results"]), rest["next"]] == [2, 1, None]
    last = rest["results"][-1]["updated_at"]
    assert teacher.get(address, {"updated_since": last}).json()["results"] == []
    assert teacher.get(address, {"updated_since": "yesterday"}).status_code == 422


def test_a_token_sets_a_grade_only_with_the_scope_for_it(cohort, owner, api_cell):
    for scopes, status in ((["cohorts.read"], 403), (["cohorts.read", "write"], 403), (["cohorts.write"], 200)):
        _token, secret = issue_token(user=owner, name="t", scopes=scopes, days=1, at=now())
        answer = client_of(None).put(
            api_cell,
            {"grade": "0.5", "note": "So."},
            content_type="application/json",
            headers={"Authorization": f"Bearer {secret}", "If-Match": '"0"'},
        )
        assert answer.status_code == status


def test_somebody_elses_seat_or_assignment_is_not_there(cohort, anna, teacher, cell, essay_due):
    staff = seat_in(cohort, person("iris", cohort, Role.INSTRUCTOR)).ref
    for address in (cell[:-3] + "xyz", f"/cohort/{cohort.ref}/grades/nothing/{seat_in(cohort, anna).ref}"):
        assert teacher.get(address).status_code == 404
    assert teacher.get(f"/cohort/{cohort.ref}/grades/{essay_due.ref}/{staff}").status_code == 404
