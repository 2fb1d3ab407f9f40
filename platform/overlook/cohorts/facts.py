"""The rows behind a cohort's dashboard: seven queries, whatever the number of learners, objectives or answers."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.fields.json import KT

from essays.models import EssayVersion, Reading
from overlook.cohorts.dashboard import Tally
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
    readings: Mapping[int, Mapping[str, Read]]
    misconceptions: list[tuple[str, str, int, int, int]]
    settled: Mapping[int, list[FlagSettled]]

    def signals(self, seated: Seated) -> Signals:
        """What the flags' rules look at, for one learner."""
        standings = self.standings.get(seated.learner, [])
        readings = self.readings.get(seated.learner, {})
        seen = [own.last_at for own in standings if own.last_at] + [read.last_at for read in readings.values()]
        work = []
        for assignment in self.assignments:
            read = readings.get(assignment.essay)
            completed = read.completed_at if read else None
            work.append(Due(assignment.ref, assignment.title, assignment.opens_at, assignment.due_at, completed))
        streaks = []
        for own in standings:
            if not (own.wrong_in_a_row or own.confident_and_wrong):
                continue
            objective = self.objectives[own.objective]
            streaks.append(Streak(objective.slug, objective.text, own.wrong_in_a_row, own.confident_and_wrong))
        return Signals(
            since=seated.joined_at, last_seen=max(seen, default=None), work=tuple(work), streaks=tuple(streaks)
        )

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
    assignments = list(Assignment.objects.filter(cohort=cohort).annotate(named=Subquery(named[:1])))
    essays = [assignment.essay for assignment in assignments]
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
        readings=_readings(in_cohort, essays),
        misconceptions=_misconceptions(in_cohort, [assignment.named for assignment in assignments]),
        settled=_settled(cohort),
    )


def _standings(in_cohort: Q, essays: list[str]) -> dict[int, list[Stand]]:
    standings: dict[int, list[Stand]] = defaultdict(list)
    rows = LearnerObjective.objects.filter(in_cohort, objective__essay__in=essays, objective__retired=False)
    for learner, *row in rows.values_list("learner", *_STANDING):
        standings[learner].append(Stand(*row))
    return standings


def _readings(in_cohort: Q, essays: list[str]) -> dict[int, dict[str, Read]]:
    readings: dict[int, dict[str, Read]] = defaultdict(dict)
    rows = Reading.objects.filter(in_cohort, essay__slug__in=essays)
    for learner, essay, last_at, completed_at in rows.values_list("learner", "essay__slug", "last_at", "completed_at"):
        readings[learner][essay] = Read(last_at, completed_at)
    return readings


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
