"""A kind begun by `make new-figure` passes the contract suite as it is."""

import os
import shutil
import subprocess
import sys

import pytest

from overlook.figures.new import begin
from overlook.kit.errors import Conflict, Invalid
from tests.figures.node import ROOT, node


@pytest.mark.parametrize("slug", ["", "Tangent", "a b", "../x", "-a", "tangent_line"])
def test_a_name_that_is_no_slug_is_refused(slug):
    with pytest.raises(Invalid):
        begin(slug)


def test_a_kind_that_is_there_is_not_written_over():
    with pytest.raises(Conflict):
        begin("knot-fit")


def test_a_new_kind_is_drawn_spoken_and_tested_at_once(tmp_path):
    """In a copy of the house, since a leaf that is there is discovered by everybody."""
    skip = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "platform", tmp_path / "platform", ignore=skip)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for name in ("tests", "build", "essays", "assessments", "simulations"):
        (tmp_path / name).symlink_to(ROOT / name)
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path / 'platform'}{os.pathsep}{tmp_path}"}

    def run(*arguments):
        command = [sys.executable, *arguments]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120)

    made = run("-m", "overlook.figures.new", "tangent-line")
    assert made.returncode == 0, made.stderr
    leaf = tmp_path / "platform/overlook/figures/tangent_line"
    contracts = ("tests/contracts/test_figures.py", "tests/contracts/test_algorithms.py")
    tested = run("-m", "pytest", "-n", "0", "-q", "-k", "tangent-line or maths", *contracts, str(leaf))
    assert tested.returncode == 0, tested.stdout[-3000:]
    assert int(tested.stdout.rsplit(" passed", 1)[0].rsplit(maxsplit=1)[-1].lstrip("=")) >= 22
    assert node("--test", str(leaf / "model.test.mjs")).returncode == 0
    assert run("-m", "ruff", "format", "--check", str(leaf)).returncode == 0
    assert run("-m", "ruff", "check", str(leaf)).returncode == 0
