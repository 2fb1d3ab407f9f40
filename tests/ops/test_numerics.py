"""What is pinned before NumPy is imported."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.pure
PLATFORM = Path(__file__).parents[2] / "platform"
SCRIPT = """
import resource, sys
if sys.argv[1] == "pinned":
    from overlook.kit.numerics import pin
    pin()
import numpy as np

def use():
    arrays = [np.empty(200_000) for _ in range(5)]
    for array in arrays:
        array[:] = 1.0

use()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(20):
    use()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def _page_faults(how: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, how],
        env={"PYTHONPATH": str(PLATFORM)},
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="Only glibc's allocator is told.")
def test_memory_that_is_freed_is_kept_for_the_next_arrays():
    assert _page_faults("pinned") < 100 < 1000 < _page_faults("plain")
