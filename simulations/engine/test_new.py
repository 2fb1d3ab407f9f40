import contextlib
import io
import runpy
from typing import Any

import numpy as np
import pytest

from simulations.engine.new import CATALOG, write_leaf

pytestmark = pytest.mark.pure


def test_a_new_simulation_runs_as_it_stands(tmp_path):
    folder = write_leaf(tmp_path, "early-stopping")
    assert sorted(path.name for path in folder.iterdir()) == ["__init__.py", "brief.md", "model.py", "test_model.py"]
    assert not [path for path in folder.iterdir() if "@" in path.read_text().replace("family@", "")]
    simulation = runpy.run_path(str(folder / "model.py"))["SIMULATION"]
    assert (simulation.slug, simulation.title) == ("early-stopping", "Early stopping")
    assert "## Sources" in simulation.brief
    params = simulation.normalise(simulation.presets[0].params)
    seeds = [simulation.compute_seed(params, seed) for seed in range(8)]
    assert simulation.summarise(params, seeds)["n"] == 8
    space: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(simulation.code(params, 2), space)
    np.testing.assert_allclose(space["curves"][1]["test"], seeds[1]["test"])


@pytest.mark.parametrize("slug", ["", "Early", "early_stopping", "-early", "early--stopping", "../early", "9lives"])
def test_what_is_no_slug_is_refused(tmp_path, slug):
    with pytest.raises(ValueError, match="is not a slug"):
        write_leaf(tmp_path, slug)
    assert list(tmp_path.iterdir()) == []


def test_a_simulation_that_is_there_is_not_overwritten():
    with pytest.raises(ValueError, match="there already"):
        write_leaf(CATALOG, "double-descent")
