import contextlib
import io
from typing import Any

import numpy as np
import pytest

from overlook.kit.errors import Invalid
from simulations.catalog.bias_variance import claims, families, knn, polynomials, trees, worlds
from simulations.catalog.bias_variance.model import SIMULATION
from simulations.engine.seeding import stream

pytestmark = pytest.mark.pure
FITS = {"polynomial": (polynomials.fit, 10), "knn": (knn.fit, 20), "trees": (trees.fit, 8)}


def _worlds(design="random", n=30, sigma=0.3, count=50, truth="sine", seed=0):
    return worlds.draw(truth, design, n, sigma, count, stream(1, seed))


@pytest.mark.parametrize("design", ["fixed", "random"])
@pytest.mark.parametrize("family", FITS)
def test_test_error_is_bias_squared_plus_variance_plus_noise_in_every_block(family, design):
    fit, most = FITS[family]
    found = fit(_worlds(design), most, "sine", 0.3)
    np.testing.assert_allclose(found.bias2 + found.variance + 0.09, found.test, rtol=1e-12)


def test_polynomials_of_every_degree_equal_legendre_fits_one_by_one():
    block = _worlds()
    found = polynomials.fit(block, 10, "sine", 0.3)
    truth = worlds.TRUTHS["sine"]
    for degree in range(11):
        fits = [np.polynomial.Legendre.fit(x, y, degree, domain=[-1, 1]) for x, y in zip(block.x, block.y, strict=True)]
        grid = np.array([fit(worlds.GRID) for fit in fits])
        own = [np.mean((fit(x) - y) ** 2) for fit, x, y in zip(fits, block.x, block.y, strict=True)]
        np.testing.assert_allclose(found.test[degree], np.mean((grid - truth(worlds.GRID)) ** 2) + 0.09, rtol=2e-11)
        np.testing.assert_allclose(found.variance[degree], np.mean(grid.var(axis=0)), rtol=2e-11)
        np.testing.assert_allclose(found.train[degree], np.mean(own), rtol=1e-11)


@pytest.mark.parametrize("degree", [0, 3, 10])
def test_the_variance_of_least_squares_is_noise_times_coefficients_over_points(degree):
    x = np.linspace(-1, 1, 30)
    inverse = np.linalg.pinv(np.polynomial.legendre.legvander(x, degree))
    hat = np.polynomial.legendre.legvander(x, degree) @ inverse
    assert np.mean(np.sum(hat**2, axis=1)) == pytest.approx((degree + 1) / 30, rel=1e-12)
    there = np.polynomial.legendre.legvander(worlds.GRID, degree) @ inverse
    found = polynomials.smoother("sine", 30, 10)
    assert found.weight[degree] == pytest.approx(np.mean(np.sum(there**2, axis=1)), rel=1e-11)
    assert found.residual[degree] == pytest.approx(np.mean(np.sum((np.eye(30) - hat) ** 2, axis=1)), rel=1e-12)
    np.testing.assert_allclose(found.there[degree], there @ np.sin(np.pi * x), atol=1e-12)
    np.testing.assert_allclose(found.own[degree], hat @ np.sin(np.pi * x), atol=1e-12)


def test_the_variance_of_neighbours_is_noise_over_k():
    params = SIMULATION.normalise({"family": "knn", "n": 24, "sigma": 0.5})
    whole = 1 - 1 / params["worlds"]
    theory = SIMULATION.family(params).kernel.theory(params)
    np.testing.assert_allclose(theory["variance"], 0.25 * whole / np.arange(1, 25), rtol=1e-12)


@pytest.mark.parametrize("design", ["fixed", "random"])
def test_one_neighbour_has_no_training_error_and_all_of_them_give_the_mean(design):
    block = _worlds(design)
    found = knn.fit(block, 30, "sine", 0.3)
    assert found.train[0] < 1e-28
    means = block.y.mean(axis=1)
    assert found.variance[29] == pytest.approx(means.var(), rel=1e-10)
    assert found.train[29] == pytest.approx(np.mean((block.y - means[:, None]) ** 2), rel=1e-12)


def test_staircases_of_neighbours_equal_sorting_every_distance():
    block = _worlds(count=20)
    found = knn.fit(block, 30, "sine", 0.3)
    there = np.argsort(np.abs(worlds.GRID[:, None] - block.x[:, None, :]), axis=2)
    sums = np.cumsum(np.take_along_axis(block.y[:, None, :], there, axis=2), axis=2) / np.arange(1, 31)
    own = np.argsort(np.abs(block.x[:, :, None] - block.x[:, None, :]), axis=2)
    fitted = np.cumsum(np.take_along_axis(block.y[:, None, :], own, axis=2), axis=2) / np.arange(1, 31)
    truth = worlds.TRUTHS["sine"](worlds.GRID)
    np.testing.assert_allclose(found.test, np.mean((sums - truth[:, None]) ** 2, axis=(0, 1)) + 0.09, rtol=1e-12)
    np.testing.assert_allclose(found.variance, np.mean(sums.var(axis=0), axis=0), rtol=1e-11)
    np.testing.assert_allclose(
        found.train, np.mean((fitted - block.y[:, :, None]) ** 2, axis=(0, 1)), rtol=1e-11, atol=1e-28
    )


