"""Page-sized reads: what the pages of runs and results show, as frozen dataclasses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from overlook.figures.svg import Range
from simulations import chart, reading, selectors, wording
from simulations.catalogue import simulation as find_simulation
from simulations.computing import result_hash
from simulations.engine.contract import Simulation
from simulations.forms import SEEDS, as_form
from simulations.models import Recipe, Result, Run
from simulations.reading import Brief, Note

WIDTH, NARROWEST, WIDEST, PRINTED = 400, 280, 1200, 640


@dataclass(frozen=True)
class Given:
    """One parameter as the page says it."""

    label: str
    value: str
    unit: str


@dataclass(frozen=True)
class Picture:
    """Panels and table of what is computed so far."""

    panels: list[chart.Panel]
    table: chart.Table | None
    seeds: int

    @property
    def beside(self) -> Sequence[chart.Panel]:
        """The panels that stand beside the parameters: the first, and the second where the rest would not pair."""
        return self.panels[: 1 if len(self.panels) % 2 else 2]

    @property
    def pairs(self) -> Sequence[chart.Panel]:
        """The panels that stand in pairs below."""
        return self.panels[len(self.beside) :]

    @property
    def domains(self) -> str:
        """The axes in one string, for a page that asks for its next picture on the same ones.

        An axis without a curve is a guess, and the first seeds need not keep to it.
        """
        kept = [panel for panel in self.panels if not panel.empty]
        return ";".join(f"{panel.key}:{panel.domain[0]:g}:{panel.domain[1]:g}" for panel in kept)


@dataclass(frozen=True)
class RunPage:
    run: Run
    title: str
    family: str
    given: Sequence[Given]
    picture: Picture
    notes: Sequence[Note]
    status: str
    away: bool
    code: str
    result: str
    query: str


@dataclass(frozen=True)
class ResultPage:
    result: Result
    title: str
    family: str
    given: Sequence[Given]
    picture: Picture
    notes: Sequence[Note]
    brief: Brief
    said: str
    code: str
    complete: bool
    query: str

    @property
    def named(self) -> str:
        """What was computed, in a few words."""
        return f"{self.title}: {self.family}"


def run_page(run: Run, *, at: datetime, width: int = WIDTH, domains: Mapping[str, Range] | None = None) -> RunPage:
    """Everything about one run."""
    leaf = find_simulation(run.recipe.simulation)
    away = selectors.worker_is_away(run, at=at)
    return RunPage(
        run=run,
        title=leaf.title,
        family=leaf.family(run.recipe.params).label,
        given=given(leaf, run.recipe),
        picture=picture(run.recipe, run.seeds, width=width, domains=domains),
        notes=reading.notes(leaf, run.recipe.given),
        status=_status(run, leaf, away=away),
        away=away,
        code=leaf.code(run.recipe.given, run.seeds),
        result=result_hash(run.recipe.key, run.seeds) if run.status == Run.Status.DONE else "",
        query=_query(run.recipe, run.seeds),
    )


def result_page(result: Result, *, width: int = WIDTH) -> ResultPage:
    """Everything about one permanent result."""
    recipe = result.recipe
    leaf = find_simulation(recipe.simulation)
    return ResultPage(
        result=result,
        title=leaf.title,
        family=leaf.family(recipe.params).label,
        given=given(leaf, recipe),
        picture=picture(recipe, result.seeds, width=width),
        notes=reading.notes(leaf, recipe.given),
        brief=reading.brief(leaf),
        said=_described(recipe, result.seeds, leaf),
        code=leaf.code(recipe.given, result.seeds),
        complete=selectors.is_complete(recipe, result.seeds),
        query=_query(recipe, result.seeds),
    )


def picture(recipe: Recipe, seeds: int, *, width: int = WIDTH, domains: Mapping[str, Range] | None = None) -> Picture:
    """The panels and the table over those of the first ``seeds`` seeds that are computed."""
    leaf = find_simulation(recipe.simulation)
    axis, declared = leaf.axis(recipe.given), leaf.series(recipe.given)
    summary = selectors.numbers(recipe, seeds)
    theory = summary["theory"] if summary else leaf.theory(recipe.given)
    return Picture(
        panels=chart.panels(axis, declared, summary, theory, width=width, domains=domains or {}),
        table=chart.table(axis, declared, summary) if summary else None,
        seeds=summary["n"] if summary else 0,
    )


def read_width(text: str) -> int:
    """The width that a page asks its pictures in, within reason."""
    return min(max(int(text), NARROWEST), WIDEST) if text.isdecimal() and len(text) < 6 else WIDTH


def read_domains(text: str) -> dict[str, Range]:
    """The axes that `Picture.domains` wrote; what is not readable is left out."""
    found = {}
    for part in text[:2000].split(";"):
        key, _sep, edges = part.partition(":")
        try:
            low, high = (float(edge) for edge in edges.split(":"))
        except ValueError:
            continue
        if -1e300 < low < high < 1e300:
            found[key] = (low, high)
    return found


def _query(recipe: Recipe, seeds: int) -> str:
    """The address of the form, filled in with this recipe."""
    return urlencode(as_form(recipe.params) | {SEEDS: str(seeds)})


def given(leaf: Simulation, recipe: Recipe) -> list[Given]:
    """Every parameter with its value, as the page says them."""
    return [
        Given(
            parameter.label,
            _data(recipe) if parameter.type == "data" else _shown(parameter.choices, recipe.params[parameter.name]),
            "" if parameter.unit in ("1", "share") or parameter.unit in parameter.label.lower() else parameter.unit,
        )
        for parameter in leaf.family(recipe.params).parameters
        if parameter.name in recipe.params
    ]


def _data(recipe: Recipe) -> str:
    return _("an example") if recipe.data_set is None else recipe.data_set.sized


def _shown(choices: Sequence[tuple[str, str]], value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list | tuple):
        return ", ".join(f"{member:g}" for member in value)
    if isinstance(value, str):
        return dict(choices).get(value, value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _status(run: Run, leaf: Simulation, *, away: bool) -> str:
    """One sentence on how the run stands."""
    count = {"done": run.seeds_done, "total": run.seeds}
    if away:
        return _("The worker is offline. Your run is queued and nothing is lost: it begins when a worker is back.")
    if run.status == Run.Status.QUEUED:
        return _("Waiting for a worker.")
    if run.status == Run.Status.RUNNING:
        words = ngettext("The seed is being computed.", "%(done)d of %(total)d seeds are computed.", run.seeds)
        return words % count
    if run.status == Run.Status.CANCELLED:
        words = ngettext(
            "Cancelled after %(done)d of %(total)d seed.", "Cancelled after %(done)d of %(total)d seeds.", run.seeds
        )
        return words % count
    if run.status == Run.Status.FAILED:
        return run.error
    words = ngettext("Done, %(total)d seed.", "Done, %(total)d seeds.", run.seeds)
    return words % count + " " + _described(run.recipe, run.seeds, leaf)


def _described(recipe: Recipe, seeds: int, leaf: Simulation) -> str:
    summary = selectors.numbers(recipe, seeds)
    if summary is None:
        return ""
    axis = leaf.family(recipe.params).kernel.axis(recipe.given)
    return wording.said(leaf.said(recipe.given, summary), axis)
