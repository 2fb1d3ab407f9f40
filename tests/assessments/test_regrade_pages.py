"""The regrade pages and their API: a dry run, an agreement to what was seen, an undo; for the owner of a bank only."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from assessments.models import Bank, Grade, Item, Regrade, RegradeUndo, Response
from overlook.accounts.models import Membership, Organisation, User
from tests.assessments.conftest import raw_bank
from tests.assessments.test_regrading import Class, grades, miskeyed, publish

pytestmark = pytest.mark.django_db

PAGE = "/banks/dd/regrade/the-threshold"
API = "/api/v1/banks/dd/regrades"
ASK = {"seen": "2", "policy": "best-of", "mended": "1"}


@pytest.fixture
def room(bank) -> Class:
    """Three who sat the mis-keyed paper; the key lies right in version 1, which is the present one again."""
    publish(miskeyed())
    found = Class([0, 1, 2])
    publish(raw_bank())
    return found


@pytest.fixture
def staff(ada) -> Client:
    User.objects.filter(pk=ada.pk).update(is_staff=True)
    client = Client()
    client.force_login(ada)
    return client


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found, name
    return found[1]


def told(client: Client, query: dict[str, str]) -> str:
    return client.get(PAGE, query).content.decode()


def test_the_list_names_what_was_mended_first(room, staff):
    page = staff.get("/banks/dd/regrade").content.decode()
    assert page.index("the-threshold") < page.index("largest-step")
    assert page.count("mended since") == 1
    assert "3 answers to version 2" in page


def test_the_dry_run_shows_who_rises_and_stores_nothing(room, staff):
    before = grades()
    page = told(staff, ASK)
    assert "3 answers were read." in page
    assert "One grade rises, 0 fall" in page.replace("\n", " ")
    assert page.count("0.0 %") == 1
    assert page.count("9.1 %") == 1
    assert (grades(), Regrade.objects.count()) == (before, 0)


def test_what_was_seen_is_applied_and_taken_back(room, staff, ada):
    before = grades()
    agreed = hidden(told(staff, ASK), "agreed")
    answer = staff.post(PAGE, {**ASK, "agreed": agreed, "note": "The key lay on the wrong option."})
    assert answer.status_code == 302
    regrade = Regrade.objects.get()
    assert (regrade.by, regrade.note) == (ada, "The key lay on the wrong option.")
    page = staff.get(PAGE).content.decode()
    assert "The key lay on the wrong option." in page
    assert hidden(page, "undo") == regrade.ref
    assert grades() != before
    assert staff.post(PAGE, {"undo": regrade.ref}).status_code == 302
    assert grades() == before
    assert "taken back" in staff.get(PAGE).content.decode()


def test_applying_without_a_reason_or_after_a_change_is_refused_with_the_table_shown_again(room, staff):
    agreed = hidden(told(staff, ASK), "agreed")
    refused = staff.post(PAGE, {**ASK, "agreed": agreed, "note": ""})
    assert refused.status_code == 422
    assert "Say why" in refused.content.decode()
    changed = staff.post(PAGE, {**ASK, "agreed": "0" * 64, "note": "So."})
    assert changed.status_code == 409
    assert "has changed since you saw it" in changed.content.decode()
    assert hidden(changed.content.decode(), "agreed") == agreed
    assert not Regrade.objects.exists()


def test_lowering_has_to_be_said_before_it_can_be_applied(room, staff):
    page = told(staff, {**ASK, "policy": "replace"})
    assert "One grade rises, one falls" in page.replace("\n", " ")
    assert 'name="agreed"' not in page
    page = told(staff, {**ASK, "policy": "replace", "may_lower": "on"})
    assert hidden(page, "agreed")


@pytest.mark.parametrize("query", [{"seen": "77"}, {"seen": "x"}, {"seen": "2", "policy": "worst"}, {"mended": "9"}])
def test_nonsense_in_the_address_is_refused_beside_its_field(room, staff, query):
    assert staff.get(PAGE, query).status_code == 422


@pytest.mark.parametrize("address", ["/banks/dd/regrade", PAGE, "/banks/none/regrade", "/banks/dd/regrade/none"])
def test_who_does_not_own_the_bank_does_not_see_it(room, ada, address):
    assert Client().get(address).status_code == 302
    client = Client()
    client.force_login(ada)
    assert client.get(address).status_code == 404
    assert client.post(PAGE, {**ASK, "agreed": "0" * 64, "note": "So."}).status_code == 404
    assert client.post(API, {}, content_type="application/json").status_code == 404
    assert not Regrade.objects.exists()


def test_an_organisation_mends_its_own_bank_only(room, ada):
    school, other = Organisation.objects.create(name="School"), Organisation.objects.create(name="Other")
    Membership.objects.create(organisation=school, user=ada, role=Membership.Role.INSTRUCTOR)
    Bank.objects.filter(slug="dd").update(organisation=school)
    assert list(Bank.objects.owned_by(ada).values_list("slug", flat=True)) == ["dd"]
    Bank.objects.filter(slug="dd").update(organisation=other)
    assert not Bank.objects.owned_by(ada).exists()


def post(client: Client, address: str, **body: Any) -> Any:
    return client.post(address, body, content_type="application/json")


def test_the_api_tries_applies_and_takes_back(room, staff):
    before = grades()
    plan = post(staff, API, item="the-threshold", seen=2).json()
    assert (plan["answers"], plan["rescored"], plan["rising"], plan["falling"]) == (3, 1, 1, 0)
    (row,) = plan["grades"]
    assert (row["before"], row["after"], row["direction"]) == ("0.000000", "0.090909", "rises")
    assert plan["applied"] is None
    assert grades() == before
    done = post(staff, API, item="the-threshold", seen=2, agreed=plan["agreed"], note="Mis-keyed.")
    assert done.status_code == 200
    ref = done.json()["applied"]["id"]
    again = post(staff, API, item="the-threshold", seen=2, agreed=plan["agreed"], note="Mis-keyed.")
    assert again.json()["applied"]["id"] == ref
    (listed,) = staff.get(API).json()
    assert (listed["id"], listed["seen"], listed["mended"], listed["undone_at"]) == (ref, 2, 1, None)
    undone = post(staff, f"{API}/{ref}/undo", note="No.")
    assert undone.json()["undone_at"] is not None
    assert RegradeUndo.objects.get().note == "No."
    assert grades() == before


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"item": "the-threshold", "seen": 77}, 422, "seen"),
        ({"item": "the-threshold", "seen": 2, "mended": 77}, 422, "mended"),
        ({"item": "the-threshold"}, 422, "seen"),
        ({"item": "the-threshold", "seen": 2, "policy": "worst"}, 422, "policy"),
        ({"item": "nothing", "seen": 1}, 404, ""),
    ],
)
def test_the_api_names_what_is_wrong(room, staff, body, status, field):
    answer = post(staff, API, **body)
    assert answer.status_code == status
    assert [error["field"] for error in answer.json().get("errors", [])] == [field] * bool(field)


def test_learners_are_references_to_the_owner_of_a_bank(room, staff):
    Grade.objects.update(override=Decimal("0.5"))
    page = told(staff, ASK)
    assert re.search(r"learner [a-z2-9]{6}<", page)
    assert "but 50.0 % is set by hand and stays" in page
    assert Response.objects.exists()
    assert Item.objects.exists()