def test_a_tree_grown_until_every_leaf_holds_a_point_is_the_nearest_neighbour():
    for design in ("fixed", "random"):
        block = _worlds(design, n=10)
        full, nearest = trees.fit(block, 9, "sine", 0.3), knn.fit(block, 1, "sine", 0.3)
        assert full.test[9] == pytest.approx(nearest.test[0], rel=1e-12)
        assert full.train[9] == pytest.approx(0, abs=1e-15)


def test_deeper_trees_and_higher_degrees_never_fit_the_training_points_worse():
    block = _worlds("random")
    assert all(np.diff(trees.fit(block, 10, "sine", 0.3).train) <= 1e-15)
    assert all(np.diff(polynomials.fit(block, 10, "sine", 0.3).train) <= 1e-15)


@pytest.mark.parametrize(
    "raw",
    [
        {"family": "polynomial"},
        {"family": "polynomial", "truth": "step", "n": 16, "degree": 15},
        {"family": "knn", "n": 20},
        {"family": "trees", "depth": 1},
    ],
)
def test_means_over_seeds_agree_with_the_theory_in_fixed_places(raw):
    params = SIMULATION.normalise(raw | {"worlds": 40})
    curves = [SIMULATION.compute_seed(params, seed) for seed in range(80)]
    for name, expected in SIMULATION.family(params).kernel.theory(params).items():
        values = np.array([curve[name] for curve in curves])
        known = np.array([value is not None for value in expected])
        wanted = np.array([value for value in expected if value is not None])
        spread = values[:, known].std(axis=0, ddof=1) / np.sqrt(len(curves))
        off = np.abs(values[:, known].mean(axis=0) - wanted)
        assert (off <= 4 * spread + 1e-12).all(), name


def test_without_noise_there_is_no_variance_and_no_u():
    params = SIMULATION.normalise({"family": "polynomial", "sigma": 0})
    curves = SIMULATION.compute_seed(params, 0)
    assert curves["variance"].max() < 1e-15
    assert all(np.diff(curves["test"]) <= 1e-15)


def test_a_cubic_is_fitted_without_bias_from_degree_three_on():
    params = SIMULATION.normalise({"family": "polynomial", "truth": "cubic", "worlds": 2000})
    theory = SIMULATION.family(params).kernel.theory(params)
    bias2 = np.array(theory["bias2"]) - np.array(theory["variance"]) / 1999
    assert bias2[2] > 0.01
    assert np.abs(bias2[3:]).max() < 1e-15


def test_the_best_number_of_neighbours_grows_with_the_points():
    best = [claims.expectation("knn", n=n)["best"] for n in (20, 60, 200)]
    assert best == sorted(set(best))
    simulated, exact = (found("polynomial", sigma=0.2) for found in (claims.decomposition, claims.expectation))
    assert simulated["best"] == exact["best"] == 5
    assert simulated["5"]["variance"] == pytest.approx(exact["5"]["variance"], rel=0.05)


def test_no_mean_is_given_where_heaped_places_make_it_infinite():
    assert [degree for degree in range(16) if not families.mean_exists(degree, 30)] == [15]
    assert [degree for degree in range(10) if not families.mean_exists(degree, 10)] == [5, 6, 7, 8, 9]
    params = SIMULATION.normalise({"family": "polynomial", "design": "random", "n": 10, "degree": 6, "worlds": 10})
    summary = SIMULATION.summarise(params, [SIMULATION.compute_seed(params, seed) for seed in range(2)])
    assert [value is None for value in summary["series"]["test"]["mean"]] == [False] * 5 + [True] * 2
    assert "degree 5" in summary["meta"]["mean"]
    with pytest.raises(ValueError, match="fixed places"):
        claims.expectation("polynomial", design="random")


@pytest.mark.parametrize("family", FITS)
def test_inputs_of_any_layout_give_the_same_and_are_left_alone(family):
    fit, most = FITS[family]
    block = _worlds(count=12)
    expected = fit(block, most, "sine", 0.3)
    for x, y in (
        (np.asfortranarray(block.x), np.asfortranarray(block.y)),
        (np.repeat(block.x, 2, axis=1)[:, ::2], np.repeat(block.y, 2, axis=0)[::2]),
    ):
        kept = x.copy(), y.copy()
        found = fit(worlds.Worlds(x, y), most, "sine", 0.3)
        np.testing.assert_allclose(found.test, expected.test, rtol=1e-10)
        np.testing.assert_allclose(found.train, expected.train, rtol=1e-10, atol=1e-15)
        assert np.array_equal(x, kept[0])
        assert np.array_equal(y, kept[1])


def test_a_degree_that_the_points_cannot_determine_is_refused_by_name():
    with pytest.raises(Invalid, match="degree") as refusal:
        SIMULATION.normalise({"family": "polynomial", "n": 10})
    assert list(refusal.value.fields) == ["params.degree"]


@pytest.mark.parametrize(
    "raw",
    [
        {"family": family, "design": "random", "truth": truth}
        for family, truth in (("polynomial", "line"), ("knn", "cubic"), ("trees", "step"))
    ]
    + [{"family": "trees", "truth": "sine", "sigma": 0.1}],
)
def test_the_shown_code_gives_the_same_under_every_option(raw):
    params = SIMULATION.normalise({"worlds": 10, "n": 16, **raw})
    space: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(SIMULATION.code(params, 1), space)
    for name, curve in SIMULATION.compute_seed(params, 0).items():
        np.testing.assert_allclose(space["curves"][0][name], curve, rtol=1e-9, atol=1e-12)
