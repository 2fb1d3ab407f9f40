"""Page-sized reads of sittings: their questions and states, one question, the results, the history. No key, ever."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.answers import is_blank
from assessments.drafts import ANSWERED, DRAFT, EMPTY, draft_state
from assessments.engine import grading
from assessments.engine.papers import Policy, worth
from assessments.feedback import Feedback, feedback_on
from assessments.gradelogs import dropped_versions
from assessments.models import Assessment, Attempt, AttemptSlot, Draft, Response, Score
from assessments.selectors import ItemView, view_of
from assessments.variants import type_of, variant_of
from overlook.accounts.models import Learner
from overlook.kit.errors import NotFound

STATE_WORDS: Mapping[str, str | Promise] = {
    EMPTY: _("no answer yet"),
    DRAFT: _("begun, not an answer yet"),
    ANSWERED: _("answered"),
}


@dataclass(frozen=True)
class Place:
    """One question of a sitting, from outside. ``state`` is ``empty``, ``draft`` or ``answered``."""

    number: int
    state: str
    tries: int

    @property
    def word(self) -> str | Promise:
        return STATE_WORDS[self.state]


@dataclass(frozen=True)
class SittingView:
    """A sitting as its learner stands in it."""

    attempt: Attempt
    rules: Policy
    places: tuple[Place, ...]

    @property
    def answered(self) -> int:
        return sum(place.state == ANSWERED for place in self.places)

    @property
    def unanswered(self) -> list[Place]:
        return [place for place in self.places if place.state != ANSWERED]

    @property
    def title(self) -> str:
        return str(self.attempt.policy.get("title") or self.attempt.assessment.title)

    @property
    def home(self) -> str:
        """Where the sitting was begun."""
        return str(self.attempt.policy.get("home") or self.attempt.assessment.bank.home)

    @property
    def zone(self) -> str:
        """The time zone of whoever assigned it."""
        return str(self.attempt.policy.get("zone") or "UTC")

    @property
    def next_open(self) -> int:
        """The first question without an answer; the first one when all have one."""
        return self.unanswered[0].number if self.unanswered else 1


@dataclass(frozen=True)
class QuestionView:
    """One question of a sitting, with what was saved or answered and, where the policy tells it at once, its feedback.

    ``revision`` and ``saved_at`` are of the draft, 0 and None without one; ``problem`` says why it is no answer yet.
    """

    number: int
    item: ItemView
    revision: int
    saved_at: datetime | None
    problem: str
    tries: int
    tries_left: int | None
    credit: Decimal
    grading: bool


@dataclass(frozen=True)
class Result:
    """What came of one question; ``worth`` is after credit, None while a worker grades it."""

    number: int
    stem: str
    type: str
    tries: int
    late: bool
    worth: Decimal | None
    given: ItemView | None
    feedback: Feedback | None
    unread: bool

    @property
    def dom_id(self) -> str:
        return f"answer-{self.number}"


@dataclass(frozen=True)
class Sitting:
    """One line of the history. ``total`` is None until it is told, or while something is being graded."""

    attempt: Attempt
    questions: int
    answered: int
    late: bool
    told: bool
    total: Decimal | None


def paper_named(slug: str) -> Assessment:
    """A formal paper that was published, by its slug."""
    rows = Assessment.objects.select_related("current", "bank").filter(kind=Assessment.Kind.FORMAL, slug=slug)
    found = rows.filter(bank__organisation=None).exclude(current=None).first()
    if found is None:
        raise NotFound(gettext("There is no such paper."))
    return found


def sitting_view(attempt: Attempt) -> SittingView:
    """The sitting with the state of each question. Three queries."""
    slots = _slots(attempt)
    places = [_place(number, slot) for number, slot in enumerate(slots, start=1)]
    return SittingView(attempt, attempt.rules, tuple(places))


def question_view(
    attempt: Attempt, number: int, *, at: datetime, tried: int | None = None, fields: Mapping[str, Any] | None = None
) -> QuestionView:
    """The question at ``number``, filled with ``fields``, or its draft, or its last answer.

    ``tried`` asks for the feedback on that try, which is told when the policy says so.
    """
    slots = _slots(attempt)
    if not 1 <= number <= len(slots):
        raise NotFound(gettext("This attempt has no such question."))
    slot, rules = slots[number - 1], attempt.rules
    answers, draft = list(slot.responses.all()), _draft(slot)
    last = answers[-1] if answers else None
    filled: Mapping[str, Any] = fields or (draft.payload if draft else last.payload if last else {})
    view = view_of(slot.item_version, slot.seed, filled)
    shown = next((answer for answer in answers if answer.seq == tried), None)
    if shown is not None and attempt.tells(at):
        inputs = type_of(slot.item_version).inputs(variant_of(slot.item_version, slot.seed).public, shown.payload)
        view = replace(view, inputs=inputs, confidence=shown.confidence, feedback=_feedback(slot, shown))
    elif last is not None and not draft and not fields:
        view = replace(view, confidence=last.confidence)
    return QuestionView(
        number=number,
        item=replace(view, action=f"/attempts/{attempt.ref}/{number}"),
        revision=draft.revision if draft else 0,
        saved_at=draft.saved_at if draft and not is_blank(draft.payload) else None,
        problem=_problem(draft),
        tries=len(answers),
        tries_left=None if rules.tries is None else max(rules.tries - len(answers), 0),
        credit=rules.credit_of(len(answers) + 1 if rules.at_once else attempt.number),
        grading=shown is not None and _effective(shown) is None,
    )


def results(attempt: Attempt, *, at: datetime) -> list[Result]:
    """What came of each question, once it may be told; an empty list before. Four queries."""
    if not attempt.tells(at) or attempt.is_open:
        return []
    return [_result(attempt, number, slot) for number, slot in enumerate(_slots(attempt), start=1)]


def history(learner: Learner | None, context: str, *, at: datetime) -> list[Sitting]:
    """Every sitting of a learner in a context, the first first."""
    if learner is None:
        return []
    return sittings_in([context], at=at, learners=[learner.pk]).get((learner.pk, context), [])


def sittings_in(
    contexts: Sequence[str], *, at: datetime, learners: Iterable[int] | None = None, told: bool = False
) -> dict[tuple[int, str], list[Sitting]]:
    """By learner and context, every sitting that was not superseded: four queries, and one for each context.

    ``told`` shows totals whatever the policy tells the learner: for those who teach.
    """
    rows = Attempt.objects.filter(context__in=contexts).exclude(state=Attempt.State.SUPERSEDED)
    if learners is not None:
        rows = rows.filter(learner__in=learners)
    found: dict[tuple[int, str], list[Sitting]] = {}
    answers = Response.objects.order_by("seq").prefetch_related("scores")
    slots = AttemptSlot.objects.select_related("draft").prefetch_related(Prefetch("responses", queryset=answers))
    attempts = list(rows.order_by("number", "pk").prefetch_related(Prefetch("slots", queryset=slots)))
    drops: dict[str, dict[int, bool]] = {}
    for context in {attempt.context for attempt in attempts}:
        met = {slot.item_version_id for one in attempts if one.context == context for slot in one.slots.all()}
        drops[context] = dropped_versions(met, context)
    for attempt in attempts:
        line = _sitting(attempt, list(attempt.slots.all()), told or attempt.tells(at), drops[attempt.context])
        found.setdefault((attempt.learner_id, attempt.context), []).append(line)
    return found


def _slots(attempt: Attempt) -> list[AttemptSlot]:
    answers = Response.objects.order_by("seq").prefetch_related("scores")
    rows = attempt.slots.select_related("item_version__item__bank", "item_version__key", "draft")
    return list(rows.prefetch_related(Prefetch("responses", queryset=answers)).order_by("position", "pk"))


def _draft(slot: AttemptSlot) -> Draft | None:
    return getattr(slot, "draft", None)


def _problem(draft: Draft | None) -> str:
    if draft is None or draft.readable or is_blank(draft.payload):
        return ""
    return str(STATE_WORDS[DRAFT])


def _place(number: int, slot: AttemptSlot) -> Place:
    answers = len(slot.responses.all())
    return Place(number, ANSWERED if answers else draft_state(_draft(slot)), answers)


def _effective(response: Response) -> Score | None:
    """The score that counts: the newest; None while there is none."""
    return max(response.scores.all(), key=lambda score: score.pk, default=None)


def _feedback(slot: AttemptSlot, response: Response) -> Feedback | None:
    given = _effective(response)
    if given is None:
        return None
    version = slot.item_version
    variant = variant_of(version, slot.seed)
    verdict = type_of(version).grade(response.payload, variant)
    return feedback_on(bank=version.item.bank, variant=variant, verdict=verdict, response=response, score=given)


def _fractions(slot: AttemptSlot) -> list[Decimal]:
    """The effective score of each answer that has one, in their order."""
    given = [_effective(response) for response in slot.responses.all()]
    return [score.fraction for score in given if score is not None]


def _worth(attempt: Attempt, slot: AttemptSlot) -> Decimal | None:
    """What a question comes to in this sitting; None while an answer to it is being graded."""
    fractions = _fractions(slot)
    return worth(attempt.rules, attempt.number, fractions) if len(fractions) == len(slot.responses.all()) else None


def _result(attempt: Attempt, number: int, slot: AttemptSlot) -> Result:
    version, answers = slot.item_version, list(slot.responses.all())
    last, draft = (answers[-1] if answers else None), _draft(slot)
    return Result(
        number=number,
        stem=variant_of(version, slot.seed).public["stem"],
        type=version.type,
        tries=len(answers),
        late=any(answer.late for answer in answers),
        worth=_worth(attempt, slot),
        given=view_of(version, slot.seed, last.payload) if last else None,
        feedback=_feedback(slot, last) if last else None,
        unread=last is None and draft is not None and not draft.readable and not is_blank(draft.payload),
    )


def _sitting(attempt: Attempt, slots: Sequence[AttemptSlot], told: bool, dropped: Mapping[int, bool]) -> Sitting:
    answers = [answer for slot in slots for answer in slot.responses.all()]
    graded = all(_effective(answer) for answer in answers)
    places = tuple(grading.Place(slot.pk, slot.item_version_id, tuple(_fractions(slot))) for slot in slots)
    whole = grading.Sitting(attempt.number, attempt.rules, places)
    return Sitting(
        attempt=attempt,
        questions=len(slots),
        answered=sum(bool(slot.responses.all()) for slot in slots),
        late=any(answer.late for answer in answers),
        told=told,
        total=grading.sitting_total(whole, dropped) if told and graded and not attempt.is_open else None,
    )
