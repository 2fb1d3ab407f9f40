"""Lock files pin everything and name no host: they must hold wherever the packages come from."""

import json
import re

import pytest

from tests.house.sources import ROOT

PYTHON_LOCKS = ("requirements.lock", "requirements-dev.lock")


@pytest.mark.parametrize("name", [*PYTHON_LOCKS, "package-lock.json"])
def test_a_lock_names_no_host(name):
    text = (ROOT / name).read_text()
    assert "http" not in text
    assert "index-url" not in text


@pytest.mark.parametrize("name", PYTHON_LOCKS)
def test_every_requirement_is_pinned_with_a_hash(name):
    requirements = re.split(r"\n(?=\S)", (ROOT / name).read_text().strip())
    for requirement in requirements:
        assert re.match(r"[a-z0-9._-]+==\S+", requirement), requirement.splitlines()[0]
        assert "--hash=sha256:" in requirement, requirement.splitlines()[0]


def test_production_runs_what_was_tested():
    production, development = (_pins(name) for name in PYTHON_LOCKS)
    assert production.items() <= development.items()


def test_every_node_package_has_its_checksum():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert [name for name, entry in packages.items() if name and "integrity" not in entry] == []
    assert [name for name, entry in packages.items() if "resolved" in entry] == []


def _pins(name):
    return dict(re.findall(r"^([a-z0-9._-]+)==([^\s;]+)", (ROOT / name).read_text(), re.MULTILINE))
