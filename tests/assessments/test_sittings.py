"""Sittings of a paper: policy, handing in by learner and clock, credit, release, a multiplier on the way."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest

from assessments import services
from assessments.models import Attempt, AttemptSlot, Grade, PendingScore, Response, Score
from assessments.scoring import score_pending
from assessments.sittings import history, question_view, results, sitting_view
from assessments.tasks import sweep
from overlook.kit.auditing import every_check
from overlook.kit.errors import Conflict
from tests.assessments.conftest import AT
from tests.assessments.sitting import CONTEXT, after, right, save, sit, slots_of, wrong

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def answer_all(attempt, *, mistakes=(), at=AT):
    for number, slot in enumerate(slots_of(attempt), start=1):
        save(attempt, number, wrong(slot) if number in mistakes else right(slot), at=at)


def handed_in(attempt, at=AT):
    return services.submit_attempt(attempt=attempt, at=at)


def late_flags():
    return Counter(Response.objects.values_list("late", flat=True))


def findings():
    """What the audit says of questions, answers and the learning record."""
    checks = (check for check in every_check() if check.name.startswith(("assessments.", "progress.")))
    return [(check.name, str(finding)) for check in checks for finding in check.find()]


def test_handing_in_turns_every_readable_draft_into_one_scored_answer(learner, bank):
    attempt = sit(learner)
    answer_all(attempt)
    save(attempt, 2, {"value": "abc"}, revision=2)
    handed_in(attempt)
    count = len(slots_of(attempt))
    assert Response.objects.count() == Score.objects.count() == count - 1
    assert set(Score.objects.values_list("fraction", flat=True)) == {Decimal(1)}
    (line,) = history(learner, CONTEXT, at=AT)
    assert (line.questions, line.answered, line.late, line.told) == (count, count - 1, False, True)
    assert line.total == Decimal(count - 1) / count
    unread = [row.number for row in results(attempt_again(attempt), at=AT) if row.unread]
    assert unread == [2]
    assert findings() == []


def attempt_again(attempt):
    return Attempt.objects.select_related("assessment__bank", "learner").get(pk=attempt.pk)


def test_handing_in_a_second_time_changes_nothing(learner, bank):
    attempt = sit(learner)
    answer_all(attempt)
    handed_in(attempt, after(5))
    again = handed_in(attempt, after(9))
    assert (again.closed_at, again.ended_by) == (after(5), "learner")
    assert Response.objects.count() == len(slots_of(attempt))


def test_the_clock_hands_in_what_was_saved_and_the_sweeper_does_it(learner, bank, monkeypatch):
    attempt = sit(learner, minutes=10)
    answer_all(attempt, at=after(599))
    monkeypatch.setattr("assessments.tasks.now", lambda: after(615))
    sweep()
    assert attempt_again(attempt).is_open, "the grace is not over"
    monkeypatch.setattr("assessments.tasks.now", lambda: after(616))
    sweep()
    closed = attempt_again(attempt)
    assert (closed.state, closed.ended_by, closed.closed_at) == ("submitted", "time", after(600))
    assert late_flags() == {False: len(slots_of(attempt))}
    assert set(Response.objects.values_list("at", flat=True)) == {after(599)}
    assert findings() == []


def test_what_is_saved_in_the_grace_is_taken_and_flagged(learner, bank):
    attempt = sit(learner, minutes=10)
    save(attempt, 1, right(slots_of(attempt)[0]), at=after(600))
    save(attempt, 2, right(slots_of(attempt)[1]), at=after(600.5))
    handed_in(attempt, after(601))
    assert list(Response.objects.order_by("slot__position").values_list("late", flat=True)) == [False, True]
    assert attempt_again(attempt).ended_by == "time"
    assert findings() == []


def test_what_comes_after_the_due_time_is_late_and_after_the_closing_refused(learner, bank):
    attempt = sit(learner, due=after(60), closes=after(120), grace=0)
    slots = slots_of(attempt)

    def answer(index, at):
        slug = slots[index].item_version.item.slug
        return services.respond(
            attempt=attempt, item_id=slug, payload=right(slots[index]), idempotency_key=slug, at=at
        ).late

    assert [answer(0, after(60)), answer(1, after(60.000001)), answer(2, after(120))] == [False, True, True]
    with pytest.raises(Conflict) as refusal:
        answer(3, after(120.000001))
    assert refusal.value.error_code == "attempt-late"


def test_a_multiplier_moves_the_end_of_a_running_attempt_both_ways_and_never_into_the_past(learner, bank):
    attempt = sit(learner, minutes=10)

    def given(multiplier, at):
        times = services.Times(multiplier=Decimal(multiplier))
        moved = services.retime(context=CONTEXT, learner=learner, times=times, at=at)
        return moved, attempt_again(attempt).deadline

    assert given("1.5", after(60)) == (1, after(900))
    assert given("1.5", after(60)) == (0, after(900))
    assert given("1", after(60)) == (1, after(600))
    assert given("2", after(599)) == (1, after(1200))
    # Taken back at 700 s, when the old time would have been over for long: it ends now, not before.
    assert given("1", after(700)) == (1, after(700))


def test_more_time_reaches_an_attempt_whose_time_is_up_and_that_nobody_has_closed(learner, bank):
    attempt = sit(learner, minutes=10)
    services.retime(context=CONTEXT, learner=learner, times=services.Times(multiplier=Decimal(2)), at=after(620))
    assert services.close_overdue(at=after(621)) == 0
    assert save(attempt, 1, right(slots_of(attempt)[0]), at=after(1200)).state == "answered"


def test_what_was_handed_in_stays_handed_in(learner, bank):
    attempt = handed_in(sit(learner, minutes=10), after(30))
    assert services.retime(context=CONTEXT, learner=learner, times=services.Times(multiplier=Decimal(2)), at=AT) == 0
    assert attempt_again(attempt).closed_at == after(30)


def test_a_paper_is_taken_as_often_as_it_may_be(learner, bank):
    first = handed_in(sit(learner, sittings=2))
    second = handed_in(sit(learner, sittings=2))
    assert [first.number, second.number] == [1, 2]
    with pytest.raises(Conflict) as refusal:
        sit(learner, sittings=2)
    assert refusal.value.error_code == "no-sittings-left"
    assert Attempt.objects.count() == 2


def test_a_further_sitting_has_new_seeds_or_keeps_those_of_the_first(learner, bank, ada):
    def seeds(learner, policy):
        attempt = sit(learner, sittings=None, seeds=policy)
        found = dict(attempt.slots.values_list("item_version", "seed"))
        handed_in(attempt)
        return found

    assert seeds(learner, "fresh") != seeds(learner, "fresh")
    other = type(learner).objects.create(user=ada)
    assert seeds(other, "kept") == seeds(other, "kept")


def test_questions_are_shuffled_on_the_server_and_stay_as_they_lie(learner, bank):
    attempt = sit(learner, shuffle=True)
    order = list(AttemptSlot.objects.order_by("position").values_list("item_version__item__slug", flat=True))
    again = sit(learner, shuffle=True)
    assert again.pk == attempt.pk
    assert order == list(AttemptSlot.objects.order_by("position").values_list("item_version__item__slug", flat=True))
    orders = set()
    for _number in range(6):
        other = sit(type(learner).objects.create(), shuffle=True)
        orders.add(tuple(other.slots.order_by("position").values_list("item_version__item__slug", flat=True)))
    assert len(orders) > 1
    assert {frozenset(each) for each in orders} == {frozenset(order)}


def test_a_second_sitting_earns_what_the_policy_gives_and_the_best_counts(learner, bank):
    credit = (Decimal(1), Decimal("0.5"))
    for mistakes in (set(range(1, 13)), set()):
        attempt = sit(learner, sittings=2, credit=credit)
        answer_all(attempt, mistakes=mistakes)
        handed_in(attempt)
    totals = [line.total for line in history(learner, CONTEXT, at=AT)]
    assert totals[1] == Decimal("0.5")
    assert Grade.objects.get().computed == max(total for total in totals if total is not None)
    assert findings() == []


def test_feedback_at_once_takes_several_tries_each_earning_less(learner, bank):
    attempt = sit(learner, feedback="at-once", tries=2, credit=(Decimal(1), Decimal("0.5")))
    slot = slots_of(attempt)[0]
    slug = slot.item_version.item.slug

    def give(payload, key):
        told = services.respond(attempt=attempt, item_id=slug, payload=payload, idempotency_key=key, at=AT)
        return told.feedback and told.feedback.state

    assert give(wrong(slot), "a") == "wrong"
    view = question_view(attempt_again(attempt), 1, at=AT, tried=1)
    assert (view.tries, view.tries_left, view.credit) == (1, 1, Decimal("0.5"))
    assert view.item.feedback is not None
    assert view.item.feedback.state == "wrong"
    assert give(right(slot), "b") == "right"
    with pytest.raises(Conflict) as refusal:
        give(right(slot), "c")
    assert refusal.value.error_code == "no-tries-left"
    handed_in(attempt)
    assert results(attempt_again(attempt), at=AT)[0].worth == Decimal("0.5")


@pytest.mark.parametrize(
    ("feedback", "open_told", "handed_in_told", "closed_told"),
    [("at-once", True, True, True), ("after-attempt", False, True, True), ("after-close", False, False, True)],
)
def test_feedback_and_scores_are_told_when_the_policy_says(
    learner, bank, feedback, open_told, handed_in_told, closed_told
):
    attempt = sit(learner, feedback=feedback, closes=AT + HOUR, results=AT + 2 * HOUR, review=False)
    slot = slots_of(attempt)[0]
    answered = services.respond(
        attempt=attempt, item_id=slot.item_version.item.slug, payload=right(slot), idempotency_key="a", at=AT
    )
    assert (answered.feedback is not None) == open_told
    handed_in(attempt)

    def told(at):
        (line,) = history(learner, CONTEXT, at=at)
        rows = results(attempt_again(attempt), at=at)
        assert (line.total is not None) == line.told == bool(rows)
        return line.told

    assert told(AT + 2 * HOUR - timedelta(seconds=1)) == handed_in_told
    assert told(AT + 2 * HOUR) == closed_told


def test_states_are_answered_draft_or_empty(learner, bank):
    attempt = sit(learner)
    save(attempt, 1, right(slots_of(attempt)[0]))
    save(attempt, 2, {"value": "abc"})
    view = sitting_view(attempt_again(attempt))
    assert [place.state for place in view.places[:3]] == ["answered", "draft", "empty"]
    assert (view.answered, view.next_open) == (1, 2)


def test_what_a_worker_grades_waits_for_it_and_is_graded_once(learner, bank, settings):
    settings.ASSESSMENTS = {**settings.ASSESSMENTS, "DEFERRED": ["single-choice"]}
    attempt = sit(learner)
    answer_all(attempt)
    handed_in(attempt)
    waiting = list(PendingScore.objects.values_list("response", flat=True))
    assert waiting
    (line,) = history(learner, CONTEXT, at=AT)
    assert (line.told, line.total) == (True, None)
    for response in waiting * 2:
        score_pending(response=response, at=after(1))
    assert not PendingScore.objects.exists()
    assert Score.objects.count() == Response.objects.count()
    assert history(learner, CONTEXT, at=AT)[0].total == 1
    assert Grade.objects.get().computed == 1
    assert findings() == []


def test_the_sweeper_grades_what_a_lost_worker_left(learner, bank, settings, monkeypatch):
    settings.ASSESSMENTS = {**settings.ASSESSMENTS, "DEFERRED": ["single-choice"]}
    attempt = sit(learner)
    answer_all(attempt)
    handed_in(attempt)
    monkeypatch.setattr("assessments.tasks.now", lambda: after(9))
    sweep()
    assert PendingScore.objects.exists()
    monkeypatch.setattr("assessments.tasks.now", lambda: after(11))
    sweep()
    assert not PendingScore.objects.exists()
