"""`manage.py audit`: silent about a record that is whole; each promise is broken on purpose, and that is found."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.test.utils import isolate_apps

from assessments import services
from assessments.grades import link_line_item
from assessments.models import AttemptSlot, Grade, GradeRevision, ItemKey, Outbox, PendingScore, Response, Score
from assessments.simulated import possible_answers
from overlook.accounts import auditing as people
from overlook.accounts.models import Learner, User
from overlook.kit.append_only import AppendOnlyQuerySet
from overlook.kit.auditing import every_check
from overlook.progress.models import LearnerDay, LearnerMisconception, LearnerObjective, Objective, Outcome
from tests.assessments.conftest import AT, publish_specimen

pytestmark = pytest.mark.django_db


def audited(*names: str) -> dict[str, list[dict[str, str]]]:
    """What is found, by the checks that find something."""
    out = StringIO()
    try:
        call_command("audit", *names, "--json", stdout=out)
        failed = False
    except CommandError:
        failed = True
    found = {name: rows for name, rows in json.loads(out.getvalue()).items() if rows}
    assert failed == bool(found)
    return found


def forced(rows: AppendOnlyQuerySet[Any], **values: Any) -> None:
    """Change facts behind the models' back, as a bug or a hand in the database would."""
    assert models.QuerySet.update(rows, **values) > 0


@pytest.fixture
def learner(db) -> Learner:
    """Somebody who answered three questions, one of them wrongly first, on two days."""
    publish_specimen()
    learner = Learner.objects.create()
    right, wrong = possible_answers("dd", "the-threshold")[:2]
    step = possible_answers("dd", "largest-step")[0]
    given = [("the-threshold", wrong), ("the-threshold", right), ("largest-step", step)]
    for number, (item, answer) in enumerate(given):
        services.answer_item(
            learner=learner,
            bank="dd",
            item_id=item,
            payload=answer.fields,
            idempotency_key=f"k{number}",
            confidence="sure",
            at=AT + timedelta(hours=9 * number),
        )
    return learner


def test_a_record_that_is_whole_passes_and_says_what_was_checked(learner):
    out = StringIO()
    call_command("audit", stdout=out)
    lines = out.getvalue().splitlines()
    assert len(lines) == len(every_check())
    assert all(line.startswith("  ok ") for line in lines)


def test_an_empty_database_passes():
    assert audited() == {}


def test_what_is_wrong_is_printed_as_a_table_and_the_command_fails(learner):
    LearnerDay.objects.update(answers=7)
    out = StringIO()
    with pytest.raises(CommandError, match="2 findings; 1 of") as failure:
        call_command("audit", stdout=out)
    assert failure.value.returncode == 1
    assert f"learner {learner.pk} on 2026-03-02" in out.getvalue()
    assert "has 7 answers where the log has 2" in out.getvalue()


def test_an_unknown_check_is_refused_with_the_list_of_those_there_are():
    with pytest.raises(CommandError, match=r"no check nonsense.*\n.*accounts\.tables-are-declared"):
        call_command("audit", "nonsense", stdout=StringIO())


def test_a_room_or_a_check_can_be_chosen(learner):
    LearnerDay.objects.all().delete()
    assert set(audited("progress")) == {"progress.days"}
    assert audited("assessments", "progress.standings") == {}


def test_every_check_has_a_name_of_its_own_and_a_sentence():
    checks = every_check()
    assert len({check.name for check in checks}) == len(checks)
    assert all(check.promise.endswith(".") for check in checks)


def second_open_attempt(learner: Learner) -> None:
    attempt = learner.attempts.get()
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX attempt_open_once")
    attempt.pk, attempt.ref, attempt.number, attempt._state.adding = None, "second", 2, True
    attempt.save()


def gap_in_a_sequence(learner: Learner) -> None:
    forced(Response.objects.filter(seq=2), seq=3)


def answer_in_a_foreign_attempt(learner: Learner) -> None:
    attempt = learner.attempts.get()
    attempt.pk, attempt.ref, attempt.number, attempt._state.adding = None, "other", 2, True
    attempt.state = "submitted"
    attempt.save()
    forced(Response.objects.filter(seq=2), attempt=attempt)


def key_changed_in_place(learner: Learner) -> None:
    key = ItemKey.objects.get(version__item__slug="draw-it")
    forced(ItemKey.objects.filter(pk=key.pk), body={**key.body, "explanation": "mended by hand"})


def seed_changed(learner: Learner) -> None:
    forced(AttemptSlot.objects.filter(item_version__item__slug="the-threshold"), seed=3)


def parameters_changed(learner: Learner) -> None:
    forced(AttemptSlot.objects.filter(item_version__item__slug="largest-step"), parameters={"curvature": 3})


def late_and_not_marked(learner: Learner) -> None:
    learner.attempts.update(deadline=AT)


def after_the_due_time_and_not_marked(learner: Learner) -> None:
    learner.attempts.update(due_at=AT)


