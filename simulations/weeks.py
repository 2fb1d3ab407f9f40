"""The seed of the week: one instance of each challenge for a whole cohort, from Monday to Sunday in its time zone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from overlook.accounts.models import Learner
from overlook.kit.errors import NotFound
from simulations.engine.challenges import Challenge

#: Seeds are drawn below this.
SEEDS = 2**31
#: How a form and the API name the week's game of those who are in no cohort.
EVERYBODY = "everybody"


@dataclass(frozen=True)
class Week:
    """A week's game on offer. ``whose`` is what a form sends; ``cohort`` is empty for the seed that everybody has."""

    name: str
    whose: str
    cohort: str
    title: str
    ends_at: datetime


def weeks_for(learner: Learner | None, *, at: datetime) -> list[Week]:
    """The weeks' games that a learner may play: their cohorts', or the public one of those who are in none."""
    cohorts_of: Callable[[Learner], Sequence[tuple[str, str, str]]] = import_string(settings.SIMULATIONS["COHORTS_OF"])
    found = cohorts_of(learner) if learner is not None else ()
    if not found:
        return [_week(EVERYBODY, "", _("Everybody’s game of the week"), "UTC", at)]
    return [
        _week(ref, ref, _("Game of the week of %(cohort)s") % {"cohort": name}, zone, at) for ref, name, zone in found
    ]


def week_of(learner: Learner, whose: str, *, at: datetime) -> Week:
    """The offer that ``whose`` names.

    Raises
    ------
    NotFound
        The learner is not in that cohort, or there is none.
    """
    found = next((week for week in weeks_for(learner, at=at) if week.whose == whose), None)
    if found is None:
        sentence = _("There is no such game of the week for you.")
        raise NotFound(sentence, fields={"week": [sentence]})
    return found


def seed_of(challenge: Challenge, week: Week) -> int:
    """The week's seed: the same in every process, and not to be guessed without this site's secret."""
    words = "\n".join([challenge.slug, str(challenge.version), week.name, week.cohort])
    return int.from_bytes(salted_hmac("simulations.weeks", words, algorithm="sha256").digest()[:8]) % SEEDS


def _week(whose: str, cohort: str, title: str, zone: str, at: datetime) -> Week:
    local = at.astimezone(ZoneInfo(zone))
    year, number, day = local.isocalendar()
    monday = local.date() + timedelta(days=8 - day)
    return Week(f"{year}-W{number:02}", whose, cohort, title, datetime.combine(monday, time(), tzinfo=ZoneInfo(zone)))
