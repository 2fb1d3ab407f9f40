"""Random numbers of the figures: `kit/frontend/draws.ts` in Python, so that both draw the same sample from a seed.

Accuracy
--------
Uniform numbers agree bit for bit; Gaussian numbers, which need log and cosine, to 1e-12.
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def uniforms(seed: int, count: int) -> Array:
    """mulberry32, whose state only counts: the same 32-bit steps in both languages."""
    state = np.uint32(seed) + np.uint32(0x6D2B79F5) * np.arange(1, count + 1, dtype=np.uint32)
    mixed = (state ^ (state >> np.uint32(15))) * (state | np.uint32(1))
    mixed ^= mixed + (mixed ^ (mixed >> np.uint32(7))) * (mixed | np.uint32(61))
    return np.asarray((mixed ^ (mixed >> np.uint32(14))) / 4294967296)


def normals(seed: int, count: int) -> Array:
    """Standard Gaussian numbers, two from each two uniform ones (Box and Muller)."""
    pairs = uniforms(seed, count + count % 2).reshape(-1, 2)
    radius, angle = np.sqrt(-2 * np.log(1 - pairs[:, 0])), 2 * np.pi * pairs[:, 1]
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1).ravel()[:count]
