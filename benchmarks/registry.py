"""What a benchmark is, and how the benchmarks are found."""

import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).parent
# Modules of this package that hold no benchmarks.
MACHINERY = {"__main__", "making", "registry", "report", "serving", "timing"}


@dataclass(frozen=True)
class Result:
    """One measured line.

    Attributes
    ----------
    value, unit
        What was measured, for us.
    ratio
        How many times better than the baseline, measured in the same run; None where there is no baseline.
    limit_ratio
        How many times slower than the physical limit; None where there is none.
    runs
        How many repetitions the medians are over.
    note
        What the baseline and the limit are, and what else is worth knowing.
    table
        More than fits a line: rows of cells, the first of them the heads.
    """

    value: float
    unit: str
    runs: int
    ratio: float | None = None
    limit_ratio: float | None = None
    note: str = ""
    table: tuple[tuple[str, ...], ...] = ()


Bench = Callable[[], Result]
_FOUND: dict[str, Bench] = {}


def bench(name: str) -> Callable[[Bench], Bench]:
    """Register a benchmark under ``<room>/<name>``."""

    def register(function: Bench) -> Bench:
        _FOUND[name] = function
        return function

    return register


def benches(only: str = "") -> Iterator[tuple[str, Bench]]:
    """The benchmarks by name: all, those of one room (``"double-descent"``) or one (``"double-descent/92-widths"``).

    Only the modules concerned are imported, so a numerical benchmark needs no server and no Django.
    """
    room, _, rest = only.partition("/")
    for info in sorted(pkgutil.iter_modules([str(HERE)]), key=lambda info: info.name):
        slug = info.name.replace("_", "-")
        # A room may have more than one module: `web_page.py` is of the room "web", too.
        if info.name not in MACHINERY and (room in ("", slug) or slug.startswith(f"{room}-")):
            import_module(f"benchmarks.{info.name}")
    for name, function in _FOUND.items():
        if not only or name == only or (not rest and name.startswith(f"{room}/")):
            yield name, function
