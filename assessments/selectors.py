"""Page-sized reads of assessments, as frozen dataclasses. Nothing here carries any of a key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from assessments.drafts import ANSWERED, SavedDraft, draft_state, saved, slot_at
from assessments.engine.contract import ItemType
from assessments.engine.papers import Policy
from assessments.engine.variants import CANONICAL_SEED
from assessments.feedback import Feedback, feedback_on
from assessments.models import (
    PERSONAL,
    Assessment,
    Attempt,
    AttemptSlot,
    Bank,
    Draft,
    HintTaken,
    Item,
    ItemVersion,
    Response,
    Score,
)
from assessments.variants import type_of, variant_of
from overlook.accounts.models import Learner
from overlook.kit.errors import NotFound

VERSION_SHOWN = 12


@dataclass(frozen=True)
class ItemView:
    """Everything that ``assessments/item.html`` prints. As `item_view` gives it, it is the same for every reader.

    ``scripts`` names the built modules that take hold of its inputs (for ``{% asset %}``).
    """

    bank: str
    bank_title: str
    id: str
    type: str
    roles: tuple[str, ...]
    version: str
    stem: str
    inputs: Mapping[str, Any]
    template: str
    scripts: tuple[str, ...]
    action: str
    hint_action: str
    home: str
    hint_costs: tuple[float, ...]
    confidence: str = ""
    hints: tuple[str, ...] = ()
    feedback: Feedback | None = None
    refusal: str = ""
    errors: Mapping[str, list[str]] | None = None

    @property
    def dom_id(self) -> str:
        return f"item-{self.id}"

    @property
    def next_hint(self) -> int:
        """The number of the hint to ask for next; 0 when there is none."""
        return len(self.hints) + 1 if len(self.hints) < len(self.hint_costs) else 0

    @property
    def next_hint_cost(self) -> float:
        return self.hint_costs[len(self.hints)] if self.next_hint else 0.0


@dataclass(frozen=True)
class AttemptItem:
    """One item of an attempt, as its learner may see it. ``state`` is ``empty``, ``draft`` or ``answered``."""

    number: int
    item: str
    type: str
    version: str
    question: Mapping[str, Any]
    state: str
    late: bool
    tries: int
    fraction: Decimal | None
    feedback: Feedback | None


@dataclass(frozen=True)
class StoredDraft(SavedDraft):
    """A draft with what it says, for the learner who wrote it."""

    answer: Mapping[str, Any]


@dataclass(frozen=True)
class AttemptView:
    attempt: Attempt
    assessment: str
    rules: Policy
    server_time: datetime
    items: tuple[AttemptItem, ...]


def _items(bank: str) -> QuerySet[Item]:
    rows = Item.objects.filter(bank__slug=bank, bank__organisation=None, retired=False, current__isnull=False)
    return rows.select_related("bank", "current__key", "current__item__bank")


def published_item(bank: str, item_id: str) -> Item:
    """The item as it is asked now, with its version, key and bank at hand. One query."""
    found = _items(bank).filter(slug=item_id).first()
    if found is None:
        raise NotFound(_("There is no such question."))
    return found


def practice_of(bank: Bank) -> Assessment:
    return Assessment.objects.select_related("current").get(bank=bank, slug=bank.slug)


def practice_assessment(slug: str) -> Assessment:
    """The public assessment of that name, such as an essay's practice."""
    rows = Assessment.objects.select_related("current").filter(bank__organisation=None, slug=slug)
    found = rows.exclude(current=None).first()
    if found is None:
        raise NotFound(_("There is no such assessment."))
    return found


def item_view(bank: str, item_id: str, *, fields: Mapping[str, Any] | None = None) -> ItemView:
    """One item, the same for every reader; ``fields`` fills its inputs with what was last sent. One query."""
    return _view(published_item(bank, item_id), fields or {})


def item_views(bank: str) -> dict[str, ItemView]:
    """All items of a bank by id, in order: what an essay needs. One query."""
    return {item.slug: _view(item, {}) for item in _items(bank)}


def answered_view(
    learner: Learner | None, bank: str, item_id: str, *, seq: int | None = None, context: str = PERSONAL
) -> ItemView:
    """The item as this learner meets it: hints that were told, and the feedback on try ``seq`` with its answer kept."""
    item = published_item(bank, item_id)
    view = _view(item, {})
    version = item.current
    if learner is None or version is None:
        return view
    slots = AttemptSlot.objects.filter(
        attempt__learner=learner, attempt__context=context, attempt__state=Attempt.State.OPEN, item_version=version
    )
    slot = slots.select_related("attempt").first()
    if slot is None:
        return view
    view = replace(view, hints=_hints_told(slot, version))
    return _with_try(view, item, slot, seq) if seq else view


def _with_try(view: ItemView, item: Item, slot: AttemptSlot, seq: int) -> ItemView:
    response = Response.objects.filter(slot=slot, seq=seq).first()
    version = item.current
    if response is None or version is None:
        return view
    feedback = _feedback(item.bank, version, slot, response) if slot.attempt.rules.at_once else None
    inputs = type_of(version).inputs(variant_of(version, slot.seed).public, response.payload)
    return replace(view, inputs=inputs, confidence=response.confidence, feedback=feedback)


def has_answered(learner: Learner | None, bank: str, item_id: str) -> bool:
    """Whether a learner has ever answered an item: the gate of a reveal."""
    if learner is None:
        return False
    return Response.objects.filter(
        attempt__learner=learner,
        slot__item_version__item__slug=item_id,
        slot__item_version__item__bank__slug=bank,
        slot__item_version__item__bank__organisation=None,
    ).exists()


