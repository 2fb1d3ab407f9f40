"""The data files of the essay "Double descent" are what their recipe computes from the simulation's kernels."""

import json
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from essays.registry import essay_folders
from simulations.catalog.double_descent import claims
from simulations.catalog.double_descent.model import SIMULATION
from tests.essays.test_artefacts import recipe_of

pytestmark = pytest.mark.pure
STATISTICS = ("median", "p10", "p90")


def _folder():
    return next(path for path in essay_folders() if path.name == "double-descent") / "data"


@pytest.fixture(scope="module")
def recipe() -> ModuleType:
    return recipe_of("double-descent")


def _artefact(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((_folder() / f"{name}.json").read_text())
    return found


def _agrees(artefact: dict[str, Any], group: str, ridge: float, table: dict[str, dict[str, float]]) -> None:
    """The recomputed sizes of ``table`` say the same as the artefact, to its four digits."""
    curve = next(curve for curve in artefact["groups"][group]["curves"] if curve["ridge"] == ridge)
    for size, row in table.items():
        at = artefact["x"]["values"].index(int(size))
        for name in STATISTICS:
            assert curve[name][at] == pytest.approx(row[name], rel=6e-4), (group, size, name)


@pytest.mark.parametrize("design", ["stratified", "iid"])
@pytest.mark.parametrize("ridge", [0.0, 0.01])
def test_the_chain_at_three_sizes(recipe, design, ridge):
    sizes = [14, 43, 255]
    table = claims.spline_draws(sizes, knots=design, ridge=ridge / 41, draws=recipe.CHAIN_DRAWS, root=recipe.ROOT)
    _agrees(_artefact("chain"), design, ridge, table)


def test_the_six_points_at_every_size_and_their_median_only_falls(recipe):
    sizes = sorted({*range(21), *recipe.SIX_KNOTS})
    table = claims.spline_draws(sizes, dataset="dd2_6", measure="rmse", draws=recipe.SIX_DRAWS, root=recipe.ROOT)
    _agrees(_artefact("six"), "iid", 0.0, {str(size): table[str(size)] for size in recipe.SIX_KNOTS})
    assert all(np.diff([row["median"] for row in table.values()]) < 0)


def test_the_gaussian_widths_at_two_prices(recipe):
    sizes = [20, 90, 110, 300]
    for price in (0.0, 100.0):
        table = claims.gaussian_draws(sizes, ridge=price / 100, draws=recipe.GAUSS_DRAWS, root=recipe.ROOT)
        _agrees(_artefact("gauss"), "gauss", price, table)


@pytest.mark.parametrize("name", ["gauss", "samples"])
def test_no_mean_is_drawn_where_the_expectation_is_infinite(name):
    artefact = _artefact(name)
    (group,) = artefact["groups"].values()
    curve = group["curves"][0]
    infinite = [x for x, exact in zip(artefact["x"]["values"], curve["theory"], strict=True) if exact is None]
    assert infinite == [99, 100, 101]
    assert [x for x, mean in zip(artefact["x"]["values"], curve["mean"], strict=True) if mean is None] == infinite


def test_one_model_with_three_sample_sizes(recipe):
    for n in (60, 105, 300):
        found = claims.gaussian_draws(
            [100], n=n, width=100, mode="wellspecified", draws=recipe.SAMPLE_DRAWS, root=recipe.ROOT
        )
        _agrees(_artefact("samples"), "samples", 0.0, {str(n): found["100"]})


def test_the_smooth_waves_at_three_widths(recipe):
    table = claims.wave_draws([7, 100, 300], draws=recipe.WAVE_DRAWS, root=recipe.ROOT)
    _agrees(_artefact("fourier"), "waves", 0.0, table)


@pytest.mark.parametrize("design", ["stratified", "iid"])
def test_three_dots_of_every_cloud(recipe, design):
    artefact = _artefact("norms")
    for cloud in artefact["groups"][design]["clouds"]:
        for seed in (0, 17, recipe.CLOUD_DRAWS - 1):
            fits = claims.spline_fit(
                recipe.CLOUD_KNOTS, seed, knots=design, ridge=cloud["ridge"] / 41, root=recipe.ROOT
            )
            for at, count in enumerate(recipe.CLOUD_KNOTS):
                fit = fits[str(count)]
                # Three digits; where the matrix is all but singular, rounding reaches the third.
                near = 6e-3 if fit["norm"] < 1e6 else 5e-2
                assert cloud["norm"][at][seed] == pytest.approx(fit["norm"], rel=near)
                assert cloud["error"][at][seed] == pytest.approx(fit["test"], rel=near)
                assert cloud["exact"][at][seed] == fit["interpolates"]


def test_the_cloud_comes_back_by_the_road_on_which_it_went(recipe):
    """The sentence of the essay: at the same length, nearly the same error, before the peak and beyond."""
    cloud = _artefact("norms")["groups"]["stratified"]["clouds"][0]
    walk = np.log(
        [(np.median(norm), np.median(error)) for norm, error in zip(cloud["norm"], cloud["error"], strict=True)]
    )
    peak = recipe.CLOUD_KNOTS.index(39)
    out, back = walk[3 : peak + 1], walk[peak:][::-1]
    assert all(np.diff(out[:, 0]) > 0)
    assert all(np.diff(back[:, 0]) > 0)
    there = np.interp(back[:, 0], out[:, 0], out[:, 1])
    assert np.max(np.abs(there - back[:, 1])) < np.log(1.5)


@pytest.mark.parametrize("features", ["alike", "two-speeds"])
def test_the_training_at_four_times(recipe, features):
    steps = [4, 100, 10_000, 10**6]
    artefact = _artefact("epochs")
    table = claims.training_draws(steps, features, draws=recipe.STEP_DRAWS, root=recipe.ROOT)
    (curve,) = artefact["groups"][features]["curves"]
    for step, row in table.items():
        at = artefact["x"]["values"].index(int(step))
        assert curve["median"][at] == pytest.approx(row["median"], rel=6e-4)
        drawn = pytest.approx(row["train"], rel=6e-4) if row["train"] >= 0.001 else None
        assert curve["mean"][at] == drawn


def test_the_first_seed_of_the_digits(recipe):
    artefact = _artefact("digits")
    assert artefact["recipe"]["params"] == SIMULATION.normalise(recipe.DIGITS)
    curves = SIMULATION.compute_seed(artefact["recipe"]["params"], 0)
    for name, values in artefact["sample"].items():
        assert values == pytest.approx(list(curves[name]), rel=1e-3), name


@pytest.mark.parametrize(("name", "least"), [("chain", 0.001), ("six", 0.001), ("gauss", 100.0)])
def test_ridge_abolishes_every_peak_of_the_median_and_of_the_mean(name, least):
    for group in _artefact(name)["groups"].values():
        priced = [curve for curve in group["curves"] if curve["ridge"] >= least]
        assert priced
        assert all(_rise(curve[statistic]) < 1.06 for curve in priced for statistic in ("median", "mean"))


def _rise(values: list[float]) -> float:
    """How many times above its smallest value so far a curve ever climbs."""
    return float(np.max(np.array(values) / np.minimum.accumulate(values)))


@pytest.mark.parametrize("name", ["tile", "truth"])
def test_what_is_cut_from_the_chain_is_still_the_chain(recipe, name):
    assert recipe.ARTEFACTS[name]() == _artefact(name)
