"""Asking again: a new variant each turn, the same in any process; one try; a turn that is over is refused."""

from datetime import timedelta
from typing import Any

import pytest

from assessments import afresh
from assessments.afresh import answer_afresh, fresh_view, open_test, seed_of, turns
from assessments.models import Attempt, AttemptSlot, Item, Response
from assessments.services import answer_item, respond, submit_attempt
from assessments.simulated import possible_answers
from assessments.sittings import question_view
from assessments.variants import type_of, variant_of
from overlook.accounts.models import Learner
from overlook.kit.errors import Conflict, Invalid
from overlook.progress.models import Outcome, XpEntry
from tests.assessments.conftest import AT

pytestmark = pytest.mark.django_db

ITEM = "largest-step"


def version_of(item: str = ITEM):
    return Item.objects.select_related("current__key", "current__item__bank").get(slug=item).current


def right(learner: Learner, turn: int, item: str = ITEM) -> dict[str, Any]:
    version = version_of(item)
    return dict(type_of(version).reference(variant_of(version, seed_of(learner, version, turn))))


def again(learner: Learner, turn: int, fields=None, *, key="", at=AT, item=ITEM, **more):
    return answer_afresh(
        learner=learner,
        bank="dd",
        item_id=item,
        turn=turn,
        payload=right(learner, turn, item) if fields is None else fields,
        idempotency_key=key or f"k{turn}",
        context="review",
        at=at,
        **more,
    )


def test_each_turn_is_another_variant_and_the_same_turn_always_the_same(bank, learner):
    stems = [fresh_view(learner, "dd", ITEM, turn=turn).stem for turn in range(12)]
    assert len(set(stems)) > 2
    assert stems == [fresh_view(learner, "dd", ITEM, turn=turn).stem for turn in range(12)]
    seeds = {seed_of(who, version_of(), turn) for who in (learner, Learner.objects.create()) for turn in range(50)}
    assert len(seeds) == 100
    assert min(seeds) >= 1


def test_an_answer_is_graded_against_the_variant_of_its_turn_and_the_slot_keeps_it(bank, learner):
    for turn in range(4):
        answered = again(learner, turn, at=AT + timedelta(days=turn))
        assert (answered.fraction, answered.seq, answered.repeated) == (1, 1, False)
    assert turns(learner, "dd", ITEM) == 4
    slots = list(AttemptSlot.objects.order_by("pk"))
    assert [slot.seed for slot in slots] == [seed_of(learner, version_of(), turn) for turn in range(4)]
    assert set(Attempt.objects.values_list("state", "context")) == {("submitted", "review")}
    assert [outcome.first_try for outcome in Outcome.objects.order_by("pk")] == [True, False, False, False]


def test_the_second_tab_is_told_that_the_turn_is_over_and_nothing_is_stored(bank, learner):
    again(learner, 0)
    with pytest.raises(Conflict) as refused:
        again(learner, 0, key="another tab")
    assert refused.value.error_code == "turn-over"
    with pytest.raises(Conflict):
        again(learner, 7)
    assert Response.objects.count() == 1


def test_answering_on_the_essays_page_ends_the_turn_too(bank, learner):
    fields = possible_answers("dd", ITEM)[0].fields
    answer_item(learner=learner, bank="dd", item_id=ITEM, payload=fields, idempotency_key="page", at=AT)
    with pytest.raises(Conflict):
        again(learner, 0)
    assert again(learner, 1).fraction == 1


def test_the_same_key_again_is_the_stored_answer(bank, learner):
    first, second = again(learner, 0, key="click"), again(learner, 0, key="click")
    assert (second.repeated, second.attempt) == (True, first.attempt)
    with pytest.raises(Invalid):
        again(learner, 0, {"number": "17"}, key="click")
    assert Response.objects.count() == Attempt.objects.count() == 1
    assert not XpEntry.objects.exists()


def test_what_cannot_be_read_is_refused_and_costs_no_turn(bank, learner):
    with pytest.raises(Invalid):
        again(learner, 0, {})
    assert (turns(learner, "dd", ITEM), Attempt.objects.count()) == (0, 0)


def test_no_hint_is_offered_outside_the_essay(bank, learner):
    assert fresh_view(learner, "dd", "the-threshold", turn=1).hint_costs == ()
    assert afresh.fresh_view(None, "dd", ITEM, turn=0).stem


def test_a_test_has_new_variants_one_try_and_tells_nothing(bank, learner):
    test = open_test(learner=learner, bank="dd", items=["the-threshold", ITEM], context="test:pre", at=AT)
    assert open_test(learner=learner, bank="dd", items=[ITEM], context="test:pre", at=AT) == test
    assert [question_view(test, number, at=AT).item.id for number in (1, 2)] == ["the-threshold", ITEM]
    fields = dict(type_of(version_of()).reference(variant_of(version_of(), test.slots.get(position=1).seed)))
    answered = respond(attempt=test, item_id=ITEM, payload=fields, idempotency_key="a", at=AT)
    assert answered.fraction == 1
    assert answered.feedback is None
    with pytest.raises(Conflict):
        respond(attempt=test, item_id=ITEM, payload=fields, idempotency_key="b", at=AT)
    closed = submit_attempt(attempt=test, at=AT)
    assert not closed.tells(AT + timedelta(days=999))
    with pytest.raises(Conflict):
        open_test(learner=learner, bank="dd", items=[ITEM], context="test:pre", at=AT)
    assert learner.standings.get().evidence == 0
