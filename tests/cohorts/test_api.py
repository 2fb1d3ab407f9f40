"""The API of cohorts: the same values as the page, in cursor pages, polled by time."""

from datetime import timedelta

import pytest

from overlook.accounts.services import learner_for
from overlook.cohorts.models import Role
from overlook.kit.clock import now
from tests.cohorts.cast import answers, assigned, client_of, person

DAY = timedelta(days=1)


@pytest.fixture
def taught(cohort, essay):
    assigned(cohort)
    for name, age in [("anna", 3), ("ben", 2), ("cleo", 1)]:
        answers(learner_for(person(name, cohort)), "101", at=now() - age * DAY)
    return cohort


def test_the_list_names_the_cohorts_that_one_teaches_and_the_role(taught, owner):
    answer = client_of(owner).get("/api/v1/cohorts").json()
    (row,) = answer["results"]
    assert (row["id"], row["name"], row["role"], row["time_zone"]) == (
        taught.ref,
        "Statistics 2",
        "owner",
        "Europe/Berlin",
    )
    assert client_of(person("dora", taught)).get("/api/v1/cohorts").json()["results"] == []


def test_the_dashboard_is_the_page_as_values(taught, owner):
    body = client_of(owner).get(f"/api/v1/cohorts/{taught.ref}/dashboard").json()
    assert (body["learners"], body["active_this_week"]) == (3, 3)
    first = body["objectives"][0]
    assert (first["slug"], first["learners"], first["first_tries"]) == ("locate-threshold", 3, 9)
    assert first["share"] == pytest.approx(2 / 3)
    assert body["assignments"][0]["not_started"] == 3


def test_learners_come_with_their_standing_and_no_number_without_evidence(taught, owner):
    body = client_of(owner).get(f"/api/v1/cohorts/{taught.ref}/learners").json()
    anna = next(row for row in body["results"] if row["name"] == "Anna")
    cell = anna["objectives"]["locate-threshold"]
    assert cell["evidence"] == 3
    assert cell["estimate"] == pytest.approx(2.5 / 4)
    dora = person("dora", taught)
    answers(learner_for(dora), "1")
    rows = client_of(owner).get(f"/api/v1/cohorts/{taught.ref}/learners").json()["results"]
    assert next(row for row in rows if row["name"] == "Dora")["objectives"]["locate-threshold"]["estimate"] is None


def test_results_are_polled_by_the_last_change_that_one_has(taught, owner):
    client, address = client_of(owner), f"/api/v1/cohorts/{taught.ref}/results"
    rows = client.get(address).json()["results"]
    assert [row["name"] for row in rows] == ["Anna", "Ben", "Cleo"]
    later = client.get(address, {"updated_since": rows[1]["updated_at"]}).json()["results"]
    assert [row["name"] for row in later] == ["Cleo"]
    assert client.get(address, {"updated_since": rows[2]["updated_at"]}).json()["results"] == []


def test_results_come_in_cursor_pages_that_meet_without_gap_or_overlap(taught, owner):
    client, address, names = client_of(owner), f"/api/v1/cohorts/{taught.ref}/results?limit=2", []
    while address:
        page = client.get(address).json()
        names += [row["name"] for row in page["results"]]
        address = page["next"]
    assert names == ["Anna", "Ben", "Cleo"]


def test_a_moment_that_cannot_be_read_is_refused_by_its_name(taught, owner):
    answer = client_of(owner).get(f"/api/v1/cohorts/{taught.ref}/results", {"updated_since": "yesterday"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "updated_since"


def test_an_assistants_results_carry_pseudonyms(taught):
    assistant = client_of(person("assistant", taught, Role.ASSISTANT))
    body = assistant.get(f"/api/v1/cohorts/{taught.ref}/results").json()
    assert all(row["name"].startswith("Learner ") for row in body["results"])
