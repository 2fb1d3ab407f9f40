"""The results feed of the API: a learner's standing on an objective, in the order in which it changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from overlook.cohorts.models import Assignment, Enrolment, Role
from overlook.progress.models import LearnerObjective, Objective
from overlook.progress.posterior import NOT_ENOUGH, estimate


@dataclass(frozen=True)
class Result:
    learner: str
    name: str
    objective: Objective
    evidence: int
    answers: int
    state: str
    estimate: float | None
    last_at: datetime | None


def results_of(seat: Enrolment, *, since: datetime | None) -> QuerySet[LearnerObjective]:
    """Standings of the cohort's learners in the essays that it assigns, changed after ``since``."""
    in_cohort = Q(learner__user__enrolments__cohort=seat.cohort_id, learner__user__enrolments__role=Role.LEARNER)
    essays = Assignment.objects.filter(cohort=seat.cohort_id).values("essay")
    rows = LearnerObjective.objects.filter(in_cohort, objective__essay__in=essays, last_at__isnull=False)
    if since is not None:
        rows = rows.filter(last_at__gt=since)
    return rows.select_related("objective", "learner")


def result_rows(seat: Enrolment, rows: Iterable[LearnerObjective]) -> list[Result]:
    """One page of the feed, named as the viewer may see it."""
    rows = list(rows)
    users = [row.learner.user_id for row in rows]
    seats = {
        enrolment.user_id: enrolment
        for enrolment in Enrolment.objects.filter(cohort=seat.cohort_id, user__in=users).select_related("user")
    }
    results = []
    for row in rows:
        own = seats[row.learner.user_id or 0]
        said = estimate(row.alpha, row.beta, row.evidence)
        results.append(
            Result(
                learner=own.ref,
                name=str(own.user) if seat.teaches else own.pseudonym,
                objective=row.objective,
                evidence=row.evidence,
                answers=row.answers,
                state=said.state,
                estimate=None if said.state == NOT_ENOUGH else said.mean,
                last_at=row.last_at,
            )
        )
    return results
