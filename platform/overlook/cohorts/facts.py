"""The rows behind a cohort's dashboard: seven queries, whatever the number of learners, objectives or answers."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.fields.json import KT

from assessments.models import Attempt
from essays.models import EssayVersion, Reading
from overlook.cohorts.dashboard import Tally
from overlook.cohorts.deadlines import dates_of
from overlook.cohorts.flags import Due, Signals, Streak
from overlook.cohorts.models import Assignment, Cohort, Enrolment, FlagSettled, Role
from overlook.progress.models import LearnerMisconception, LearnerObjective, Objective
from overlook.progress.posterior import PRIOR

_STANDING = (
    "objective",
    "evidence",
    "answers",
    "wrong_in_a_row",
    "confident_and_wrong",
    "alpha",
    "beta",
    "last",
    "last_at",
)


@dataclass(frozen=True)
class Seated:
    """One learner of the cohort; ``learner`` is 0 for somebody who has no record yet."""

    seat: int
    ref: str
    pseudonym: str
    joined_at: datetime
    name: str
    email: str
    learner: int


class Stand(NamedTuple):
    """One row of the roll-up; a plain tuple, since a large cohort has tens of thousands."""

    objective: int
    evidence: int
    answers: int
    wrong_in_a_row: int
    confident_and_wrong: int
    alpha: float
    beta: float
    last: str
    last_at: datetime | None

    @property
    def right(self) -> float:
        """First tries that were right, partial credit by its fraction: the posterior without its prior."""
        return self.alpha - PRIOR


@dataclass(frozen=True)
class Read:
    last_at: datetime
    completed_at: datetime | None


@dataclass(frozen=True)
class Facts:
    """What is recorded about a cohort, by learner."""

    assignments: Sequence[Assignment]
    learners: list[Seated]
    objectives: Mapping[int, Objective]
    standings: Mapping[int, list[Stand]]
    # By essay, and for papers by the context of their sittings.
    readings: Mapping[int, Mapping[str, Read]]
    misconceptions: list[tuple[str, str, int, int, int]]
    settled: Mapping[int, list[FlagSettled]]
    extensions: Mapping[tuple[int, int], int]

    def signals(self, seated: Seated) -> Signals:
        """What the flags' rules look at, for one learner."""
        standings = self.standings.get(seated.learner, [])
        readings = self.readings.get(seated.learner, {})
        seen = [own.last_at for own in standings if own.last_at] + [read.last_at for read in readings.values()]
        work = []
        for assignment in self.assignments:
            read = self.work_of(seated, assignment)
            completed = read.completed_at if read else None
            due_at = self.due_at(seated, assignment)
            work.append(Due(assignment.ref, assignment.title, assignment.opens_at, due_at, completed))
        streaks = []
        for own in standings:
            if not (own.wrong_in_a_row or own.confident_and_wrong):
                continue
            objective = self.objectives[own.objective]
            streaks.append(Streak(objective.slug, objective.text, own.wrong_in_a_row, own.confident_and_wrong))
        return Signals(
            since=seated.joined_at, last_seen=max(seen, default=None), work=tuple(work), streaks=tuple(streaks)
        )

    def due_at(self, seated: Seated, assignment: Assignment) -> datetime:
        """When an assignment is due for a learner, their extension counted in."""
        days = self.extensions.get((assignment.pk, seated.seat), 0)
        return dates_of(assignment, days).due_at if days else assignment.due_at

    def work_of(self, seated: Seated, assignment: Assignment) -> "Read | None":
        """What a learner did of an assignment: how far they read the essay, or the sitting of its paper."""
        name = assignment.context if assignment.is_paper else assignment.essay
        return self.readings.get(seated.learner, {}).get(name)

    def tallies(self) -> list[Tally]:
        """First tries by objective, over all learners of the cohort."""
        learners: dict[int, int] = defaultdict(int)
        tries: dict[int, int] = defaultdict(int)
        right: dict[int, float] = defaultdict(float)
        for standings in self.standings.values():
            for own in standings:
                if own.evidence:
                    learners[own.objective] += 1
                    tries[own.objective] += own.evidence
                    right[own.objective] += own.right
        return [
            Tally(objective.slug, objective.text, objective.essay, learners[pk], tries[pk], right[pk])
            for pk, objective in self.objectives.items()
        ]


