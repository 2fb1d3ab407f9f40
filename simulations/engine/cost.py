"""What a computation will cost, before it is begun."""

from functools import cache
from time import process_time

import numpy as np

SAFETY = 1.5
REFERENCE_FLOPS = 48e9
_SIDE = 512


def predicted(seconds_per_seed: float, *, seeds: int, shard_size: int) -> float:
    """CPU seconds of a run on the reference core.

    Parameters
    ----------
    seconds_per_seed
        The family's own model of one seed.
    seeds
        Seeds asked for; shards are computed whole, so this is rounded up to a multiple of ``shard_size``.

    Returns
    -------
    float
        ``SAFETY`` (1.5) times the model.
    """
    whole = -(-seeds // shard_size) * shard_size
    return SAFETY * seconds_per_seed * whole


@cache
def host_factor() -> float:
    """How many times slower than the reference core (48 GFLOP/s in double precision) this one is.

    The best of five 512³ matrix products in CPU time; multiply predictions by it. Takes about 50 ms, once per process.
    """
    a = np.full((_SIDE, _SIDE), 1.0 / _SIDE)
    best = np.inf
    for _ in range(5):
        started = process_time()
        for _ in range(2):
            a @ a
        best = min(best, (process_time() - started) / 2)
    return float(best * REFERENCE_FLOPS / (2.0 * _SIDE**3))
