"""What is too long to recompute whole of the data of the essay "Train, validation, test": a part of each."""

import json

import numpy as np
import pytest

from tests.essays.test_artefacts import FOLDERS, recipe_of

pytestmark = pytest.mark.pure
FOLDER = FOLDERS["train-validation-test"]


@pytest.mark.parametrize("name", ["scaled before the split", "villages encoded before the split", "an honest split"])
def test_a_way_to_split_is_what_its_recipe_plays(name):
    rows = json.loads((FOLDER / "leaks.json").read_text())["rows"]
    stored = next(row for row in rows if row["label"] == name)
    found = recipe_of("train-validation-test").leak(name)
    assert [found.pop("label"), stored.pop("label")] == [name, name]
    assert found == pytest.approx(stored, rel=1e-3)


def test_a_few_plays_of_the_long_ones_agree_with_their_rows():
    recipe = recipe_of("train-validation-test")
    for row in json.loads((FOLDER / "leaks.json").read_text())["rows"]:
        found = recipe.leak(row["label"], plays=12)
        assert found["first"] == pytest.approx(row["first"], abs=0.11), row["label"]
        assert found["second"] == pytest.approx(row["second"], abs=0.11), row["label"]


def test_where_nothing_can_be_learned_the_world_says_one_half():
    rows = {row["label"]: row for row in json.loads((FOLDER / "leaks.json").read_text())["rows"]}
    for name in ("features chosen before the split", "villages encoded before the split"):
        assert rows[name]["second"] == pytest.approx(0.5, abs=0.01)
        assert rows[name]["first"] > 0.7


def test_one_share_of_the_cases_is_dealt_again():
    recipe = recipe_of("train-validation-test")
    curve = json.loads((FOLDER / "shares.json").read_text())["groups"]["cases"]["curves"][0]
    worlds = [recipe.split(120, 1 - 0.8 - 0.05, 0.05, 7, False, seed).world for seed in range(1, recipe.DEALS + 1)]
    assert np.mean(worlds) == pytest.approx(curve["median"][-1], abs=1e-4)
