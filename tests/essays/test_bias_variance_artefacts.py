"""What the data of the essay "Bias and variance" say, against closed forms."""

import json
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from essays.registry import essay_folders
from overlook.figures.many_worlds.model import expected
from simulations.catalog.bias_variance import claims

pytestmark = pytest.mark.pure


def _folder():
    return next(path for path in essay_folders() if path.name == "bias-variance") / "data"


def _artefact(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((_folder() / f"{name}.json").read_text())
    return found


@pytest.mark.parametrize("name", ["path", "valley"])
def test_the_parts_add_up_and_more_data_lower_the_variance_alone(name):
    curves = [group["curves"][0] for group in _artefact(name)["groups"].values()]
    for curve in curves:
        parts = np.array([curve["mean"], curve["p90"], curve["theory"]]).sum(axis=0)
        assert curve["median"] == pytest.approx(parts, rel=1e-3)
    for few, more in pairwise(curves):
        assert all(np.array(few["p90"]) > 1.8 * np.array(more["p90"]))
        assert few["mean"][:8] == pytest.approx(more["mean"][:8], rel=0.1)


def test_the_lowest_point_moves_right_as_data_grow():
    lowest = [int(np.argmin(group["curves"][0]["median"])) for group in _artefact("valley")["groups"].values()]
    assert lowest == sorted(lowest) == [5, 7, 10, 12]


@pytest.mark.parametrize("degree", [1, 3, 12])
def test_the_figure_and_the_simulation_speak_of_the_same_path(degree):
    """The closed form of `many-worlds` at a place, averaged over the simulation's grid, is the simulation's own."""
    found = np.mean([expected("polynomial", degree, 15, 0.3, x0, 1) for x0 in np.linspace(-1, 1, 101)], axis=0)
    row = claims.expectation("polynomial", truth="sine", sigma=0.3, n=15, degree=12, worlds=2000)[str(degree)]
    assert row["variance"] == pytest.approx(found[1] * (1 - 1 / 2000), rel=1e-9)
    assert row["test"] == pytest.approx(found.sum() + 0.09, rel=1e-9)
