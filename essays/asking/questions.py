"""Which question a reader is asked in a review, and why; and which ones a test of an essay asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from essays import selectors
from overlook.accounts.models import Learner
from overlook.progress.choosing import DUE, THIN, WEAK, Candidate, choose, may_be_asked, shifted
from overlook.progress.posterior import NOT_ENOUGH, SECURE_STATE
from overlook.progress.selectors import Review, Standing, item_shares, met_items, reviews, standings

SITTING = 6
"""Questions in a review: at about a minute each, six minutes."""
CONSIDERED = 5
"""Objectives that are looked at for the next question: those that are due longest, then the weakest."""

BEFORE, AFTER, LATER = "pre", "post", "delayed"
_TEST_ROLES = {BEFORE: ("pre", "post", "review"), AFTER: ("pre", "post", "review"), LATER: ("review", "post", "pre")}


@dataclass(frozen=True)
class Chosen:
    """The next question of a review. ``why`` says why this objective, and why this of its questions."""

    essay: str
    item: str
    objective: str
    text: str
    reason: str
    chance: float
    why: tuple[str, ...]


@dataclass(frozen=True)
class _Wanted:
    standing: Standing
    review: Review | None
    reason: str

    @property
    def chance(self) -> float:
        """The chance of a right answer before one looks at the question: that of the standing, or a half."""
        estimate = self.standing.estimate
        chance = 0.5 if estimate is None else estimate
        return chance * self.review.recall if self.review and self.review.due else chance


def next_question(learner: Learner | None, *, at: datetime) -> Chosen | None:
    """The question to ask now, or None when nothing is due or weak, or all that could be asked has to rest."""
    if learner is None:
        return None
    asked, every = items_by_objective(), _wanted(learner, at)
    met = met_items(learner, [one.standing.objective for one in every])
    free = {
        objective: [(essay, item) for essay, item in items if may_be_asked(met.get(f"{essay}/{item}", ()), at)]
        for objective, items in asked.items()
    }
    wanted = [one for one in every if free.get(one.standing.objective)][:CONSIDERED]
    pool: dict[tuple[str, str], tuple[Candidate, _Wanted]] = {}
    for one in wanted:
        objective = one.standing.objective
        mean, shares = item_shares(objective)
        for essay, item in free[objective]:
            right, n = shares.get(f"{essay}/{item}", (0.0, 0))
            chance = shifted(one.chance, right=right, n=n, mean=mean)
            candidate = Candidate(essay, item, objective, one.reason, chance, met.get(f"{essay}/{item}", ()))
            pool.setdefault((essay, item), (candidate, one))
    found = choose([candidate for candidate, _one in pool.values()], at)
    return _chosen(*pool[found.bank, found.item], at) if found else None


def items_by_objective() -> dict[str, list[tuple[str, str]]]:
    """Essay and item of every question, by objective; predictions are not questions."""
    found: dict[str, list[tuple[str, str]]] = {}
    for entry in selectors.catalogue():
        for item in selectors.edition(entry.slug).manifest["items"]:
            if item["roles"] != ["predict"]:
                for objective in item["objectives"]:
                    found.setdefault(objective, []).append((entry.slug, item["id"]))
    return found


def items_of_test(essay: str, kind: str) -> list[str]:
    """The questions of a test: one for each objective, the same before and after, others a week later where there
    are."""
    items = selectors.edition(essay).manifest["items"]
    found: list[str] = []
    for aim in selectors.edition(essay).manifest["objectives"]:
        own = [item for item in items if aim["slug"] in item["objectives"] and item["roles"] != ["predict"]]
        ranked = sorted(own, key=lambda item: _rank(item["roles"], _TEST_ROLES[kind]))
        fresh = [item["id"] for item in ranked if item["id"] not in found]
        found += fresh[:1]
    return found


def _rank(roles: Sequence[str], order: Sequence[str]) -> int:
    return min((order.index(role) for role in roles if role in order), default=len(order))


def _wanted(learner: Learner, at: datetime) -> list[_Wanted]:
    """What is due, the longest first; then what is weak, the weakest first; then what has too little evidence."""
    stands = {standing.objective: standing for standing in standings(learner) if standing.answers}
    cards = {review.objective: review for review in reviews(learner, at=at)}
    due = [_Wanted(stands[slug], card, DUE) for slug, card in cards.items() if card.due and slug in stands]
    taken = {one.standing.objective for one in due}
    rest = [standing for slug, standing in stands.items() if slug not in taken and standing.state != SECURE_STATE]
    weak = sorted((one for one in rest if one.state != NOT_ENOUGH), key=lambda one: (one.estimate or 0, one.objective))
    thin = [one for one in rest if one.state == NOT_ENOUGH]
    return [
        *due,
        *(_Wanted(one, cards.get(one.objective), WEAK) for one in weak),
        *(_Wanted(one, cards.get(one.objective), THIN) for one in thin),
    ]


def _chosen(candidate: Candidate, wanted: _Wanted, at: datetime) -> Chosen:
    chance = round(100 * candidate.chance)
    nearest = _(
        "Of the questions that may be asked now, this one is nearest to seven in ten for you: we expect a right answer "
        "about %(chance)d times in 100."
    )
    return Chosen(
        essay=candidate.bank,
        item=candidate.item,
        objective=wanted.standing.objective,
        text=wanted.standing.text,
        reason=wanted.reason,
        chance=candidate.chance,
        why=(_why(wanted, at), nearest % {"chance": chance}),
    )


def _why(wanted: _Wanted, at: datetime) -> str:
    if wanted.reason == DUE and wanted.review:
        days = max((at - wanted.review.last_at).days, 1)
        sentence = ngettext(
            "Due for review: you last recalled this %(days)d day ago, and would still recall it about %(recall)d "
            "times in 100.",
            "Due for review: you last recalled this %(days)d days ago, and would still recall it about %(recall)d "
            "times in 100.",
            days,
        )
        return sentence % {"days": days, "recall": round(100 * wanted.review.recall)}
    if wanted.reason == WEAK:
        return _("Not secure yet: of your objectives this is the one where your answers are weakest.")
    return _("A few more answers, and we can say where you stand on this.")
