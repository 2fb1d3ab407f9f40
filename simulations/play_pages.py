"""Page-sized reads of challenges and plays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from overlook.accounts.models import Learner
from overlook.figures.svg import number
from overlook.kit.errors import DomainError
from overlook.kit.refs import new_ref
from simulations import drawing, plays, weeks
from simulations.catalogue import challenges
from simulations.engine.challenges import Challenge
from simulations.engine.parameters import Parameter
from simulations.engine.playing import from_form
from simulations.engine.scenes import Picture, Table
from simulations.models import ChallengePlay

_MOST_RADIOS = 6
# What a cell of a column of numbers begins with.
_NUMBERS = frozenset("0123456789−–")


@dataclass(frozen=True)
class Offer:
    """A week's game, and the learner's own play of it where there is one."""

    week: weeks.Week
    play: ChallengePlay | None


@dataclass(frozen=True)
class Standing:
    """A challenge and how one learner has fared in it."""

    challenge: Challenge
    tile: str
    plays: Sequence[ChallengePlay]
    best: ChallengePlay | None
    unfinished: ChallengePlay | None
    offers: Sequence[Offer]


@dataclass(frozen=True)
class Field:
    """One input of an action: ``kind`` is radio, select, checks, integer, number or text."""

    name: str
    label: str
    hint: str
    kind: str
    value: str
    errors: Sequence[str]
    options: Sequence[tuple[str, str, bool]] = ()
    minimum: str = ""
    maximum: str = ""

    @property
    def id(self) -> str:
        return f"id_{self.name}"


@dataclass(frozen=True)
class Drawing:
    """A picture as it stands in the page, with its key."""

    svg: str
    caption: str
    key: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Sheet:
    """A table as it stands in the page: each head and cell with whether its column holds numbers."""

    title: str
    folded: bool
    heads: Sequence[tuple[str, bool]]
    rows: Sequence[Sequence[tuple[str, bool]]]


@dataclass(frozen=True)
class PlayPage:
    """One game as its player sees it: never the seed, never the hidden truth before the end."""

    challenge: Challenge
    play: ChallengePlay
    key: str
    heading: str
    said: str
    facts: Sequence[tuple[str, str]] = ()
    drawings: Sequence[Drawing] = ()
    tables: Sequence[Sheet] = ()
    lesson: Sequence[str] = ()
    measured: Sequence[tuple[str, str]] = ()
    fields: Sequence[Field] = ()
    button: str = ""
    problems: Sequence[tuple[str, str]] = ()


def standings(learner: Learner | None, *, at: datetime) -> list[Standing]:
    """Every challenge with the learner's plays; the number of queries does not grow with either."""
    mine = list(ChallengePlay.objects.of(learner).order_by("-created_at")[:500])
    offered = weeks.weeks_for(learner, at=at)
    return [standing(challenge, mine, offered) for challenge in challenges().values()]


def standing(challenge: Challenge, mine: Sequence[ChallengePlay], offered: Sequence[weeks.Week]) -> Standing:
    """How the plays among ``mine`` of one challenge went."""
    here = [play for play in mine if play.challenge == challenge.slug]
    scored = [play for play in here if play.score is not None and play.counts]
    open_ones = [play for play in here if play.finished_at is None and play.version == challenge.version]
    best = max(scored, key=lambda play: play.score or 0.0, default=None)
    in_weeks = {(play.week, play.cohort): play for play in here if play.week and play.counts}
    offers = [Offer(week, in_weeks.get((week.name, week.cohort))) for week in offered]
    return Standing(
        challenge,
        _tile(challenge.slug, challenge.version),
        here,
        best,
        next((play for play in open_ones if play.revision), None),
        offers,
    )


@lru_cache(maxsize=64)
def _tile(slug: str, version: int) -> str:
    """The first picture of the sample game; drawn once in a process for each version of the rules."""
    found = challenges()[slug]
    pictures = found.game.scene(0, found.game.replay(0, found.sample)).pictures
    return drawing.tile(pictures[0], name=f"tile-{slug}-{version}") if pictures else ""


