"""Random streams that depend on a root and an index only."""

import numpy as np


def stream(root: int, seed: int, *more: int) -> np.random.Generator:
    """The random stream of one seed.

    Parameters
    ----------
    root
        Non-negative integer shared by all seeds of a run.
    seed
        Index of the seed, 0, 1, 2, …
    *more
        Further indices, for independent streams inside one seed.

    Returns
    -------
    numpy.random.Generator
        PCG64 over ``SeedSequence(root, spawn_key=(seed, *more))``. That equals ``SeedSequence(root).spawn(k)[seed]``
        for every ``k > seed``, in constant time: any seed can be computed alone, anywhere.

    Source
    ------
    NumPy reference, "Parallel random number generation", SeedSequence spawning.

    Examples
    --------
    >>> int(stream(7, 3).integers(1000)) == int(stream(7, 3).integers(1000))
    True
    """
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(root, spawn_key=(seed, *more))))
