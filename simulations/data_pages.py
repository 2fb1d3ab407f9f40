"""What the pages of own data show."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from simulations.catalogue import simulations
from simulations.models import DataSet, Run

_ROWS, _RUNS = 8, 50


@dataclass(frozen=True)
class Taker:
    """A family that takes own data: what it is called, what the columns must be, and the address of its form."""

    title: str
    meaning: str
    address: str


@dataclass(frozen=True)
class DataPage:
    data_set: DataSet
    rows: Sequence[Sequence[str]]
    runs: Sequence[tuple[Run, str]]
    takers: Sequence[Taker]

    @property
    def more(self) -> int:
        """How many rows are not shown."""
        return self.data_set.rows - len(self.rows)


def takers(digest: str = "") -> list[Taker]:
    """Every family of every simulation that takes own data; with ``digest`` chosen in the form."""
    return [
        Taker(
            f"{leaf.title}: {family.label}",
            parameter.meaning,
            reverse("simulations:simulation", args=[leaf.slug])
            + f"?{urlencode({'family': family.slug} | ({parameter.name: digest} if digest else {}))}",
        )
        for leaf in simulations().values()
        for family in leaf.families
        for parameter in family.parameters
        if parameter.type == "data"
    ]


def data_page(found: DataSet) -> DataPage:
    """Everything about one data set."""
    known = simulations()
    runs = Run.objects.filter(recipe__data_set=found).select_related("recipe").order_by("-created_at")[:_RUNS]
    return DataPage(
        data_set=found,
        rows=[[f"{value:g}" for value in row] for row in found.data.values[:_ROWS].tolist()],
        runs=[(run, known[run.recipe.simulation].title) for run in runs if run.recipe.simulation in known],
        takers=takers(found.digest),
    )
