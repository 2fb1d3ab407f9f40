"""Planning a regrade: which answers to an item version would score otherwise, and whose grade would rise or fall.

A plan only reads. Its hash says what somebody has seen and agreed to, so that nothing else is applied.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assessments.engine.carrying import CannotCarryError, carried, mended_variant
from assessments.engine.contract import Variant, Verdict
from assessments.engine.grading import grade
from assessments.engine.variants import digest
from assessments.feedback import score_of
from assessments.gradelogs import counting, effective_scores, logs_of
from assessments.grades import is_graded
from assessments.models import Attempt, Grade, Item, ItemVersion, Regrade, Response, Score
from assessments.variants import spec_of, type_of, variant_of
from overlook.kit.errors import Invalid

Policy = Regrade.Policy


@dataclass(frozen=True)
class Proposal:
    """What is asked for. ``scope`` names the contexts that it is for; None is all of them."""

    item: Item
    seen: ItemVersion
    mended: ItemVersion | None
    policy: str = Policy.BEST
    scope: tuple[str, ...] | None = None
    may_lower: bool = False


@dataclass(frozen=True)
class Rescore:
    """One answer: its score now and then. ``unread`` says why it keeps its score: it cannot be carried over."""

    response: int
    attempt: int
    learner: int
    before: Decimal
    after: Decimal
    raw: Decimal
    misconception: str
    changes: bool
    unread: str = ""


@dataclass(frozen=True)
class Regraded:
    """One learner's grade in one context, now and then. ``override`` stands above both, if it is set."""

    learner: int
    assessment: int
    context: str
    before: Decimal | None
    after: Decimal | None
    override: Decimal | None

    @property
    def direction(self) -> str:
        """``rises``, ``falls`` or ``stays``; nothing to grade is below every grade."""
        before, after = (Decimal(-1) if value is None else value for value in (self.before, self.after))
        return "rises" if after > before else "falls" if after < before else "stays"


@dataclass(frozen=True)
class Plan:
    """The dry run: every answer in question, and every grade that they are part of."""

    proposal: Proposal
    answers: tuple[Rescore, ...]
    grades: tuple[Regraded, ...]

    @property
    def rescored(self) -> tuple[Rescore, ...]:
        return tuple(answer for answer in self.answers if answer.changes)

    @property
    def unread(self) -> tuple[Rescore, ...]:
        return tuple(answer for answer in self.answers if answer.unread)

    @property
    def rising(self) -> tuple[Regraded, ...]:
        return tuple(row for row in self.grades if row.direction == "rises")

    @property
    def falling(self) -> tuple[Regraded, ...]:
        return tuple(row for row in self.grades if row.direction == "falls")

    @property
    def lowers(self) -> bool:
        """Whether any score or grade would fall."""
        return bool(self.falling) or any(answer.after < answer.before for answer in self.answers)

    @property
    def changes(self) -> bool:
        return bool(self.rescored or self.rising or self.falling)

    @property
    def sha256(self) -> str:
        """What somebody agrees to: each answer that scores otherwise, and everybody who would fall.

        Grades as such are not in it, since they move with every answer to another question.
        """
        asked = self.proposal
        return digest(
            [
                [asked.item.pk, asked.seen.pk, asked.mended and asked.mended.pk, asked.policy, asked.may_lower],
                list(asked.scope) if asked.scope is not None else None,
                [[each.response, str(each.before), str(each.after), each.misconception] for each in self.rescored],
                [[row.learner, row.context] for row in self.falling],
            ]
        )


def plan_regrade(proposal: Proposal) -> Plan:
    """What a regrade would do to whom.

    Raises
    ------
    Invalid
        The versions do not go together.
    """
    _check(proposal)
    answers = tuple(_answers(proposal))
    return Plan(proposal, answers, tuple(_grades(proposal, answers)))


def attempts_in(proposal: Proposal) -> QuerySet[Attempt]:
    """The attempts that met the version in question, in the order in which they are locked."""
    rows = Attempt.objects.filter(slots__item_version=proposal.seen)
    if proposal.scope is not None:
        rows = rows.filter(context__in=proposal.scope)
    return rows.order_by("pk")


