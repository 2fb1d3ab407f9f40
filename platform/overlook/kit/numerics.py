"""Pin what would otherwise change the bits of a numerical result.

One BLAS thread, one BLAS kernel family and one SIMD level: with two processes of two BLAS threads each, the same
shards ran 22 to 29 times slower, and one thread and two give different bits (measured; see docs/adr/0003).
"""

import os
import platform

_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
_X86 = ("x86_64", "AMD64")


def pin() -> None:
    """Set the environment that NumPy reads at import. Call it before anything imports NumPy; it is idempotent."""
    for name in _THREADS:
        os.environ[name] = "1"
    if platform.machine() in _X86:
        os.environ["OPENBLAS_CORETYPE"] = "Haswell"
        # exp and log differ in the last bit between AVX-512 and AVX2.
        os.environ["NPY_DISABLE_CPU_FEATURES"] = "X86_V4 AVX512_ICL AVX512_SPR"
