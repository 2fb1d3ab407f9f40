"""Content addresses: what decides the bits of a result, and nothing else."""

import hashlib
import json
import platform
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from typing import Any

import numpy as np
import scipy.linalg  # Loaded so that SciPy's own BLAS is among the pools below, in every process alike.
from threadpoolctl import threadpool_info

_BLAS_NEEDED_BY = scipy.linalg


@cache
def platform_id() -> str:
    """The libraries and the machine that numbers were computed with.

    Minor versions of NumPy, SciPy and scikit-learn; every BLAS with its version, kernel family and thread count; the
    SIMD extensions that NumPy found; libc; the architecture. Bytes are promised where this agrees; elsewhere
    tolerances.
    """
    libraries = [f"{name}{_minor(name)}" for name in ("numpy", "scipy", "scikit-learn")]
    pools = sorted(
        {
            f"{pool['internal_api']}{pool['version']}-{pool.get('architecture', '')}x{pool['num_threads']}"
            for pool in threadpool_info()
            if pool["user_api"] == "blas"
        }
    )
    simd = np.show_config(mode="dicts")["SIMD Extensions"].get("found", [])
    libc = "".join(platform.libc_ver())
    return " ".join([*libraries, *pools, "simd:" + "+".join(simd), libc or "libc?", platform.machine()])


def engine_id(slug: str, family: str, release: int, shard_size: int) -> str:
    """Everything besides the parameters that decides the bits of a shard."""
    return f"{slug}/{family}@{release} shard={shard_size} {platform_id()}"


def canonical(params: Mapping[str, Any]) -> str:
    """Normalised parameters as JSON with one spelling: sorted keys, no spaces, no NaN, no negative zero."""
    return json.dumps(params, sort_keys=True, separators=(",", ":"), allow_nan=False)


def recipe_key(engine: str, params: Mapping[str, Any]) -> str:
    """SHA-256 of engine id and normalised parameters; the number of seeds is not in it.

    Examples
    --------
    >>> recipe_key("e", {"n": 1}) == recipe_key("e", {"n": 2})
    False
    """
    return hashlib.sha256(f"{engine}\n{canonical(params)}".encode()).hexdigest()


def shard_key(recipe: str, index: int) -> str:
    """The content address of one shard."""
    return f"{recipe}:{index}"


def _minor(distribution: str) -> str:
    return ".".join(version(distribution).split(".")[:2])
