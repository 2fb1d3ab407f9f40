"""What must always hold about grades, for `auditing`: each is what the log gives, and so is its history."""

from collections.abc import Iterator

from django.db.models import Q

from assessments.engine.grading import grade
from assessments.gradelogs import counting, logs_of
from assessments.grades import ASSIGNED, outbox_key
from assessments.models import PERSONAL, Attempt, Grade, GradeRevision, LineItem, Outbox, Regrade, Score
from overlook.kit.auditing import Finding

AT_ONCE = 500


def wrong_grades() -> Iterator[Finding]:
    """Grades that are not what `grade` makes of the log, and attempts that count without a grade."""
    rows = Grade.objects.order_by("assessment", "pool", "learner", "pk")
    pools: dict[tuple[int, str], list[Grade]] = {}
    for row in rows.iterator(chunk_size=5000):
        pools.setdefault((row.assessment_id, row.pool), []).append(row)
    for (assessment, pool), grades in pools.items():
        for few in (grades[start : start + AT_ONCE] for start in range(0, len(grades), AT_ONCE)):
            logs = logs_of(assessment, pool, {row.learner_id for row in few})
            for row in few:
                due = grade(*logs[row.learner_id])
                if row.computed != due:
                    yield Finding(_named(row), f"is {row.computed}, the log gives {due}")
    known = {(row.learner_id, *key) for key, grades in pools.items() for row in grades if row.context == key[1]}
    answered = Q(responses__isnull=False) | Q(state=Attempt.State.SUBMITTED)
    graded = Q(context=PERSONAL) | Q(context__startswith=ASSIGNED)
    sat = (
        Attempt.objects.filter(counting(), answered, graded).values_list("learner", "assessment", "context").distinct()
    )
    for learner, assessment, context in sat.order_by("learner", "assessment", "context"):
        if (learner, assessment, context) not in known:
            yield Finding(
                f"learner {learner}, assessment {assessment}, {context}", "has answers that count and no grade"
            )


def wrong_histories() -> Iterator[Finding]:
    """Grades whose newest revision says something else than they do, or whose revisions have a gap."""
    rows = GradeRevision.objects.order_by("grade", "revision").values_list("grade", "revision", "computed", "override")
    newest: dict[int, tuple[object, ...]] = {}
    counts: dict[int, int] = {}
    for grade_pk, revision, computed, override in rows.iterator(chunk_size=5000):
        newest[grade_pk] = (revision, computed, override)
        counts[grade_pk] = counts.get(grade_pk, 0) + 1
    for row in Grade.objects.order_by("pk").iterator(chunk_size=5000):
        said = newest.get(row.pk, (0, None, None))
        if said != (row.revision, row.computed, row.override):
            yield Finding(_named(row), f"is at revision {row.revision}, its history ends at {said[0]} and differs")
        elif counts.get(row.pk, 0) != row.revision:
            yield Finding(_named(row), f"has {counts.get(row.pk, 0)} revisions kept of {row.revision}")


def untold_grades() -> Iterator[Finding]:
    """Grades in a linked context whose newest revision was not put into the outbox."""
    told = set(Outbox.objects.filter(kind="grade").values_list("dedupe", flat=True))
    for item in LineItem.objects.order_by("pk"):
        linked = Grade.objects.filter(assessment=item.assessment_id, context=item.context, revision__gt=0)
        for row in linked.order_by("pk"):
            if outbox_key(item, row.pk, row.revision) not in told:
                yield Finding(_named(row), f"its revision {row.revision} is not in the outbox for {item.address}")


def scores_beside_their_regrade() -> Iterator[Finding]:
    """Scores that name a regrade which is not there, or that count though it was taken back, or the other way round."""
    undone = dict(Regrade.objects.values_list("pk", "undo"))
    later = Score.objects.exclude(reason=Score.Reason.COMPUTED).order_by("response", "pk")
    newest: dict[int, tuple[int, int, str]] = {}
    for pk, response, regrade, reason in later.values_list("pk", "response", "regrade", "reason"):
        if regrade not in undone:
            yield Finding(f"score {pk}", f"names regrade {regrade}, which is not there")
        else:
            newest[response] = (pk, regrade, reason)
    for pk, regrade, reason in newest.values():
        if reason == Score.Reason.UNDO and undone[regrade] is None:
            yield Finding(f"score {pk}", f"takes back regrade {regrade}, which stands")
        elif reason == Score.Reason.REGRADE and undone[regrade] is not None:
            yield Finding(f"score {pk}", f"counts, though regrade {regrade} was taken back")


def _named(row: Grade) -> str:
    return f"grade {row.ref} of learner {row.learner_id} in {row.context}"