def play_page(
    challenge: Challenge,
    play: ChallengePlay,
    *,
    data: Mapping[str, str] | None = None,
    error: DomainError | None = None,
) -> PlayPage:
    """The game as it stands, with the form of the next action."""
    outcome = plays.replay(play)
    if outcome is None:
        said = _("The rules have changed since this game, so it can no longer be replayed. Its score stands.")
        return PlayPage(challenge, play, "", _("A game under earlier rules"), said)
    scene = challenge.game.scene(play.seed, outcome)
    declared = () if outcome.finished else challenge.game.actions(play.seed, play.actions)
    wrong = {path.rpartition(".")[2]: sentences for path, sentences in (error.fields if error else {}).items()}
    fields = [_field(parameter, data, wrong.get(parameter.name, ())) for parameter in declared]
    return PlayPage(
        challenge=challenge,
        play=play,
        key=new_ref(),
        heading=scene.heading,
        said=outcome.said,
        facts=scene.facts,
        drawings=[_drawing(picture, index) for index, picture in enumerate(scene.pictures)],
        tables=[_sheet(table) for table in scene.tables],
        lesson=scene.lesson,
        measured=_measured(outcome.loss, outcome.base, outcome.oracle) if outcome.finished else (),
        fields=fields,
        button=scene.button,
        problems=_problems(fields, wrong, error),
    )


def read_action(challenge: Challenge, play: ChallengePlay, data: Mapping[str, str]) -> dict[str, Any]:
    """An action from the strings of a form."""
    declared = challenge.game.actions(play.seed, play.actions) if play.finished_at is None else ()
    return from_form(declared, data)


def form_data(posted: "MultiValueDict[str, str]") -> dict[str, str]:
    """A form's strings by name; of a field that was sent several times, as boxes are, all of them."""
    return {name: " ".join(str(value) for value in posted.getlist(name)) for name in posted}


def _drawing(picture: Picture, index: int) -> Drawing:
    return Drawing(drawing.drawn(picture, name=f"game-{index}"), picture.caption, drawing.key(picture))


def _sheet(table: Table) -> Sheet:
    numbers = [all(row[place][:1] in _NUMBERS for row in table.rows) for place in range(len(table.heads))]
    rows = [list(zip(row, numbers, strict=True)) for row in table.rows]
    return Sheet(table.title, table.folded, list(zip(table.heads, numbers, strict=True)), rows)


def _problems(
    fields: Sequence[Field], wrong: Mapping[str, Sequence[str]], error: DomainError | None
) -> list[tuple[str, str]]:
    named = {field.name for field in fields}
    problems = [(field.id, f"{field.label}: {sentence}") for field in fields for sentence in field.errors]
    problems += [("", sentence) for name, sentences in wrong.items() if name not in named for sentence in sentences]
    return problems or ([("", error.message)] if error else [])


def _measured(loss: float, base: float, oracle: float) -> tuple[tuple[str, str], ...]:
    return (
        (_("Your loss"), number(loss)),
        (_("Standing still"), number(base)),
        (_("The expert"), number(oracle)),
    )


def _field(parameter: Parameter, data: Mapping[str, str] | None, errors: Sequence[str]) -> Field:
    given = data or {}
    default = "" if data and parameter.type in ("boolean", "numbers") else _text(parameter.default)
    value = given.get(parameter.name, default)
    chosen = set(value.split()) if parameter.type == "numbers" else {value}
    return Field(
        name=parameter.name,
        label=parameter.label,
        hint=_hint(parameter),
        kind=_kind(parameter),
        value=value,
        errors=errors,
        options=[(choice, label, choice in chosen) for choice, label in parameter.choices],
        minimum=_text(parameter.minimum),
        maximum=_text(parameter.maximum),
    )


def _kind(parameter: Parameter) -> str:
    if parameter.type == "choice":
        return "radio" if len(parameter.choices) <= _MOST_RADIOS else "select"
    if parameter.type == "numbers":
        return "checks" if parameter.choices else "text"
    return parameter.type


def _hint(parameter: Parameter) -> str:
    unit = "" if parameter.unit in ("", "1", "share") else f" {parameter.unit}"
    parts = [parameter.meaning]
    bounded = parameter.minimum is not None and parameter.maximum is not None and not parameter.choices
    if bounded and parameter.minimum is not None and parameter.maximum is not None:
        bounds = {"low": number(parameter.minimum, 6), "high": number(parameter.maximum, 6), "unit": unit}
        words = _("0, or %(low)s to %(high)s%(unit)s.") if parameter.or_zero else _("%(low)s to %(high)s%(unit)s.")
        parts.append(words % bounds)
    if parameter.type == "numbers" and not parameter.choices:
        parts.append(_("Up to %(most)d values, separated by spaces.") % {"most": parameter.max_items})
    return " ".join(parts)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return " ".join(_text(member) for member in value)
    return f"{value:g}" if isinstance(value, float) else str(value)
