"""Reading needs no account; signing up or in claims what was done before."""

from decimal import Decimal

import pytest

from overlook.accounts.models import Learner, User
from overlook.accounts.services import claim_learner, learner_for
from overlook.accounts.sessions import SESSION_KEY
from overlook.kit.clock import now
from overlook.progress.models import LearnerObjective, Outcome
from overlook.progress.services import publish_objectives, record_outcome
from tests.accounts.cast import PASSWORD, client_of, person, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def published() -> None:
    publish_objectives(essay="e", objectives={"see-it": "See it."}, misconceptions={})


def answer(learner: Learner, item: str = "one", right: int = 1) -> None:
    record_outcome(
        learner=learner,
        objectives=["see-it"],
        source=f"response:{learner.ref}:{item}",
        item=item,
        first_try=True,
        fraction=Decimal(right),
        confidence="",
        misconception="",
        context="personal",
        at=now(),
    )


def reader():
    """A browser that has answered something without an account."""
    client = client_of()
    learner = Learner.objects.create()
    session = client.session
    session[SESSION_KEY] = learner.ref
    session.save()
    answer(learner)
    return client, learner


def sign_up(client, email="new@example.org"):
    return client.post("/accounts/signup/", {"email": email, "password1": PASSWORD})


def test_signing_up_takes_the_readers_row_as_it_is():
    client, learner = reader()
    assert sign_up(client).status_code == 302
    learner.refresh_from_db()
    assert learner.user == User.objects.get(email="new@example.org")
    assert SESSION_KEY not in client.session
    assert LearnerObjective.objects.get(learner=learner).evidence == 1


def test_signing_in_moves_the_readers_record_to_the_one_that_is_there():
    client, learner = reader()
    user = person()
    own = learner_for(user)
    answer(own, item="two", right=0)
    assert sign_in(client, user).status_code == 302
    assert not Learner.objects.filter(pk=learner.pk).exists()
    assert set(Outcome.objects.values_list("learner", flat=True)) == {own.pk}
    assert LearnerObjective.objects.get(learner=own).evidence == 2


def test_the_earliest_first_try_of_two_counts():
    client, _learner = reader()
    user = person()
    answer(learner_for(user), item="one", right=0)
    sign_in(client, user)
    standing = LearnerObjective.objects.get(learner__user=user)
    assert (standing.evidence, standing.successes) == (1, Decimal(1))


def test_a_wrong_password_claims_nothing():
    client, learner = reader()
    sign_in(client, person(), "wrong")
    learner.refresh_from_db()
    assert learner.user is None
    assert client.session[SESSION_KEY] == learner.ref


def test_a_row_that_somebody_claimed_is_not_claimed_again():
    client, learner = reader()
    first = person("first")
    claim_learner(anonymous=learner, user=first, at=now())
    second = person("second")
    sign_in(client, second)
    learner.refresh_from_db()
    assert learner.user == first
    assert learner_for(second) != learner


def test_signing_in_without_having_read_makes_a_learner_of_ones_own():
    client, user = client_of(), person()
    sign_in(client, user)
    assert Learner.objects.get().user == user


def test_a_failing_claim_leaves_nobody_half_signed_in(settings):
    settings.LEARNER_CLAIMED = ["tests.accounts.test_claim.refuse"]
    client, learner = reader()
    user = person()
    learner_for(user)
    client.raise_request_exception = False
    assert sign_in(client, user).status_code == 500
    assert Learner.objects.filter(pk=learner.pk, user=None).exists()
    assert "_auth_user_id" not in client.session


def refuse(**_anything):
    raise RuntimeError("the room is closed")
