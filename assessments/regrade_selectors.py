"""Page-sized reads for regrading: which questions were met at which versions, and what was done about them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from assessments.engine.variants import CANONICAL_SEED
from assessments.models import AttemptSlot, Bank, Item, ItemVersion, Regrade
from assessments.regrading import Proposal
from assessments.variants import variant_of
from overlook.kit.errors import Invalid, NotFound

Scope = tuple[str, ...] | None
"""The contexts that somebody may mend; None is all of them."""


@dataclass(frozen=True)
class Met:
    """One version of a question, and how many answers it had."""

    version: ItemVersion
    answers: int
    present: bool


@dataclass(frozen=True)
class Question:
    """A question that somebody met. ``mended``: it was answered at a version that is not the present one."""

    item: Item
    met: tuple[Met, ...]
    regrades: int

    @property
    def stem(self) -> str:
        """The question as the present version asks it, in its canonical variant: HTML."""
        present = next((each.version for each in self.met if each.present), None)
        return str(variant_of(present, CANONICAL_SEED).public["stem"]) if present else ""

    @property
    def mended(self) -> bool:
        return any(each.answers and not each.present for each in self.met)


def questions_met(bank: Bank, scope: Scope) -> list[Question]:
    """The questions of a bank that were answered within a scope, the mended ones first. Three queries."""
    counts = _answers(Q(item_version__item__bank=bank), scope)
    regrades = Prefetch("regrades", queryset=regrades_in(scope))
    items = Item.objects.filter(bank=bank).select_related("bank").prefetch_related("versions", regrades)
    found = [
        Question(item, _met(item, list(item.versions.all()), counts), len(item.regrades.all()))
        for item in items.order_by("position", "pk")
        if any(version.pk in counts for version in item.versions.all())
    ]
    return sorted(found, key=lambda question: not question.mended)


def question(bank: Bank, slug: str, scope: Scope) -> Question:
    """One question with every version of it. Three queries."""
    item = Item.objects.filter(bank=bank, slug=slug).select_related("bank").first()
    if item is None:
        raise NotFound(_("There is no such question."))
    versions = list(item.versions.select_related("item__bank", "key"))
    counts = _answers(Q(item_version__item=item), scope)
    return Question(item, _met(item, versions, counts), regrades_in(scope).filter(item=item).count())


def regrades_in(scope: Scope) -> QuerySet[Regrade]:
    """The regrades that somebody with this scope may see, newest first."""
    rows = Regrade.objects.select_related("undo", "by", "from_version", "to_version").order_by("-pk")
    if scope is None:
        return rows
    # The contexts are random references, so that one in the text of the list is one in the list.
    return rows.filter(_any_of(scope))


def own_regrade(bank: Bank, ref: str, scope: Scope) -> Regrade:
    """A regrade that somebody with this scope may take back: one that reached nothing else."""
    found = Regrade.objects.select_related("item", "from_version").filter(item__bank=bank, ref=ref).first()
    if found is None or (scope is not None and (not found.scope or not set(found.scope) <= set(scope))):
        raise NotFound(_("There is no such regrade, or it is not yours to take back."))
    return found


def proposal_of(
    asked: Question, scope: Scope, *, seen: int, mended: int | None, policy: str, may_lower: bool
) -> Proposal:
    """What is asked for, by the numbers of versions; ``mended`` None is the present one where a version is needed."""
    by_number = {each.version.number: each.version for each in asked.met}
    present = next((each.version for each in asked.met if each.present), None)
    target = present if mended is None else by_number.get(mended)
    wrong = {} if seen in by_number else {"seen": [_("Choose one of the versions of this question.")]}
    if mended is not None and target is None:
        wrong["mended"] = [_("Choose one of the versions of this question.")]
    if wrong:
        raise Invalid(_("This regrade does not go together."), fields=wrong)
    needed = policy not in (Regrade.Policy.FULL, Regrade.Policy.DROP)
    return Proposal(asked.item, by_number[seen], target if needed else None, policy, scope, may_lower)


def _any_of(scope: Sequence[str]) -> Q:
    wanted = Q(pk=None)
    for context in scope:
        wanted |= Q(scope__icontains=context)
    return wanted


def _answers(among: Q, scope: Scope) -> dict[int, int]:
    slots = AttemptSlot.objects.filter(among)
    if scope is not None:
        slots = slots.filter(attempt__context__in=scope)
    counts: dict[int, int] = defaultdict(int)
    for version, count in slots.values_list("item_version").annotate(count=Count("responses")):
        counts[version] += count
    return dict(counts)


def _met(item: Item, versions: Sequence[ItemVersion], counts: dict[int, int]) -> tuple[Met, ...]:
    ordered = sorted(versions, key=lambda version: version.number)
    return tuple(Met(version, counts.get(version.pk, 0), version.pk == item.current_id) for version in ordered)