def gather(cohort: Cohort) -> Facts:
    """Read everything. A cohort sees what its learners did in the essays that it assigns, and nothing else of them."""
    current = EssayVersion.objects.filter(essay__slug=OuterRef("essay"), essay__current=F("pk"))
    named = current.values_list(KT("manifest__misconceptions"))
    rows = Assignment.objects.filter(cohort=cohort).select_related("cohort").annotate(named=Subquery(named[:1]))
    # One row for each extension, or one without: so extensions cost no query of their own.
    extended = list(rows.annotate(seat=F("extensions__enrolment"), days=F("extensions__days")))
    assignments = list({assignment.pk: assignment for assignment in extended}.values())
    essays = list(dict.fromkeys(assignment.essay for assignment in assignments))
    papers = [assignment.context for assignment in assignments if assignment.is_paper]
    seats = Enrolment.objects.filter(cohort=cohort).learning().order_by("pseudonym")
    seated = seats.values_list("pk", "ref", "pseudonym", "created_at", "user__name", "user__email", "user__learner")
    learners = [Seated(*row[:-1], row[-1] or 0) for row in seated]
    objectives = Objective.objects.filter(essay__in=essays, retired=False)
    in_cohort = Q(learner__user__enrolments__cohort=cohort, learner__user__enrolments__role=Role.LEARNER)
    return Facts(
        assignments=assignments,
        learners=learners,
        objectives={objective.pk: objective for objective in objectives},
        standings=_standings(in_cohort, essays),
        readings=_readings(in_cohort, essays, papers),
        misconceptions=_misconceptions(in_cohort, [assignment.named for assignment in assignments]),
        settled=_settled(cohort),
        extensions={(one.pk, one.seat): one.days for one in extended if one.seat},
    )


def _standings(in_cohort: Q, essays: list[str]) -> dict[int, list[Stand]]:
    standings: dict[int, list[Stand]] = defaultdict(list)
    rows = LearnerObjective.objects.filter(in_cohort, objective__essay__in=essays, objective__retired=False)
    for learner, *row in rows.values_list("learner", *_STANDING):
        standings[learner].append(Stand(*row))
    return standings


def _readings(in_cohort: Q, essays: list[str], papers: list[str]) -> dict[int, dict[str, Read]]:
    """Essays read and papers sat; of several sittings the first that was handed in says when somebody was done."""
    found: dict[int, dict[str, Read]] = defaultdict(dict)
    read = Reading.objects.filter(in_cohort, essay__slug__in=essays)
    rows = read.values_list("learner", "essay__slug", "last_at", "completed_at")
    if papers:
        sat = Attempt.objects.filter(in_cohort, context__in=papers)
        rows = rows.union(sat.values_list("learner", "context", "opened_at", "closed_at"), all=True)
    for learner, name, last_at, completed_at in rows:
        other = found[learner].get(name)
        ends = [end for end in (completed_at, other.completed_at if other else None) if end]
        found[learner][name] = Read(max(last_at, other.last_at) if other else last_at, min(ends, default=None))
    return found


def _misconceptions(in_cohort: Q, named: list[str | None]) -> list[tuple[str, str, int, int, int]]:
    """Counts of the wrong ideas that the assigned essays name, each essay's as JSON from tag to text."""
    texts: dict[str, str] = {}
    for essay in named:
        texts |= json.loads(essay or "{}")
    rows = (
        LearnerMisconception.objects.filter(in_cohort, misconception__in=texts)
        .values("misconception")
        .annotate(learners=Count("learner"), first=Sum("first_tries"), later=Sum("later_tries"))
        .order_by("misconception")
    )
    return [
        (row["misconception"], texts[row["misconception"]], row["learners"], row["first"], row["later"]) for row in rows
    ]


def _settled(cohort: Cohort) -> dict[int, list[FlagSettled]]:
    settled: dict[int, list[FlagSettled]] = defaultdict(list)
    for flag in FlagSettled.objects.filter(enrolment__cohort=cohort):
        settled[flag.enrolment_id].append(flag)
    return settled
