"""The verb behind every answer: what it stores, what it refuses, and what it says the second time."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from assessments import services
from assessments.banks import parse_bank
from assessments.models import Attempt, AttemptSlot, HintTaken, ItemKey, ItemVersion, Response, Score
from assessments.simulated import possible_answers
from overlook.kit.append_only import AppendOnlyError
from overlook.kit.errors import Conflict, Invalid, NotFound
from overlook.progress.models import LearnerMisconception, LearnerObjective, Outcome
from tests.assessments.conftest import AT, raw_bank

pytestmark = pytest.mark.django_db


def answer(learner, fields, key="k1", item="the-threshold", at=AT, **more):
    return services.answer_item(
        learner=learner, bank="dd", item_id=item, payload=fields, idempotency_key=key, at=at, **more
    )


@pytest.fixture
def options(bank) -> dict[str, dict[str, Any]]:
    """The fields of the right option, and of the wrong one by its misconception."""
    return {possible.misconception or "right": possible.fields for possible in possible_answers("dd", "the-threshold")}


@pytest.fixture
def wrong(options) -> dict[str, Any]:
    found: dict[str, Any] = options["DD.forgets-the-line"]
    return found


def test_a_right_answer_is_stored_scored_and_counted_in_one_go(learner, options):
    told = answer(learner, options["right"], confidence="sure", figure_state={"k": 39})
    assert (told.fraction, told.seq, told.repeated, told.feedback.state) == (1, 1, False, "right")
    assert "39 hinges make 41" in told.feedback.html
    assert "two coefficients" in told.feedback.explanation
    response = Response.objects.get()
    assert (response.payload, response.confidence, response.figure_state) == (options["right"], "sure", {"k": 39})
    score = Score.objects.get()
    assert (score.response, score.raw, score.fraction, score.reason) == (response, Decimal(1), Decimal(1), "computed")
    standing = LearnerObjective.objects.get(learner=learner)
    assert (standing.evidence, standing.last, standing.objective.slug) == (1, "✓", "locate-threshold")


def test_a_wrong_answer_names_its_misconception_in_the_record_and_links_the_figure_that_refutes_it(learner, wrong):
    told = answer(learner, wrong)
    assert told.feedback.state == "wrong"
    assert told.feedback.figure_url == "/e/dd?fig=fit&k=41#fit"
    assert told.feedback.explanation == ""
    assert LearnerMisconception.objects.get(learner=learner).misconception == "DD.forgets-the-line"


def test_only_the_first_try_is_evidence_and_tries_have_no_limit(learner, options, wrong):
    answer(learner, wrong, "a", confidence="sure")
    told = answer(learner, options["right"], "b", at=AT + timedelta(minutes=1))
    assert (told.seq, told.feedback.tries) == (2, 2)
    standing = LearnerObjective.objects.get(learner=learner)
    assert (standing.evidence, standing.answers, standing.last) == (1, 2, "✗")
    assert (standing.successes, standing.confident_and_wrong, standing.wrong_in_a_row) == (Decimal(0), 1, 0)
    assert list(Outcome.objects.order_by("pk").values_list("first_try", flat=True)) == [True, False]


def test_the_same_key_again_returns_what_was_stored(learner, wrong):
    first = answer(learner, wrong)
    again = answer(learner, wrong, at=AT + timedelta(hours=1))
    assert again.repeated
    assert (again.seq, again.feedback) == (first.seq, first.feedback)
    assert (Response.objects.count(), Score.objects.count(), Outcome.objects.count()) == (1, 1, 1)


def test_the_same_key_with_another_answer_is_refused_and_changes_nothing(learner, options, wrong):
    answer(learner, wrong)
    with pytest.raises(Invalid) as refusal:
        answer(learner, options["right"])
    assert refusal.value.error_code == "idempotency-mismatch"
    assert Response.objects.get().payload == wrong


@pytest.mark.parametrize("key", ["", "x" * 101])
def test_a_key_that_is_none_is_refused(learner, wrong, key):
    with pytest.raises(Invalid):
        answer(learner, wrong, key)
    assert Response.objects.count() == 0


def test_an_answer_that_cannot_be_read_leaves_no_trace(learner, bank):
    with pytest.raises(Invalid) as refusal:
        answer(learner, {"value": "1,234"}, item="largest-step")
    assert "could mean" in refusal.value.message
    assert (Attempt.objects.count(), Response.objects.count()) == (0, 0)


def test_an_unknown_confidence_is_refused(learner, wrong):
    with pytest.raises(Invalid) as refusal:
        answer(learner, wrong, confidence="very")
    assert "confidence" in refusal.value.fields
    assert Response.objects.count() == 0


@pytest.mark.parametrize(("bank_slug", "item"), [("dd", "nothing"), ("other", "the-threshold")])
def test_an_unknown_question_is_not_found(learner, bank, bank_slug, item):
    with pytest.raises(NotFound):
        services.answer_item(learner=learner, bank=bank_slug, item_id=item, payload={}, idempotency_key="k", at=AT)


def test_a_prediction_without_objective_is_stored_and_is_no_evidence(learner, bank):
    heights = {f"y-{index}": "1" for index in range(8)}
    answer(learner, heights, item="draw-it")
    assert Score.objects.count() == 1
    assert Outcome.objects.count() == 0


def test_each_misconception_of_a_curve_is_recorded(learner, bank):
    valley = {"y": [900, 30, 1, 0.2, 0.1, 1, 30, 900]}
    told = answer(learner, valley, item="draw-it")
    assert told.misconception == "GEN.complex-bad"
    assert told.fraction == Decimal("0.25")


def test_hints_come_one_at_a_time_in_order_and_are_logged(learner, bank):
    def hint(number):
        return services.take_hint(learner=learner, bank="dd", item_id="the-threshold", number=number, at=AT)

    with pytest.raises(Conflict) as refusal:
        hint(2)
    assert refusal.value.error_code == "hint-order"
    assert HintTaken.objects.count() == 0
    assert hint(1).text == "Count the coefficients that may move."
    assert hint(1).left == 1
    assert hint(2).text == "A line has two."
    assert list(HintTaken.objects.values_list("number", flat=True)) == [1, 2]
    with pytest.raises(NotFound):
        hint(3)
    with pytest.raises(NotFound):
        hint(0)


def test_a_hint_costs_what_it_says_and_only_afterwards(learner, options):
    for number in (1, 2):
        services.take_hint(learner=learner, bank="dd", item_id="the-threshold", number=number, at=AT)
    told = answer(learner, options["right"])
    assert (told.fraction, told.feedback.state, told.feedback.hint_cost) == (Decimal("0.75"), "right", Decimal("0.25"))
    assert (Score.objects.get().raw, Score.objects.get().fraction) == (Decimal(1), Decimal("0.75"))
    assert LearnerObjective.objects.get(learner=learner).successes == Decimal("0.75")


def test_what_has_happened_cannot_be_changed_or_deleted(learner, wrong):
    answer(learner, wrong)
    for model in (Response, Score, AttemptSlot, Outcome, ItemVersion, ItemKey):
        row = model.objects.all()[0]
        with pytest.raises(AppendOnlyError):
            row.save()
        with pytest.raises(AppendOnlyError):
            row.delete()
        with pytest.raises(AppendOnlyError):
            model.objects.update(pk=1)
        with pytest.raises(AppendOnlyError):
            model.objects.all().delete()


def test_erasing_the_learner_takes_the_log_along(learner, wrong):
    answer(learner, wrong)
    learner.delete()
    assert (Attempt.objects.count(), Response.objects.count(), Outcome.objects.count()) == (0, 0, 0)


def test_a_formal_attempt_keeps_its_verdict_until_it_is_handed_in(learner, bank):
    assessment = bank.assessments.get()
    attempt = services.open_attempt(
        learner=learner,
        assessment=assessment,
        context="assignment:x",
        policy={"feedback": "after-attempt", "tries": 1, "seeds": "random"},
        at=AT,
    )
    assert attempt.slots.count() == len(raw_bank())

    def respond(key, at=AT):
        option = attempt.slots.get(item_version__item__slug="largest-step")
        fields = {"value": str(2 / option.parameters["curvature"])}
        return services.respond(attempt=attempt, item_id="largest-step", payload=fields, idempotency_key=key, at=at)

    told = respond("a")
    assert (told.feedback, told.fraction) == (None, 1)
    with pytest.raises(Conflict) as refusal:
        respond("b")
    assert refusal.value.error_code == "no-tries-left"
    assert respond("a").repeated
    services.submit_attempt(attempt=attempt, at=AT)
    assert respond("a").feedback.state == "right"
    with pytest.raises(Conflict) as refusal:
        respond("c")
    assert refusal.value.error_code == "attempt-closed"


def test_an_answer_after_the_deadline_is_refused(learner, bank):
    times = services.Times(closes_at=AT)
    attempt = services.open_attempt(learner=learner, assessment=bank.assessments.get(), times=times, at=AT)
    fields = {"value": "1"}
    with pytest.raises(Conflict) as refusal:
        services.respond(
            attempt=attempt,
            item_id="largest-step",
            payload=fields,
            idempotency_key="k",
            at=AT + timedelta(microseconds=1),
        )
    assert refusal.value.error_code == "attempt-late"
    assert (
        services.respond(attempt=attempt, item_id="largest-step", payload=fields, idempotency_key="k", at=AT).seq == 1
    )


def test_publishing_the_same_bank_again_makes_no_version_and_a_change_makes_one(learner, bank, wrong):
    raw = raw_bank()
    services.publish_bank(slug="dd", title="Double descent", items=parse_bank(raw), at=AT)
    assert ItemVersion.objects.count() == len(raw)
    raw[0]["stem"] = "Where is the peak?"
    services.publish_bank(slug="dd", title="Double descent", items=parse_bank(raw[:2]), at=AT)
    assert ItemVersion.objects.count() == len(raw) + 1
    item = bank.items.get(slug="the-threshold")
    assert (item.current.number, item.versions.count()) == (2, 2)
    assert bank.items.get(slug="draw-it").retired
    with pytest.raises(NotFound):
        answer(learner, {}, item="draw-it")


def test_a_form_of_an_older_version_is_refused_with_a_sentence(learner, bank, wrong):
    seen = bank.items.get(slug="the-threshold").current.sha256[:12]
    raw = raw_bank()
    raw[0]["stem"] = "Where is the peak?"
    services.publish_bank(slug="dd", title="Double descent", items=parse_bank(raw), at=AT)
    with pytest.raises(Invalid) as refusal:
        answer(learner, {**wrong, "version": seen})
    assert refusal.value.error_code == "item-changed"
    assert Response.objects.count() == 0


def test_an_item_answered_at_an_older_version_gives_no_second_first_try(learner, bank, wrong):
    answer(learner, wrong)
    raw = raw_bank()
    raw[0]["stem"] = "Where is the peak?"
    services.publish_bank(slug="dd", title="Double descent", items=parse_bank(raw), at=AT)
    right = possible_answers("dd", "the-threshold")[0].fields
    answer(learner, right, "k2")
    assert LearnerObjective.objects.get(learner=learner).evidence == 1


def test_an_answer_costs_a_fixed_number_of_queries(learner, options, wrong, django_assert_max_num_queries):
    answer(learner, wrong, "warm")
    with django_assert_max_num_queries(30):
        answer(learner, options["right"], "second")
    for index in range(5):
        answer(learner, wrong, f"more{index}")
    with django_assert_max_num_queries(30):
        answer(learner, options["right"], "last")


def test_what_an_item_type_says_is_translated_by_the_room(learner, bank, monkeypatch):
    said = {"“%(written)s” could mean %(bare)s or %(point)s. Write %(bare)s, or use a decimal point.": "%(written)s?"}
    monkeypatch.setattr("assessments.translation.gettext", lambda template: said.get(template, template))
    with pytest.raises(Invalid) as refusal:
        answer(learner, {"value": "1,234"}, item="largest-step")
    assert (refusal.value.message, refusal.value.fields) == ("1,234?", {"value": ["1,234?"]})