def answered_items(learner: Learner | None, bank: str) -> dict[str, Decimal]:
    """By item, the best fraction that a learner has reached in a bank. One query."""
    if learner is None:
        return {}
    rows = Score.objects.filter(
        response__attempt__learner=learner,
        item_version__item__bank__slug=bank,
        item_version__item__bank__organisation=None,
    )
    # What a paper came to is told by the paper, when its policy says so.
    rows = rows.exclude(response__attempt__assessment__kind=Assessment.Kind.FORMAL)
    # A regrade leaves earlier scores where they are: the newest of each answer counts.
    newest = {
        row[0]: row[1:] for row in rows.order_by("pk").values_list("response", "item_version__item__slug", "fraction")
    }
    best: dict[str, Decimal] = {}
    for slug, fraction in newest.values():
        best[slug] = max(fraction, best.get(slug, fraction))
    return best


def own_attempt(learner: Learner | None, ref: str) -> Attempt:
    """An attempt by its reference; somebody else's is not there."""
    rows = Attempt.objects.visible_to(learner).select_related("assessment__bank", "version", "learner")
    found = rows.filter(ref=ref).first()
    if found is None:
        raise NotFound(_("There is no such attempt, or it is not yours."))
    return found


def stored_draft(attempt: Attempt, number: int) -> StoredDraft:
    """What is saved for a question of an attempt; not found while nothing is."""
    slot = slot_at(attempt, number)
    draft = Draft.objects.filter(slot=slot).first()
    if draft is None:
        raise NotFound(_("Nothing is saved for this question."))
    return StoredDraft(**vars(saved(draft, slot, number)), answer=draft.payload)


def attempt_view(attempt: Attempt, *, at: datetime) -> AttemptView:
    """An attempt with its items, tries and, once released, feedback. Four queries."""
    responses = Response.objects.order_by("seq").prefetch_related("scores")
    slots = attempt.slots.select_related("item_version__item__bank", "item_version__key", "draft")
    rows = slots.prefetch_related(Prefetch("responses", queryset=responses)).order_by("position", "pk")
    tells = attempt.tells(at)
    found = [_attempt_item(number, slot, tells) for number, slot in enumerate(rows, start=1)]
    return AttemptView(
        attempt=attempt, assessment=attempt.assessment.slug, rules=attempt.rules, server_time=at, items=tuple(found)
    )


def _attempt_item(number: int, slot: AttemptSlot, tells: bool) -> AttemptItem:
    version = slot.item_version
    answers = list(slot.responses.all())
    last = answers[-1] if answers and tells else None
    feedback = _feedback(version.item.bank, version, slot, last) if last else None
    return AttemptItem(
        number=number,
        item=version.item.slug,
        type=version.type,
        version=version.sha256[:VERSION_SHOWN],
        question=variant_of(version, slot.seed).public,
        state=ANSWERED if answers else draft_state(getattr(slot, "draft", None)),
        late=any(answer.late for answer in answers),
        tries=len(answers),
        fraction=feedback.fraction if feedback else None,
        feedback=feedback,
    )


def _feedback(bank: Bank, version: ItemVersion, slot: AttemptSlot, response: Response) -> Feedback | None:
    """What is told about an answer; None while a worker grades it."""
    variant = variant_of(version, slot.seed)
    verdict = type_of(version).grade(response.payload, variant)
    score = max(response.scores.all(), key=lambda score: score.pk, default=None)
    if score is None:
        return None
    return feedback_on(bank=bank, variant=variant, verdict=verdict, response=response, score=score)


def _hints_told(slot: AttemptSlot, version: ItemVersion) -> tuple[str, ...]:
    told = HintTaken.objects.filter(slot=slot).count()
    return tuple(hint["text"] for hint in variant_of(version, slot.seed).key["hints"][:told])


def _view(item: Item, fields: Mapping[str, Any]) -> ItemView:
    version = item.current
    if version is None:
        raise NotFound(_("There is no such question."))
    return view_of(version, CANONICAL_SEED, fields)


def view_of(version: ItemVersion, seed: int, fields: Mapping[str, Any]) -> ItemView:
    """A version at a seed as it is printed, its inputs filled with ``fields``. No query, given its item and bank."""
    item, bank = version.item, version.item.bank
    return printed(
        bank=(bank.slug, bank.title, bank.home),
        item=item.slug,
        item_type=type_of(version),
        roles=version.roles,
        sha256=version.sha256,
        public=variant_of(version, seed).public,
        fields=fields,
    )


def printed(
    *,
    bank: tuple[str, str, str],
    item: str,
    item_type: ItemType,
    roles: Sequence[str],
    sha256: str,
    public: Mapping[str, Any],
    fields: Mapping[str, Any],
) -> ItemView:
    """An item as it is printed; ``bank`` is its slug, its title and the page where it stands."""
    slug, title, home = bank
    address = f"/items/{slug}/{item}"
    own = ("items.js",) if item_type.enhanced else ()
    return ItemView(
        bank=slug,
        bank_title=title,
        id=item,
        type=item_type.slug,
        roles=tuple(roles),
        version=sha256[:VERSION_SHOWN],
        stem=public["stem"],
        inputs=item_type.inputs(dict(public), fields),
        template=f"items/{item_type.slug.replace('-', '_')}/item.html",
        scripts=("assessments/items.js", *own),
        action=address,
        hint_action=f"{address}/hint",
        home=f"{home}#item-{item}",
        hint_costs=tuple(public["hint_costs"]),
        confidence=str(fields.get("confidence") or ""),
    )
