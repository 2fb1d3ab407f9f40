"""What to do next, one thing, about six minutes: decided from the record by rules that the page can say aloud."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from essays.selectors import Entry, Progress
from overlook.progress.posterior import NEEDS_WORK, NOT_ENOUGH, SECURE_STATE
from overlook.progress.selectors import Review, Standing


@dataclass(frozen=True)
class NextStep:
    title: str
    why: str
    label: str
    url: str
    minutes: int = 6


def next_step(
    entries: Sequence[Entry],
    progress: Sequence[Progress],
    standings: Sequence[Standing],
    reviews: Sequence[Review] = (),
) -> NextStep | None:
    """The first that applies: what is due for review, an essay begun, the weakest objective, one with too little
    evidence, a new essay."""
    titles = {entry.slug: entry for entry in entries}
    due = [review for review in reviews if review.due and review.essay in titles]
    if due:
        return _review(due)
    begun = next((one for one in progress if not one.done and one.slug in titles), None)
    if begun:
        return NextStep(
            title=_("Continue: %(title)s") % {"title": titles[begun.slug].title},
            why=_("You stopped at %(here)d of %(total)d.") % {"here": begun.furthest, "total": begun.total},
            label=_("Continue reading"),
            url=begun.url,
        )
    asked = [standing for standing in standings if standing.answers and standing.essay in titles]
    weak = sorted((s for s in asked if s.state == NEEDS_WORK), key=lambda standing: standing.estimate or 0)
    thin = [standing for standing in asked if standing.state == NOT_ENOUGH]
    if weak:
        return _check(weak[0], _("Your answers here were wrong more often than right."))
    if thin:
        return _check(thin[0], _("A few more answers and we can say where you stand."))
    read = {one.slug for one in progress}
    unread = next((entry for entry in entries if entry.slug not in read), None)
    if unread:
        return NextStep(unread.title, unread.summary, _("Read the essay"), unread.url, unread.minutes)
    middling = [standing for standing in asked if standing.state != SECURE_STATE]
    return _check(middling[0], _("Nearly secure: another question or two.")) if middling else None


def _review(due: Sequence[Review]) -> NextStep:
    title = ngettext("Review %(n)d objective", "Review %(n)d objectives", len(due)) % {"n": len(due)}
    first = min(due, key=lambda review: review.recall)
    why = _("Due now, before it is forgotten. First among them: %(text)s") % {"text": first.text}
    return NextStep(title, why, _("Review now"), "/review")


def _check(standing: Standing, why: str) -> NextStep:
    return NextStep(standing.text, why, _("Answer a few questions"), f"/check/{standing.objective}")
