"""The runs of one learner as lists."""

from collections.abc import Sequence
from dataclasses import dataclass

from overlook.accounts.models import Learner
from simulations.catalogue import simulations
from simulations.computing import result_hash
from simulations.engine.contract import Simulation
from simulations.models import Run

PAGE = 25


@dataclass(frozen=True)
class Listed:
    """One run with the words for what it computes; ``result`` is the hash of its result, or empty."""

    run: Run
    title: str
    family: str
    data: str
    result: str


@dataclass(frozen=True)
class RunsPage:
    """A page of runs; 0 for the neighbour that is not there."""

    runs: Sequence[Listed]
    newer: int
    older: int


def runs_page(learner: Learner | None, *, number: int = 1, size: int = PAGE) -> RunsPage:
    """Page ``number`` of the learner's runs, the newest first; runs of simulations that are gone are left out."""
    known = simulations()
    mine = Run.objects.of(learner).filter(recipe__simulation__in=list(known)).select_related("recipe__data_set")
    found = list(mine.order_by("-created_at", "-pk")[(number - 1) * size : number * size + 1])
    listed = [_listed(run, known[run.recipe.simulation]) for run in found[:size]]
    return RunsPage(listed, number - 1, number + 1 if len(found) > size else 0)


def read_number(text: str) -> int:
    """The number of a page; 1 for what is none."""
    return max(int(text), 1) if text.isdecimal() and len(text) < 6 else 1


def _listed(run: Run, leaf: Simulation) -> Listed:
    family = next((family.label for family in leaf.families if family.slug == run.recipe.params.get("family")), "")
    done = run.status == Run.Status.DONE
    data = run.recipe.data_set
    return Listed(
        run, leaf.title, family, data.name if data else "", result_hash(run.recipe.key, run.seeds) if done else ""
    )
