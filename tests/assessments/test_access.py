"""Four people before one attempt: its owner, a peer, an instructor of another house, and nobody."""

import pytest
from django.test import Client

from assessments import services
from assessments.models import Attempt, Response
from assessments.simulated import possible_answers
from overlook.accounts.models import Membership, Organisation, User
from overlook.accounts.services import learner_for
from tests.assessments.conftest import AT

pytestmark = pytest.mark.django_db


def signed_in(user: User | None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


@pytest.fixture
def people(ada) -> dict[str, User | None]:
    teacher = User.objects.create_user("teacher@example.org")
    Membership.objects.create(
        organisation=Organisation.objects.create(name="Elsewhere"), user=teacher, role=Membership.Role.INSTRUCTOR
    )
    peer = User.objects.create_user("peer@example.org")
    return {"owner": ada, "peer": peer, "instructor": teacher, "outsider": None}


@pytest.fixture
def attempt(bank, ada) -> Attempt:
    return services.open_attempt(learner=learner_for(ada), assessment=bank.assessments.get(), at=AT)


@pytest.mark.parametrize(("who", "status"), [("owner", 200), ("peer", 404), ("instructor", 404), ("outsider", 401)])
def test_who_may_read_an_attempt(people, attempt, who, status):
    assert signed_in(people[who]).get(f"/api/v1/attempts/{attempt.ref}").status_code == status


@pytest.mark.parametrize(("who", "status"), [("owner", 201), ("peer", 404), ("instructor", 404), ("outsider", 401)])
def test_who_may_answer_in_an_attempt(people, attempt, who, status):
    body = {"item": "the-threshold", "answer": possible_answers("dd", "the-threshold")[0].fields}
    answered = signed_in(people[who]).post(
        f"/api/v1/attempts/{attempt.ref}/responses",
        body,
        content_type="application/json",
        headers={"Idempotency-Key": "k"},
    )
    assert answered.status_code == status
    assert Response.objects.count() == (1 if status == 201 else 0)


@pytest.mark.parametrize(("who", "status"), [("owner", 200), ("peer", 404), ("instructor", 404), ("outsider", 401)])
def test_who_may_hand_an_attempt_in(people, attempt, who, status):
    posted = signed_in(people[who]).post(f"/api/v1/attempts/{attempt.ref}/submit", content_type="application/json")
    assert posted.status_code == status
    attempt.refresh_from_db()
    assert attempt.state == ("submitted" if status == 200 else "open")


def test_a_reference_that_is_none_is_not_found(ada, bank):
    client = signed_in(ada)
    for ref in ("x", "0" * 400, "..", "1 or 1=1"):
        assert client.get(f"/api/v1/attempts/{ref}").status_code == 404
