"""Grades: what an answer changes, what a person sets, and that no change of either is ever lost."""

from datetime import timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from assessments import services
from assessments.gradelogs import logs_of
from assessments.grades import link_line_item, override_grade
from assessments.models import Assessment, Grade, GradeRevision, Outbox, Response
from assessments.simulated import possible_answers
from overlook.accounts.models import Learner, User
from overlook.accounts.services import claim_learner, erase_user
from overlook.kit.errors import Invalid, NotAsSeen
from tests.assessments.conftest import AT

pytestmark = pytest.mark.django_db

PART = "assignment:abc"
# The specimen bank has eleven questions that measure an objective, and one that only asks for a prediction.
GRADED = 11


def answer(learner: Learner, item: str, which: int = 0, *, key: str = "", minutes: int = 0) -> None:
    fields = possible_answers("dd", item)[which].fields
    services.answer_item(
        learner=learner,
        bank="dd",
        item_id=item,
        payload=fields,
        idempotency_key=key or f"{item}-{which}",
        at=AT + timedelta(minutes=minutes),
    )


def share(right: int) -> Decimal:
    return (Decimal(right) / GRADED).quantize(Decimal("0.000001"))


def setting(learner: Learner, by: User, value: str | None, seen: int, **more: Any) -> Grade:
    fields: dict[str, Any] = {"context": PART, "pool": "personal", "note": "Oral answer.", "at": AT}
    return override_grade(
        learner=learner,
        assessment=Assessment.objects.get(),
        value=None if value is None else Decimal(value),
        by=by,
        seen=seen,
        **(fields | more),
    )


def test_every_answer_that_changes_a_grade_is_a_revision_of_it(learner, bank):
    answer(learner, "the-threshold", 1)
    grade = Grade.objects.get()
    assert (grade.computed, grade.effective, grade.revision, grade.context) == (Decimal(0), Decimal(0), 1, "personal")
    answer(learner, "the-threshold", 0, minutes=1)
    answer(learner, "the-threshold", 1, key="again", minutes=2)
    answer(learner, "largest-step", 0, minutes=3)
    grade.refresh_from_db()
    assert (grade.computed, grade.revision) == (share(2), 3)
    kept = [(row.revision, row.computed, row.cause) for row in GradeRevision.objects.all()]
    assert kept == [(1, Decimal(0), "answer"), (2, share(1), "answer"), (3, share(2), "answer")]


def test_a_prediction_is_not_part_of_a_grade(learner, bank):
    answer(learner, "draw-it")
    assert Grade.objects.get().computed == 0
    for item in bank.items.exclude(slug="draw-it"):
        answer(learner, item.slug)
    assert Grade.objects.get().computed == 1


def test_a_paper_has_no_grade_before_it_is_handed_in(learner, bank):
    paper = services.publish_paper(slug="dd", questions="all", at=AT)
    attempt = services.open_attempt(learner=learner, assessment=paper, context=PART, at=AT)
    assert not Grade.objects.exists()
    services.submit_attempt(attempt=attempt, at=AT)
    grade = Grade.objects.get()
    assert (grade.context, grade.pool, grade.computed, grade.revision) == (PART, PART, Decimal(0), 1)
    assert grade.revisions.get().cause == "handed-in"


def test_a_context_that_nobody_grades_gets_no_grade(learner, bank):
    services.answer_item(
        learner=learner,
        bank="dd",
        item_id="the-threshold",
        payload=possible_answers("dd", "the-threshold")[0].fields,
        idempotency_key="k",
        context="test:pre",
        at=AT,
    )
    assert not Grade.objects.exists()


def test_an_override_counts_beside_the_computed_grade_which_goes_on_being_computed(learner, ada, bank):
    answer(learner, "the-threshold")
    grade = setting(learner, ada, "0.8", 0)
    assert (grade.computed, grade.override, grade.effective, grade.revision) == (
        share(1),
        Decimal("0.8"),
        Decimal("0.8"),
        1,
    )
    answer(learner, "largest-step", minutes=1)
    grade.refresh_from_db()
    assert (grade.computed, grade.override, grade.effective, grade.revision) == (
        share(2),
        Decimal("0.8"),
        Decimal("0.8"),
        2,
    )
    assert Grade.objects.get(context="personal").override is None


