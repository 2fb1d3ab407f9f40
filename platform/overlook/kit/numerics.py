"""Pin what would otherwise change the bits of a numerical result.

One BLAS thread, one BLAS kernel family and one SIMD level: with two processes of two BLAS threads each, the same
shards ran 22 to 29 times slower, and one thread and two give different bits (measured; see docs/adr/0003).
"""

import ctypes
import os
import platform

_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
_X86 = ("x86_64", "AMD64")
# glibc's M_MMAP_THRESHOLD and M_TRIM_THRESHOLD, with the bytes to set them to.
_KEPT = ((-3, 32 << 20), (-1, 64 << 20))


def pin() -> None:
    """Set the environment that NumPy reads at import. Call it before anything imports NumPy; it is idempotent."""
    for name in _THREADS:
        os.environ[name] = "1"
    if platform.machine() in _X86:
        os.environ["OPENBLAS_CORETYPE"] = "Haswell"
        # exp and log differ in the last bit between AVX-512 and AVX2.
        os.environ["NPY_DISABLE_CPU_FEATURES"] = "X86_V4 AVX512_ICL AVX512_SPR"
    _keep_freed_memory()


def _keep_freed_memory() -> None:
    """Let the C library keep what is freed, up to 64 MiB, for the next array.

    By default it gives arrays above 128 KiB back to the kernel at once, and each new one is paid for again page by
    page: a fifth of the time of a Gaussian seed. No bit of a result depends on it; other C libraries are left alone.
    """
    if platform.libc_ver()[0] == "glibc":
        for parameter, value in _KEPT:
            ctypes.CDLL(None).mallopt(parameter, value)
