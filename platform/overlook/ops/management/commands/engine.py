"""Show what the engine has to do, who does it, and for whom."""

import json
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from overlook.kit.clock import now
from overlook.ops.engine_state import EngineState, examine


class Command(BaseCommand):
    help = "Show queues, workers, shards by state, hit rate, and cost by learner."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="the same for a program")
        parser.add_argument("--hours", type=float, default=24.0, help="how far back runs are counted (24)")

    def handle(self, *args: Any, **options: Any) -> None:
        state = examine(at=now(), hours=options["hours"])
        if options["json"]:
            self.stdout.write(json.dumps(asdict(state), indent=1))
            return
        for line in lines(state):
            self.stdout.write(line)


def lines(state: EngineState) -> Iterator[str]:
    """The table that a person reads."""
    if state.queues is None:
        yield "calls     the broker is away"
    else:
        yield f"calls     {_pairs(state.queues)} · {state.unacknowledged} with workers"
    yield f"waiting   {_pairs(state.waiting)} shards"
    yield f"shards    {_pairs(state.shards)} · {state.silent} without a sign of life"
    yield f"store     {state.stored_mb:.1f} of {state.store_mb:.0f} MB"
    if state.workers is not None:
        rows = [(worker.name, worker.processes, worker.busy) for worker in state.workers]
        yield from _table("workers", ("name", "processes", "busy"), rows)
    speeds = [(speed.host, f"{speed.factor:.2f}", speed.measured_at) for speed in state.hosts]
    yield from _table("hosts", ("name", "times slower", "measured"), speeds)
    yield ""
    yield f"in the last {state.hours:g} h"
    yield f"runs      {_pairs(state.runs)}"
    rate = "no runs" if state.hit_rate is None else f"{state.hit_rate:.0%} of the runs"
    yield f"cache     answered {rate}"
    yield f"cost      {state.seconds:.1f} predicted CPU seconds were asked for, {state.spent:.1f} were spent"
    spent = [(one.learner, one.runs, one.under_way, f"{one.seconds:.1f}") for one in state.learners]
    yield from _table("learners", ("ref", "runs", "under way", "CPU s"), spent)


def _pairs(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())


def _table(title: str, heads: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> Iterator[str]:
    cells = [heads, *(tuple(map(str, row)) for row in rows)]
    if len(cells) == 1:
        yield f"{title:<10}none"
        return
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for number, row in enumerate(cells):
        first, *rest = row
        aligned = [first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))]
        yield f"{'' if number else title:<10}{'  '.join(aligned)}".rstrip()