def test_lifting_an_override_lets_the_log_speak_and_deletes_nothing(learner, ada, bank):
    answer(learner, "the-threshold")
    setting(learner, ada, "0", 0, note="Copied.")
    grade = setting(learner, ada, None, 1, note="A mistake of mine.")
    assert (grade.effective, grade.revision) == (share(1), 2)
    kept = [(row.override, row.cause, row.note, row.by) for row in grade.revisions.all()]
    assert kept == [(Decimal(0), "override", "Copied.", ada), (None, "lifted", "A mistake of mine.", ada)]


def test_of_two_who_set_the_same_revision_the_second_is_told_and_loses_nothing(learner, ada, bank):
    setting(learner, ada, "0.5", 0)
    with pytest.raises(NotAsSeen) as refusal:
        setting(learner, ada, "0.9", 0)
    assert (refusal.value.status, refusal.value.revision) == (412, 1)
    assert Grade.objects.get().override == Decimal("0.5")
    assert GradeRevision.objects.count() == 1


def test_setting_what_is_set_is_no_new_revision(learner, ada, bank):
    setting(learner, ada, "0.5", 0)
    assert setting(learner, ada, "0.5", 1).revision == 1


@pytest.mark.parametrize(
    ("value", "note", "field"), [("1.01", "So.", "value"), ("-0.1", "So.", "value"), ("1", " ", "note")]
)
def test_a_grade_outside_its_range_or_without_a_reason_is_refused(learner, ada, bank, value, note, field):
    with pytest.raises(Invalid) as refusal:
        setting(learner, ada, value, 0, note=note)
    assert list(refusal.value.fields) == [field]
    assert not GradeRevision.objects.exists()


def test_zero_is_a_grade_and_nothing_is_none(learner, ada, bank):
    assert setting(learner, ada, "0", 0).effective == 0
    assert setting(learner, ada, None, 1).effective is None


def test_a_claim_joins_what_was_answered_before_and_after_signing_in(learner, ada, bank):
    own = Learner.objects.create(user=ada)
    answer(own, "the-threshold")
    answer(learner, "largest-step")
    claim_learner(anonymous=learner, user=ada, at=AT)
    grade = Grade.objects.get()
    assert (grade.learner, grade.computed) == (own, share(2))
    assert grade.revisions.latest("revision").cause == "claim"
    call_command("audit", stdout=StringIO())


def test_an_erased_instructor_leaves_the_history_without_their_name(learner, ada, bank):
    setting(learner, ada, "0.5", 0)
    erase_user(user=ada)
    revision = GradeRevision.objects.get()
    assert (revision.by, revision.override, revision.note) == (None, Decimal("0.5"), "Oral answer.")


def test_a_linked_line_item_is_told_each_grade_once_beginning_with_the_present_ones(learner, ada, bank):
    setting(learner, ada, "0.5", 0)
    item = link_line_item(assessment=Assessment.objects.get(), context=PART, address="https://lms.example/7", at=AT)
    link_line_item(assessment=Assessment.objects.get(), context=PART, address="https://lms.example/7", at=AT)
    grade = setting(learner, ada, "0.75", 1)
    assert [(row.dedupe, row.payload["score"]) for row in Outbox.objects.order_by("pk")] == [
        (f"grade:{item.pk}:{grade.pk}:1", "0.500000"),
        (f"grade:{item.pk}:{grade.pk}:2", "0.750000"),
    ]
    call_command("audit", stdout=StringIO())


@pytest.mark.parametrize("learners", [1, 12])
def test_grades_are_read_with_a_fixed_number_of_queries(bank, learners, django_assert_num_queries):
    everybody = [Learner.objects.create() for _ in range(learners)]
    for one in everybody:
        answer(one, "the-threshold")
    assessment = Assessment.objects.get().pk
    logs_of(assessment, "personal", [])
    with django_assert_num_queries(2):
        logs = logs_of(assessment, "personal", [one.pk for one in everybody])
    assert len(logs) == learners
    assert Response.objects.count() == learners
