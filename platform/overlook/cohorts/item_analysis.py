"""Item analysis of the essays that a cohort assigns: whose answers count, and the tables as CSV."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from assessments.analysis import BankAnalysis, OptionRow, QuestionAnalysis, Share, bank_analysis, question_analysis
from assessments.analysis_words import title_of
from assessments.engine.analysis import Estimate
from overlook.accounts.models import Learner
from overlook.cohorts.exports import Value, safe
from overlook.cohorts.models import Assignment, Cohort, Enrolment, Role
from overlook.kit.errors import NotFound


@dataclass(frozen=True)
class Essay:
    """An essay that the cohort assigns, whose questions may be looked at."""

    slug: str
    title: str


@dataclass(frozen=True)
class Analysed:
    """The essays of a cohort in the order of their assignments, and the contexts of its papers."""

    essays: tuple[Essay, ...]
    contexts: tuple[str, ...]

    def check(self, essay: str) -> None:
        """Raise ``NotFound`` for an essay that the cohort does not assign."""
        if all(each.slug != essay for each in self.essays):
            raise NotFound("This cohort assigns no such essay.")


def analysed(cohort: Cohort) -> Analysed:
    """One query."""
    assignments = list(Assignment.objects.filter(cohort=cohort))
    essays = {one.essay: Essay(one.essay, one.title) for one in reversed(assignments)}
    order = dict.fromkeys(one.essay for one in assignments)
    papers = tuple(one.context for one in assignments if one.is_paper)
    return Analysed(tuple(essays[slug] for slug in order), papers)


def of_bank(seat: Enrolment, among: Analysed, essay: str) -> BankAnalysis:
    """The questions of an assigned essay, over the cohort's learners."""
    among.check(essay)
    return bank_analysis(learners=_learners(seat), bank=essay, contexts=among.contexts)


def of_question(seat: Enrolment, essay: str, item: str, version: int | None) -> QuestionAnalysis:
    among = analysed(seat.cohort)
    among.check(essay)
    return question_analysis(learners=_learners(seat), bank=essay, item=item, contexts=among.contexts, version=version)


def version_asked(raw: str) -> int | None:
    """``?version=2`` as a number; nothing is all versions.

    Raises
    ------
    NotFound
        What is no number names no version.
    """
    if not raw:
        return None
    if not (raw.isascii() and raw.isdigit() and len(raw) < 6):
        raise NotFound("There is no such version of this question.")
    return int(raw)


def bank_csv(analysis: BankAnalysis) -> str:
    """One row for each question; empty cells where fewer than ten learners answered."""
    headers = [
        *("question", "type", "first answers", "difficulty", "low 95%", "high 95%"),
        *("item-rest correlation", "low 95%", "high 95%", "alpha without it", "flags"),
    ]
    rows = (
        [
            row.slug,
            row.type,
            "fewer than ten" if row.hidden else row.n,
            *_estimate(row.difficulty),
            *_estimate(row.discrimination),
            row.alpha_without,
            "; ".join(f"{title_of(flag)} {flag.option}".strip() for flag in row.flags),
        ]
        for row in analysis.questions
    )
    return _written(headers, rows)


def question_csv(analysis: QuestionAnalysis) -> str:
    """One row for each option, or kind of answer; counts under five are withheld."""
    headers = [
        *("option", "text", "right", "misconception", "chosen", "share", "top 27%", "bottom 27%"),
        *("point-biserial", "low 95%", "high 95%"),
    ]
    return _written(headers, (_option(row) for row in analysis.options))


def _option(row: OptionRow) -> list[Value]:
    withheld = row.all.count is None
    return [
        row.letter,
        row.plain,
        "yes" if row.right else "no",
        row.misconception,
        "withheld" if withheld else row.all.count,
        row.all.share,
        _told(row.top),
        _told(row.bottom),
        *_estimate(row.correlation),
    ]


def _told(share: Share) -> Value:
    return "withheld" if share.share is None else share.share


def _estimate(found: Estimate | None) -> tuple[Value, Value, Value]:
    return (found.value, found.low, found.high) if found else (None, None, None)


def _written(headers: Sequence[str], rows: Iterable[Sequence[Value]]) -> str:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(headers)
    writer.writerows([safe(value) for value in row] for row in rows)
    return file.getvalue()


def _learners(seat: Enrolment) -> QuerySet[Learner]:
    return Learner.objects.filter(user__enrolments__cohort=seat.cohort_id, user__enrolments__role=Role.LEARNER)
