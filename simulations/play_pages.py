"""Page-sized reads of challenges and plays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from overlook.accounts.models import Learner
from overlook.figures.bands import Bands, Curve, bands, domain_of
from overlook.figures.svg import svg
from overlook.kit.errors import DomainError
from simulations import plays
from simulations.catalogue import challenges
from simulations.engine import schema
from simulations.engine.challenges import Challenge, Outcome, Step
from simulations.engine.parameters import Parameter
from simulations.forms import Field, field_for
from simulations.models import ChallengePlay

WIDTH, HEIGHT = 400, 320


@dataclass(frozen=True)
class Standing:
    """A challenge and how one learner has fared in it."""

    challenge: Challenge
    plays: Sequence[ChallengePlay]
    best: ChallengePlay | None
    unfinished: ChallengePlay | None


@dataclass(frozen=True)
class PlayPage:
    """One game as its player sees it: never the seed, never the hidden truth before the end."""

    challenge: Challenge
    play: ChallengePlay
    said: str
    steps: int
    facts: Sequence[tuple[str, str]]
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    debrief: Sequence[tuple[str, str]]
    picture: str
    fields: Sequence[Field]
    problems: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class _Action:
    """The declared fields of an action, in the shape that `schema.read_form` knows."""

    parameters: tuple[Parameter, ...]
    kernel: Any = None
    slug: str = "action"
    label: str = ""


def standings(learner: Learner | None) -> list[Standing]:
    """Every challenge with the learner's plays, in two queries at most."""
    mine = list(ChallengePlay.objects.of(learner).order_by("-created_at")[:500])
    return [standing(challenge, mine) for challenge in challenges().values()]


def standing(challenge: Challenge, mine: Sequence[ChallengePlay]) -> Standing:
    """How the plays among ``mine`` of one challenge went."""
    here = [play for play in mine if play.challenge == challenge.slug]
    scored = [play for play in here if play.score is not None]
    open_ones = [play for play in here if play.finished_at is None and play.version == challenge.version]
    best = max(scored, key=lambda play: play.score or 0.0, default=None)
    return Standing(challenge, here, best, next((play for play in open_ones if play.revision), None))


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
        return PlayPage(challenge, play, _("The rules have changed since this game."), 0, [], [], [], [], "", [], [])
    public = challenge.game.public(play.seed)
    actions = () if outcome.finished else challenge.game.actions(play.seed)
    wrong = {path.rpartition(".")[2]: sentences for path, sentences in (error.fields if error else {}).items()}
    fields = [field_for(parameter, data or {}, wrong.get(parameter.name, ())) for parameter in actions]
    named = {field.name for field in fields}
    problems = [(field.id, f"{field.label}: {sentence}") for field in fields for sentence in field.errors]
    problems += [("", sentence) for name, sentences in wrong.items() if name not in named for sentence in sentences]
    shown = outcome.steps[-1].shown if outcome.steps else public.get("start", {})
    return PlayPage(
        challenge=challenge,
        play=play,
        said=outcome.said,
        steps=_length(public, outcome),
        facts=[(_word(name), _value(value)) for name, value in shown.items()],
        heads=[_("Step"), *(_word(name) for name in outcome.steps[0].shown)] if outcome.steps else [],
        rows=[[str(step.number), *(_value(value) for value in step.shown.values())] for step in outcome.steps],
        debrief=[
            (_word(name), _value(value)) for name, value in outcome.debrief.items() if not isinstance(value, list)
        ],
        picture=_picture(public, outcome),
        fields=fields,
        problems=problems or ([("", error.message)] if error else []),
    )


def read_action(challenge: Challenge, play: ChallengePlay, data: Mapping[str, str]) -> dict[str, Any]:
    """An action from the strings of a form."""
    declared = challenge.game.actions(play.seed)
    action = schema.read_form([_Action(declared)], {**data, "family": "action"})
    del action["family"]
    return action


def _picture(public: Mapping[str, Any], outcome: Outcome) -> str:
    """The error step by step; beside it standing still and, once the game is over, the expert and the limit."""
    last = _length(public, outcome)
    start = public.get("start", {}).get("error")
    yours = _padded([start, *(_error(step) for step in outcome.steps)], last + 1)
    curves = [Curve(_("you"), "s1", yours)]
    expert = [step.get("error") for step in outcome.debrief.get("expert", ())]
    if expert:
        curves.append(Curve(_("expert"), "s2", _padded([start, *expert], last + 1)))
    for name, label in (("limit", _("limit")), ("still", _("standing still"))):
        if outcome.debrief.get(name) is not None:
            curves.append(Curve(label, "theory", [outcome.debrief[name]] * (last + 1)))
    spread = [value for curve in curves for value in curve.values]
    between = public.get("limit", {}).get("between", ())
    chart = Bands(
        id="game",
        left=52,
        top=30,
        width=WIDTH - 72,
        height=HEIGHT - 74,
        xs=list(range(last + 1)),
        x_log=False,
        x_label=_("step"),
        y_log=True,
        y_label=_("error (log scale)"),
        y_domain=domain_of([*spread, *between], log=True),
        curves=curves,
    )
    return svg(bands(chart), width=WIDTH, height=HEIGHT, title=outcome.said)


def _length(public: Mapping[str, Any], outcome: Outcome) -> int:
    """How many steps a game has."""
    return max(int(public.get("planks", 0)), len(outcome.steps), 1)


def _error(step: Step) -> float:
    shown = step.shown.get("error")
    return float(shown) if shown is not None else float(10**step.loss)


def _padded(values: Sequence[float | None], length: int) -> list[float | None]:
    return [*values, *[None] * (length - len(values))][:length]


def _word(name: str) -> str:
    """What the page calls a value that a game shows."""
    words = {
        "rows": _("Examples"),
        "features": _("Features"),
        "ridge": _("Ridge λ"),
        "purse": _("Coins left"),
        "error": _("Test error"),
        "ratio": _("Features per example"),
        "verdict": _("Plank"),
        "cracks": _("Cracks"),
        "noise": _("Noise"),
        "limit": _("A plank cracked above"),
        "still": _("Standing still"),
    }
    return words.get(name, name.replace("_", " ").capitalize())


def _value(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    verdicts = {"holds": _("✓ holds"), "creaks": _("! creaks"), "cracks": _("✗ cracks")}
    return verdicts.get(str(value), str(value))