def _check(proposal: Proposal) -> None:
    fields: dict[str, list[str]] = {}
    if proposal.policy not in Policy.values:
        fields["policy"] = [_("Choose one of: %(names)s.") % {"names": ", ".join(Policy.values)}]
    if proposal.seen.item_id != proposal.item.pk:
        fields["seen"] = [_("Choose a version of this question.")]
    elif proposal.policy in (Policy.BEST, Policy.REPLACE):
        if proposal.mended is None or proposal.mended.item_id != proposal.item.pk:
            fields["mended"] = [_("Choose the version by which the answers are to be scored.")]
        elif proposal.mended.type != proposal.seen.type:
            fields["mended"] = [_("That version is of another type, so it cannot read these answers.")]
    if fields:
        raise Invalid(_("This regrade does not go together."), fields=fields)


def _answers(proposal: Proposal) -> Iterable[Rescore]:
    rows = Response.objects.filter(slot__item_version=proposal.seen)
    if proposal.scope is not None:
        rows = rows.filter(attempt__context__in=proposal.scope)
    scores = effective_scores(Score.objects.filter(response__in=rows.values("pk")))
    mended: dict[int, Variant] = {}
    for response in rows.select_related("slot", "attempt").order_by("pk"):
        if response.pk in scores:
            _pk, _slot, fraction, misconception = scores[response.pk]
            yield _rescored(proposal, response, fraction, misconception, mended)


def _rescored(
    proposal: Proposal, response: Response, before: Decimal, misconception: str, mended: dict[int, Variant]
) -> Rescore:
    raw, after, tag, unread = before, before, misconception, ""
    if proposal.policy == Policy.FULL:
        raw, after, tag = Decimal(1), Decimal(1), ""
    elif proposal.policy in (Policy.BEST, Policy.REPLACE):
        try:
            verdict, fraction = _judged(proposal, response, mended)
        except CannotCarryError as reason:
            unread = str(reason)
        else:
            if proposal.policy == Policy.REPLACE or fraction > before:
                raw, after, tag = verdict.fraction, fraction, verdict.misconception
    return Rescore(
        response=response.pk,
        attempt=response.attempt_id,
        learner=response.attempt.learner_id,
        before=before,
        after=after,
        raw=raw,
        misconception=tag,
        changes=(after, tag) != (before, misconception),
        unread=unread,
    )


def _judged(proposal: Proposal, response: Response, mended: dict[int, Variant]) -> tuple[Verdict, Decimal]:
    """What the mended version says of an answer, hints taken off at its own prices. ``mended`` keeps its variants."""
    assert proposal.mended is not None
    item_type, slot = type_of(proposal.mended), response.slot
    if slot.seed not in mended:
        seen_spec, spec = spec_of(proposal.seen), spec_of(proposal.mended)
        mended[slot.seed] = mended_variant(item_type, seen_spec, slot.seed, slot.parameters, spec)
    variant = mended[slot.seed]
    answer = carried(item_type, response.payload, variant_of(proposal.seen, slot.seed), variant)
    verdict = item_type.grade(answer, variant)
    return verdict, score_of(variant, verdict, response.hints)


def _grades(proposal: Proposal, answers: Sequence[Rescore]) -> Iterable[Regraded]:
    """The grades that the attempts in question are part of, before and after."""
    instead = {answer.response: answer.after for answer in answers}
    dropping = {proposal.seen.pk: proposal.may_lower} if proposal.policy == Policy.DROP else {}
    pools: dict[tuple[int, str], set[int]] = defaultdict(set)
    attempts = attempts_in(proposal).filter(counting())
    for assessment, context, learner in attempts.values_list("assessment", "context", "learner"):
        if is_graded(context):
            pools[(assessment, context)].add(learner)
    for (assessment, pool), learners in sorted(pools.items()):
        now = logs_of(assessment, pool, learners)
        then = logs_of(assessment, pool, learners, instead=instead, dropping=dropping)
        overrides = _overrides(assessment, pool, learners)
        for learner in sorted(learners):
            before, after = grade(*now[learner]), grade(*then[learner])
            if before is not None or after is not None:
                yield Regraded(learner, assessment, pool, before, after, overrides.get(learner))


def _overrides(assessment: int, pool: str, learners: Iterable[int]) -> dict[int, Decimal]:
    rows = Grade.objects.filter(assessment=assessment, context=pool, learner__in=list(learners))
    return {row.learner_id: row.override for row in rows if row.override is not None}
