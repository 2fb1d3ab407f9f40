"""Measuring: CPU time and wall time side by side, and the machine's own limit."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter, process_time

import numpy as np

SIDE = 512


@dataclass(frozen=True)
class Timed:
    """Seconds of one or several runs."""

    cpu: tuple[float, ...]
    wall: tuple[float, ...]

    @property
    def median_cpu(self) -> float:
        """Median CPU seconds."""
        return median(self.cpu)

    @property
    def median_wall(self) -> float:
        """Median wall seconds."""
        return median(self.wall)

    def __add__(self, other: "Timed") -> "Timed":
        return Timed(self.cpu + other.cpu, self.wall + other.wall)


NOTHING = Timed((), ())


def timed(run: Callable[[], object], *, times: int = 1) -> Timed:
    """CPU (user and system, of this process) and wall seconds of ``times`` runs.

    CPU time is what the ratios are made of: on a shared machine the wall tells more about the neighbours.
    """
    cpu, wall = [], []
    for _ in range(times):
        started, began = process_time(), perf_counter()
        run()
        cpu.append(process_time() - started)
        wall.append(perf_counter() - began)
    return Timed(tuple(cpu), tuple(wall))


def gemm_seconds(flops: float) -> float:
    """CPU seconds that this core needs for ``flops`` in a double-precision matrix product: the limit of BLAS-3 work.

    From the best of seven 512³ products, which is the friendliest size.
    """
    a = np.random.default_rng(0).standard_normal((SIDE, SIDE))
    best = min(timed(lambda: a @ a, times=7).cpu)
    return best * flops / (2.0 * SIDE**3)
