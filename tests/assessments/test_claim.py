"""An anonymous reader turns out to be somebody: the record joins, and the earliest answer counts."""

from datetime import timedelta

import pytest

from assessments import services
from assessments.models import Attempt, Response
from assessments.simulated import possible_answers
from overlook.accounts.models import Learner
from overlook.accounts.services import claim_learner, learner_for
from overlook.progress.models import LearnerDay, LearnerMisconception, LearnerObjective, Outcome
from tests.assessments.conftest import AT

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(days=1)


@pytest.fixture
def anonymous(bank) -> Learner:
    return Learner.objects.create()


def answer(learner, which, at, item="the-threshold"):
    fields = possible_answers("dd", item)[which].fields
    return services.answer_item(
        learner=learner, bank="dd", item_id=item, payload=fields, idempotency_key=f"{at}{item}", at=at
    )


def test_a_user_without_a_record_takes_it_as_it_is(anonymous, ada):
    answer(anonymous, 0, AT)
    learner = claim_learner(anonymous=anonymous, user=ada, at=LATER)
    assert learner == anonymous
    assert LearnerObjective.objects.get(learner=learner).evidence == 1


@pytest.mark.parametrize(("first", "mark"), [("anonymous", "✗"), ("own", "✓")])
def test_of_two_first_answers_the_earliest_counts(anonymous, ada, first, mark):
    own = learner_for(ada)
    times = {"anonymous": AT, "own": LATER} if first == "anonymous" else {"anonymous": LATER, "own": AT}
    answer(anonymous, 1, times["anonymous"])
    answer(own, 0, times["own"])
    learner = claim_learner(anonymous=anonymous, user=ada, at=LATER)
    assert learner == own
    standing = LearnerObjective.objects.get(learner=own)
    assert (standing.evidence, standing.answers, standing.last) == (1, 2, mark)
    attempts = Attempt.objects.filter(learner=own).order_by("opened_at")
    assert [attempt.state for attempt in attempts] == ["open", "superseded"]
    assert sorted(attempt.number for attempt in attempts) == [1, 2]
    assert (Response.objects.count(), Outcome.objects.count()) == (2, 2)
    assert not Learner.objects.filter(pk=anonymous.pk).exists()
    tags = LearnerMisconception.objects.filter(learner=own).values_list("first_tries", "later_tries")
    assert list(tags) == [(1, 0) if mark == "✗" else (0, 1)]
    assert LearnerDay.objects.filter(learner=own).count() == 2


def test_what_only_the_anonymous_reader_answered_is_added(anonymous, ada):
    own = learner_for(ada)
    answer(own, 0, AT)
    answer(anonymous, 0, LATER, item="largest-step")
    claim_learner(anonymous=anonymous, user=ada, at=LATER)
    assert set(LearnerObjective.objects.filter(learner=own).values_list("objective__slug", "evidence")) == {
        ("locate-threshold", 1),
        ("read-curvature", 1),
    }


def test_after_a_claim_answering_goes_on_in_the_earlier_attempt(anonymous, ada):
    own = learner_for(ada)
    answer(anonymous, 1, AT)
    answer(own, 1, LATER)
    claim_learner(anonymous=anonymous, user=ada, at=LATER)
    told = answer(own, 0, LATER + timedelta(hours=1))
    assert told.seq == 2
    assert Response.objects.latest("pk").attempt.opened_at == AT
