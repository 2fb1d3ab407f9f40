"""What the soak is made of: a mix of runs, somebody who kills workers, and somebody who watches their memory."""

import os
import random
import signal
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen
from threading import Event, Thread
from typing import Any

from simulations.catalogue import simulations
from tests.worker_stack import Stack, children

# CPU seconds of one run and of one shard by their own model: the mix is of many runs and not of a few long ones, and a
# shard outlives the time between two blows, even where many share the processor.
_MOST_SECONDS, _MOST_OF_A_SHARD = 2.5, 0.5
_ROOTS = 20
Body = dict[str, Any]


def mix(count: int, rng: random.Random) -> list[Body]:
    """Requests over the whole catalogue: presets under a few random streams, so that many are shared or cached.

    One in fifty asks for more than may be asked, and one in five is a sweep.
    """
    known = simulations().values()
    presets = [(leaf, dict(preset.params)) for leaf in known for preset in leaf.presets]
    bodies: list[Body] = []
    while len(bodies) < count:
        leaf, params = rng.choice(presets)
        normal = leaf.normalise(params | {"root": rng.randrange(_ROOTS)})
        family = leaf.family(normal)
        each = max(family.kernel.seconds(normal), 1e-4)
        most = min(family.max_seeds, int(_MOST_SECONDS / each))
        if most < family.shard_size or each * family.shard_size > _MOST_OF_A_SHARD:
            continue
        seeds = family.max_seeds + 1 if len(bodies) % 50 == 49 else rng.randint(1, min(most, 40))
        priority = "batch" if rng.random() < 0.2 else "interactive"
        bodies.append({"simulation": leaf.slug, "params": normal, "seeds": seeds, "priority": priority})
    return bodies


@dataclass
class Crew:
    """Two workers of one process each, which are killed now and then and always replaced."""

    stack: Stack
    size: int = 2
    workers: list[Popen[bytes]] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.workers = [self.stack.start_worker(1) for _ in range(self.size)]

    def children(self) -> list[int]:
        return [child for worker in self.workers for child in children(worker)]

    def harm(self, rng: random.Random) -> None:
        """Kill a process, kill a worker, ask one to end, or stop a process for longer than its lease."""
        what = rng.choices(["process killed", "worker killed", "worker ended", "process stopped"], [6, 2, 1, 1])[0]
        number = rng.randrange(self.size)
        worker = self.workers[number]
        processes = children(worker)
        if what.startswith("worker"):
            self.stack.stop(worker, signal.SIGKILL if what == "worker killed" else signal.SIGTERM)
            self.workers[number] = self.stack.start_worker(1, wait=False)
        elif processes:
            with suppress(ProcessLookupError):
                os.kill(processes[0], signal.SIGKILL if what == "process killed" else signal.SIGSTOP)
                if what == "process stopped":
                    time.sleep(5)
                    os.kill(processes[0], signal.SIGCONT)
        else:
            return
        self.done[what] += 1

    def stop(self) -> None:
        for worker in self.workers:
            if worker.poll() is None:
                self.stack.stop(worker)


@dataclass
class Memory:
    """Resident memory of worker processes in MB, by process, in the order in which it was seen."""

    seen: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))

    def look(self, processes: list[int]) -> None:
        for process in processes:
            with suppress(OSError, IndexError):
                pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
                self.seen[process].append(pages * os.sysconf("SC_PAGE_SIZE") / 2**20)

    @property
    def most(self) -> float:
        return max((max(values) for values in self.seen.values()), default=0.0)

    def halves(self) -> list[tuple[float, float]]:
        """Most in the first and in the second half of each process's life, of those that lived for a minute."""
        long = [values for values in self.seen.values() if len(values) > 60]
        return [(max(values[: len(values) // 2]), max(values[len(values) // 2 :])) for values in long]


@contextmanager
def troubled(crew: Crew, memory: Memory, *, rng: random.Random | None) -> Iterator[None]:
    """For as long as it lasts somebody looks at the memory every second and, given ``rng``, does harm now and then."""
    over = Event()

    def watch() -> None:
        while not over.wait(1.0):
            memory.look(crew.children())

    def harm(rng: random.Random) -> None:
        while not over.wait(rng.uniform(4, 12)):
            crew.harm(rng)

    threads = [Thread(target=watch), *([Thread(target=harm, args=(rng,))] if rng else [])]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join(60)