def graded_and_still_waiting(learner: Learner) -> None:
    PendingScore.objects.create(response=Response.objects.earliest("pk"), since=AT)


def graded_twice(learner: Learner) -> None:
    score = Score.objects.earliest("pk")
    score.pk, score.grader_version, score._state.adding = None, 99, True
    score.save()


def not_graded(learner: Learner) -> None:
    models.QuerySet.delete(Score.objects.filter(response__seq=2))


def score_changed_alone(learner: Learner) -> None:
    forced(Score.objects.filter(response__seq=2), fraction=Decimal("0.5"))


def outcome_of_nothing(learner: Learner) -> None:
    outcome = Outcome.objects.earliest("pk")
    outcome.pk, outcome.source, outcome._state.adding = None, "response:0", True
    outcome.save()


def grade_changed(learner: Learner) -> None:
    Grade.objects.update(computed=Decimal("0.9"))


def grade_lost(learner: Learner) -> None:
    models.QuerySet.delete(GradeRevision.objects.all())
    Grade.objects.all().delete()


def history_with_a_gap(learner: Learner) -> None:
    models.QuerySet.delete(GradeRevision.objects.filter(revision=1))


def history_that_ends_early(learner: Learner) -> None:
    models.QuerySet.delete(GradeRevision.objects.order_by("-revision")[:1].get().grade.revisions.filter(revision=2))


def grade_not_told(learner: Learner) -> None:
    grade = Grade.objects.get()
    link_line_item(assessment=grade.assessment, context=grade.context, address="https://lms.example/1", at=AT)
    Outbox.objects.all().delete()


def regrade_from_nowhere(learner: Learner) -> None:
    score = Score.objects.earliest("pk")
    score.pk, score.reason, score.regrade, score._state.adding = None, "regrade", 77, True
    score.save()


def standing_changed(learner: Learner) -> None:
    LearnerObjective.objects.filter(objective__slug="locate-threshold").update(alpha=9.5)


def standing_lost(learner: Learner) -> None:
    LearnerObjective.objects.filter(objective__slug="locate-threshold").delete()


def standing_of_nothing(learner: Learner) -> None:
    objective = Objective.objects.create(slug="other", essay="dd", text="Do nothing.")
    LearnerObjective.objects.create(learner=learner, objective=objective, evidence=1)


def misconception_lost(learner: Learner) -> None:
    LearnerMisconception.objects.all().delete()


def misconception_of_nothing(learner: Learner) -> None:
    LearnerMisconception.objects.create(learner=learner, misconception="GEN.nobody", first_tries=1)


def day_of_nothing(learner: Learner) -> None:
    LearnerDay.objects.create(learner=learner, day=datetime(2020, 1, 1, tzinfo=UTC).date(), answers=1)


@pytest.mark.parametrize(
    ("breach", "check"),
    [
        (second_open_attempt, "assessments.one-open-attempt"),
        (gap_in_a_sequence, "assessments.sequences"),
        (answer_in_a_foreign_attempt, "assessments.sequences"),
        (key_changed_in_place, "assessments.versions"),
        (seed_changed, "assessments.variants"),
        (parameters_changed, "assessments.variants"),
        (late_and_not_marked, "assessments.lateness"),
        (after_the_due_time_and_not_marked, "assessments.lateness"),
        (graded_and_still_waiting, "assessments.scores"),
        (graded_twice, "assessments.scores"),
        (not_graded, "assessments.scores"),
        (score_changed_alone, "assessments.outcomes"),
        (outcome_of_nothing, "assessments.outcomes"),
        (grade_changed, "assessments.grades"),
        (grade_lost, "assessments.grades"),
        (history_with_a_gap, "assessments.grade-history"),
        (history_that_ends_early, "assessments.grade-history"),
        (grade_not_told, "assessments.outbox"),
        (regrade_from_nowhere, "assessments.regrades"),
        (standing_changed, "progress.standings"),
        (standing_lost, "progress.standings"),
        (standing_of_nothing, "progress.standings"),
        (misconception_lost, "progress.misconceptions"),
        (misconception_of_nothing, "progress.misconceptions"),
        (day_of_nothing, "progress.days"),
    ],
)
def test_a_breach_is_found_by_its_check(learner, breach: Callable[[Learner], None], check: str):
    assert audited() == {}
    breach(learner)
    found = audited()
    assert check in found
    assert all(row["where"] and row["what"] for row in found[check])


def test_a_table_with_a_key_of_a_person_that_no_room_declares_is_found(monkeypatch):
    with isolate_apps("overlook.progress"):

        class Undeclared(models.Model):
            learner = models.ForeignKey(Learner, on_delete=models.CASCADE)

            class Meta:
                app_label = "progress"

    monkeypatch.setattr(apps, "get_models", lambda: [User, Learner, Undeclared])
    (found,) = people.undeclared_tables()
    assert found.where == "progress.Undeclared"
    assert "holds learner" in found.what
