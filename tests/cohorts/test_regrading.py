"""A paper is regraded by those who teach its cohort, for their own learners and nobody else's."""

import re
from decimal import Decimal
from typing import Any

import pytest

from assessments import services as asking
from assessments.models import Grade, Regrade
from overlook.accounts.models import User
from overlook.accounts.services import learner_for
from overlook.cohorts import services
from overlook.cohorts.models import Assignment, Cohort
from tests.assessments.test_regrading import miskeyed, option_of, publish
from tests.cohorts.cast import NOON, assigned_paper, client_of, person

pytestmark = pytest.mark.django_db

# One of eleven questions that count.
ONE = Decimal("0.090909")


def publish_as(raw: list[dict[str, Any]]) -> None:
    publish(raw, slug="double-descent")


@pytest.fixture
def paper(cohort: Cohort) -> Assignment:
    """A paper whose first question was mis-keyed when two learners of this cohort sat it, and one of another."""
    due = assigned_paper(cohort)
    publish_as(miskeyed())
    sit(person("anna", cohort), due)
    sit(person("ben", cohort), due)
    elsewhere = services.create_cohort(user=person("iris"), name="Another", time_zone="UTC", at=NOON)
    sit(person("cleo", elsewhere), assigned_paper_again(elsewhere))
    publish_as(mended())
    return due


def mended() -> list[dict[str, Any]]:
    raw = miskeyed()
    first, second, third = raw[0]["options"]
    tag = {"misconception": "DD.x", "feedback": "No."}
    raw[0]["options"] = [
        {"text": first["text"], "correct": True, "feedback": "Yes."},
        {"text": second["text"], **tag},
        third,
    ]
    return raw


def assigned_paper_again(cohort: Cohort) -> Assignment:
    publish_as(miskeyed())
    due = Assignment.objects.get()
    fields = {
        name: getattr(due, name) for name in ("kind", "essay", "paper", "policy", "title", "opens_wall", "due_wall")
    }
    return Assignment.objects.create(cohort=cohort, opens_at=due.opens_at, due_at=due.due_at, **fields)


def sit(user: User, due: Assignment) -> None:
    paper = asking.publish_paper(slug="double-descent", questions="all", at=NOON)
    attempt = asking.open_attempt(
        learner=learner_for(user), assessment=paper, context=due.context, policy=due.policy, at=NOON
    )
    slot = attempt.slots.get(item_version__item__slug="the-threshold")
    chosen = {"option": option_of(slot.item_version, slot.seed, "At 39 hinges")}
    asking.respond(attempt=attempt, item_id="the-threshold", payload=chosen, idempotency_key="k", at=NOON)
    asking.submit_attempt(attempt=attempt, at=NOON)


def test_a_regrade_of_a_paper_reaches_the_cohorts_own_learners_only(cohort, owner, paper):
    client = client_of(owner)
    address = f"/cohort/{cohort.ref}/assignments/{paper.ref}/regrade"
    assert "the-threshold" in client.get(address).content.decode()
    ask = {"seen": "2", "policy": "best-of", "mended": "3"}
    page = client.get(f"{address}/the-threshold", ask).content.decode()
    assert "2 grades rise" in page
    assert "Anna" in page
    assert "Cleo" not in page
    agreed = re.search(r'name="agreed" value="(\w+)"', page)
    assert agreed
    done = client.post(f"{address}/the-threshold", {**ask, "agreed": agreed[1], "note": "Mis-keyed."})
    assert done.status_code == 302
    assert Regrade.objects.get().scope == [paper.context]
    assert sorted(Grade.objects.values_list("learner__user__name", "computed")) == [
        ("Anna", ONE),
        ("Ben", ONE),
        ("Cleo", Decimal(0)),
    ]
    other = Assignment.objects.exclude(pk=paper.pk).get()
    foreign = client_of(User.objects.get(email="iris@example.org"))
    theirs = f"/cohort/{other.cohort.ref}/assignments/{other.ref}/regrade/the-threshold"
    assert "Mis-keyed." not in foreign.get(theirs).content.decode()
    assert foreign.post(theirs, {"undo": Regrade.objects.get().ref}).status_code == 404
    assert client.post(f"{address}/the-threshold", {"undo": Regrade.objects.get().ref}).status_code == 302
    assert set(Grade.objects.values_list("computed", flat=True)) == {0}


def test_the_api_of_a_cohort_regrades_likewise(cohort, owner, paper):
    client = client_of(owner)
    address = f"/api/v1/cohorts/{cohort.ref}/assignments/{paper.ref}/regrades"
    body: dict[str, Any] = {"item": "the-threshold", "seen": 2}
    plan = client.post(address, body, content_type="application/json").json()
    assert (plan["answers"], plan["rising"], plan["falling"]) == (2, 2, 0)
    body |= {"agreed": plan["agreed"], "note": "Mis-keyed."}
    ref = client.post(address, body, content_type="application/json").json()["applied"]["id"]
    assert [row["id"] for row in client.get(address).json()] == [ref]
    undone = client.post(f"{address}/{ref}/undo", {}, content_type="application/json")
    assert undone.json()["undone_at"] is not None
