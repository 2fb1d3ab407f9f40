"""Two who apply the same regrade at the same moment, and answers that come meanwhile."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from assessments import services
from assessments.models import Grade, Item, Regrade, RegradeUndo, Response, Score
from assessments.regrades import apply_regrade, undo_regrade
from assessments.regrading import Proposal, plan_regrade
from assessments.simulated import possible_answers
from overlook.accounts.models import Learner
from tests.assessments.conftest import AT, raw_bank
from tests.assessments.test_double_submit import threads
from tests.assessments.test_regrading import miskeyed, publish, version_now

pytestmark = pytest.mark.django_db(transaction=True)

LEARNERS = 6
__all__ = ["threads"]


@pytest.fixture
def proposal(bank) -> Proposal:
    """Six learners who answered the mis-keyed question rightly and were told that it was wrong."""
    publish(miskeyed())
    for number in range(LEARNERS):
        answer(Learner.objects.create(), f"k{number}")
    publish(raw_bank())
    item = Item.objects.get(slug="the-threshold")
    versions = item.versions.select_related("item__bank", "key")
    seen = Response.objects.earliest("pk").slot.item_version_id
    return Proposal(item, versions.get(pk=seen), version_now(item))


def answer(learner: Learner, key: str, item: str = "the-threshold", minutes: int = 0) -> None:
    possible = possible_answers("dd", item)
    fields = next((each.fields for each in possible if each.misconception == "DD.forgets-the-line"), possible[0].fields)
    at = AT + timedelta(minutes=minutes)
    services.answer_item(learner=learner, bank="dd", item_id=item, payload=fields, idempotency_key=key, at=at)


def test_applied_and_taken_back_by_several_at_once_it_happens_once(proposal, threads):
    plan = plan_regrade(proposal)

    def apply():
        return apply_regrade(proposal=proposal, agreed=plan.sha256, note="Mis-keyed.", by=None, at=AT).pk

    done = threads(*[apply] * 4)
    assert len(set(done)) == 1

    def counted():
        return Regrade.objects.count(), Score.objects.filter(reason="regrade").count()

    assert threads(counted) == [(1, LEARNERS)]

    def undo():
        return undo_regrade(regrade=Regrade.objects.get(), note="", by=None, at=AT).pk

    assert len(set(threads(*[undo] * 4))) == 1

    def undone():
        return RegradeUndo.objects.count(), Score.objects.filter(reason="undo").count()

    assert threads(undone) == [(1, LEARNERS)]


def test_answers_that_come_during_a_regrade_are_lost_by_nobody(proposal, threads):
    plan = plan_regrade(proposal)
    learners = list(Learner.objects.filter(attempts__isnull=False))

    def apply():
        return apply_regrade(proposal=proposal, agreed=plan.sha256, note="Mis-keyed.", by=None, at=AT).pk

    def answering(learner, number):
        return lambda: answer(learner, f"more-{number}", "largest-step", minutes=5)

    threads(apply, *[answering(learner, number) for number, learner in enumerate(learners)])

    def audited():
        call_command("audit", stdout=StringIO())
        return sorted(Grade.objects.values_list("computed", flat=True))

    (grades,) = threads(audited)
    assert len(grades) == LEARNERS
    assert {str(grade) for grade in grades} == {"0.181818"}
