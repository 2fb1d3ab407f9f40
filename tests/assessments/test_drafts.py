"""Drafts: what is saved while it is written, by which tab, and what two tabs do to each other."""

import pytest

from assessments import services
from assessments.drafts import DraftConflict
from assessments.models import Draft, Response
from overlook.kit.errors import Conflict, Invalid, NotFound
from tests.assessments.conftest import AT
from tests.assessments.sitting import after, right, save, sit, slots_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt(learner, bank):
    return sit(learner, minutes=10)


@pytest.fixture
def answer(attempt):
    return right(slots_of(attempt)[0])


def stored():
    return list(Draft.objects.values_list("revision", "writer", "payload"))


def test_a_draft_is_saved_with_the_servers_time_and_says_whether_it_is_an_answer(attempt, answer):
    saved = save(attempt, 1, answer, at=after(5))
    assert (saved.number, saved.revision, saved.saved_at, saved.state, saved.problem) == (
        1,
        1,
        after(5),
        "answered",
        "",
    )
    begun = save(attempt, 2, {"value": "abc"})
    assert begun.state == "draft"
    assert begun.problem.startswith("“abc” is not a number")
    assert save(attempt, 2, {"value": " ", "confidence": "sure"}, revision=2, seen=1).state == "empty"


def test_what_arrives_twice_or_overtaken_changes_nothing(attempt):
    save(attempt, 2, {"value": "1"}, revision=1)
    save(attempt, 2, {"value": "123"}, revision=3, at=after(1))
    again = save(attempt, 2, {"value": "123"}, revision=3, at=after(9))
    late = save(attempt, 2, {"value": "12"}, revision=2, at=after(9))
    assert (again.revision, again.saved_at, late.revision) == (3, after(1), 3)
    assert stored() == [(3, "tab", {"value": "123"})]


def test_another_tab_may_write_over_what_it_has_seen(attempt):
    save(attempt, 2, {"value": "1"}, revision=7)
    saved = save(attempt, 2, {"value": "2"}, revision=1, seen=7, writer="other")
    assert saved.revision == 8
    assert stored() == [(8, "other", {"value": "2"})]


def test_another_tab_may_not_write_over_what_it_has_not_seen(attempt):
    save(attempt, 2, {"value": "1"}, revision=2, seen=0, writer="first")
    with pytest.raises(DraftConflict) as refusal:
        save(attempt, 2, {"value": "2"}, revision=9, seen=0, writer="second")
    assert refusal.value.error_code == "draft-conflict"
    assert refusal.value.message.startswith("This answer was changed in another tab or on another device")
    assert refusal.value.stored.payload == {"value": "1"}
    assert stored() == [(2, "first", {"value": "1"})]


def test_two_tabs_that_write_the_same_are_no_conflict(attempt):
    save(attempt, 2, {"value": "1"}, writer="first")
    assert save(attempt, 2, {"value": "1"}, writer="second").revision == 1


def test_a_tab_may_run_ahead_of_the_servers_answers(attempt):
    for revision in (1, 2, 5):
        save(attempt, 2, {"value": str(revision)}, revision=revision, seen=0)
    assert stored() == [(5, "tab", {"value": "5"})]


def test_a_form_without_a_script_saves_by_its_button_and_a_double_click_is_one(attempt):
    for _click in range(2):
        save(attempt, 2, {"value": "1"}, writer="")
    with pytest.raises(DraftConflict):
        save(attempt, 2, {"value": "2"}, writer="")
    save(attempt, 2, {"value": "2"}, revision=2, seen=1, writer="")
    assert stored() == [(2, "", {"value": "2"})]


def test_no_draft_is_an_answer_and_none_costs_a_try(attempt, answer):
    save(attempt, 1, answer)
    assert Response.objects.count() == 0


def test_after_the_grace_nothing_is_saved_any_more(attempt, answer):
    save(attempt, 1, answer, at=after(615))
    with pytest.raises(Conflict) as refusal:
        save(attempt, 1, {"option": "other"}, revision=2, at=after(615.000001))
    assert refusal.value.error_code == "attempt-late"


def test_after_handing_in_nothing_is_saved_any_more(attempt, answer):
    services.submit_attempt(attempt=attempt, at=AT)
    with pytest.raises(Conflict) as refusal:
        save(attempt, 1, answer)
    assert refusal.value.error_code == "attempt-closed"


@pytest.mark.parametrize("number", [0, 13, -1, 10**9])
def test_a_question_that_is_not_there_is_not_found(attempt, number):
    with pytest.raises(NotFound):
        save(attempt, number, {"value": "1"})


@pytest.mark.parametrize(
    ("payload", "revision", "field"),
    [
        ({"value": "x" * 20_001}, 1, "answer"),
        ({"value": "\0"}, 1, "answer"),
        ({"value": float("nan")}, 1, "answer"),
        ({"value": "1"}, 0, "revision"),
        ({"value": "1"}, 2_000_000_001, "revision"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_its_field(attempt, payload, revision, field):
    with pytest.raises(Invalid) as refusal:
        save(attempt, 2, payload, revision=revision)
    assert set(refusal.value.fields) == {field}
    assert stored() == []
