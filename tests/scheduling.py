"""Which worker runs which tests: what shares a site, a stack or a browser goes to one worker, all else anywhere.

The groups are the ``xdist_group`` marks, read from the test files: xdist's own reading of them was lost when pytest
made node ids read-only, and each worker then started a site of its own.
"""

import re
from functools import cache
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).resolve().parents[1]
_MARK = re.compile(r"""xdist_group\(["']([\w-]+)["']\)""")


class GroupScheduling(LoadScopeScheduling):  # type: ignore[misc]
    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid.partition("::")[0]) or nodeid


@cache
def group_of(path: str) -> str:
    """The group of a test file, from its own mark or from its folder's conftest; empty when it has none."""
    for file in (ROOT / path, (ROOT / path).with_name("conftest.py")):
        found = _MARK.search(file.read_text()) if file.exists() else None
        if found:
            return found[1]
    return ""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> GroupScheduling:
    return GroupScheduling(config, log)
