"""Applying a regrade and taking it back. Both only add rows: scores, outcomes, revisions; nothing is deleted.

The order of locks: the item, its attempts by key, then for each learner in turn what an answer locks, then the grades.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from assessments.gradelogs import counting
from assessments.grades import is_graded, keep_grades
from assessments.models import Attempt, GradeRevision, Item, ItemVersion, Regrade, RegradeUndo, Response, Score
from assessments.regrading import Plan, Proposal, attempts_in, plan_regrade
from assessments.variants import type_of
from overlook.accounts.models import User
from overlook.kit.errors import Conflict, Invalid
from overlook.progress.models import Outcome
from overlook.progress.services import record_outcome


@dataclass(frozen=True)
class _NewScore:
    """What a response's effective score becomes."""

    response: int
    version: ItemVersion
    grader_version: int
    raw: Decimal
    fraction: Decimal
    misconception: str


@transaction.atomic
def apply_regrade(*, proposal: Proposal, agreed: str, note: str, by: User | None, at: datetime) -> Regrade:
    """Do what a plan says, wholly or not at all.

    Parameters
    ----------
    agreed
        The hash of the plan that was seen. The same a second time returns the regrade that it became.

    Raises
    ------
    Conflict
        ``regrade-changed``: the table is another one by now; ``regrade-lowers``: somebody would fall and nobody said
        that they may; ``regrade-changes-nothing``.
    Invalid
        There is no note.
    """
    Item.objects.select_for_update().get(pk=proposal.item.pk)
    done = Regrade.objects.filter(item=proposal.item, sha256=agreed, undo=None).first()
    if done is not None:
        return done
    list(attempts_in(proposal).select_for_update(of=("self",)).values_list("pk"))
    plan = plan_regrade(proposal)
    _check(plan, agreed, note)
    regrade = Regrade.objects.create(
        item=proposal.item,
        from_version=proposal.seen,
        to_version=proposal.mended,
        policy=proposal.policy,
        scope=list(proposal.scope or ()),
        may_lower=proposal.may_lower,
        note=note.strip(),
        sha256=agreed,
        by=by,
        at=at,
    )
    version = proposal.mended or proposal.seen
    grader_version = type_of(version).grader_version
    scores = [
        _NewScore(each.response, version, grader_version, each.raw, each.after, each.misconception)
        for each in plan.rescored
    ]
    _score(regrade, scores, Score.Reason.REGRADE, at)
    _regrade_grades(regrade, GradeRevision.Cause.REGRADE, by, at)
    return regrade


@transaction.atomic
def undo_regrade(*, regrade: Regrade, note: str, by: User | None, at: datetime) -> RegradeUndo:
    """Take a regrade back: each answer's score is again what it was before. A second time changes nothing.

    Raises
    ------
    Conflict
        ``regrade-built-upon``: a later regrade of the same answers stands; that one goes first.
    """
    Item.objects.select_for_update().get(pk=regrade.item_id)
    done = RegradeUndo.objects.filter(regrade=regrade).first()
    if done is not None:
        return done
    attempts = Attempt.objects.filter(slots__item_version=regrade.from_version_id).order_by("pk")
    list(attempts.select_for_update(of=("self",)).values_list("pk"))
    before = _scores_before(regrade)
    undone = RegradeUndo.objects.create(regrade=regrade, note=note.strip(), by=by, at=at)
    _score(regrade, before, Score.Reason.UNDO, at)
    _regrade_grades(regrade, GradeRevision.Cause.UNDO, by, at)
    return undone


def _check(plan: Plan, agreed: str, note: str) -> None:
    if not plan.changes:
        raise Conflict(_("This regrade changes nobody's score."), code="regrade-changes-nothing")
    if plan.sha256 != agreed:
        raise Conflict(
            _("The table has changed since you saw it. Look at it again, then apply it."), code="regrade-changed"
        )
    if plan.lowers and not plan.proposal.may_lower:
        raise Conflict(
            _("Some would fall. Choose a policy that lowers nobody, or say that grades may fall."),
            code="regrade-lowers",
        )
    if not note.strip():
        sentence = _("Say why, in a sentence: it is kept with every grade that changes.")
        raise Invalid(_("Nothing was changed."), fields={"note": [sentence]})


def _score(regrade: Regrade, scores: Iterable[_NewScore], reason: str, at: datetime) -> None:
    """Insert the new effective scores, and bring the learners' record up to date."""
    scores = list(scores)
    rows = [
        Score(
            response_id=each.response,
            item_version=each.version,
            grader_version=each.grader_version,
            reason=reason,
            regrade=regrade.pk,
            raw=each.raw,
            fraction=each.fraction,
            misconception=each.misconception,
            at=at,
        )
        for each in scores
    ]
    Score.objects.bulk_create(rows, batch_size=500)
    _record(scores)


def _record(scores: list[_NewScore]) -> None:
    """A further revision of each answer's outcomes, learner by learner."""
    by_source = {f"response:{each.response}": each for each in scores}
    outcomes = Outcome.objects.filter(source__in=by_source)
    last = dict(outcomes.values_list("source").annotate(last=Max("revision")))
    first: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes.filter(revision=0).select_related("learner", "objective").order_by("learner", "pk"):
        first[outcome.source].append(outcome)
    for source, rows in first.items():
        one, score = rows[0], by_source[source]
        record_outcome(
            learner=one.learner,
            objectives=[row.objective.slug for row in rows],
            source=source,
            item=one.item,
            first_try=one.first_try,
            fraction=score.fraction,
            confidence=one.confidence,
            misconception=score.misconception,
            context=one.context,
            at=one.at,
            revision=last[source] + 1,
        )


def _regrade_grades(regrade: Regrade, cause: str, by: User | None, at: datetime) -> None:
    attempts = Attempt.objects.filter(counting(), slots__item_version=regrade.from_version_id)
    if regrade.scope:
        attempts = attempts.filter(context__in=regrade.scope)
    pools: dict[tuple[int, str], set[int]] = defaultdict(set)
    for assessment, context, learner in attempts.values_list("assessment", "context", "learner"):
        if is_graded(context):
            pools[(assessment, context)].add(learner)
    for (assessment, pool), learners in sorted(pools.items()):
        keep_grades(
            assessment=assessment,
            pool=pool,
            learners=learners,
            cause=cause,
            at=at,
            regrade=regrade,
            by=by,
            note=regrade.note if cause == GradeRevision.Cause.REGRADE else "",
        )


def _scores_before(regrade: Regrade) -> list[_NewScore]:
    """By answer that the regrade scored, the score that it had before."""
    touched = Score.objects.filter(regrade=regrade.pk, reason=Score.Reason.REGRADE)
    answers = Response.objects.filter(scores__in=touched).prefetch_related("scores__item_version").order_by("pk")
    found = []
    for response in answers:
        *_earlier, before, standing = _standing(sorted(response.scores.all(), key=lambda score: score.pk))
        if standing.regrade != regrade.pk:
            raise Conflict(
                _("A later regrade of the same answers stands. Take that one back first."), code="regrade-built-upon"
            )
        found.append(
            _NewScore(
                response.pk,
                before.item_version,
                before.grader_version,
                before.raw,
                before.fraction,
                before.misconception,
            )
        )
    return found


def _standing(scores: Iterable[Score]) -> list[Score]:
    """The scores of one answer that were not taken back, in their order: the last counts."""
    stack: list[Score] = []
    for score in scores:
        if score.reason == Score.Reason.UNDO:
            stack.pop()
        else:
            stack.append(score)
    return stack
