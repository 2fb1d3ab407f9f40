"""`descent-plane` against closed forms, and against the simulation's own bounds."""

import math

import numpy as np
import pytest

from overlook.figures.descent_plane import KIND
from overlook.figures.descent_plane.contours import contours
from overlook.figures.descent_plane.model import CASE, Landscape, walk
from overlook.figures.descent_plane.own import seen
from overlook.figures.descent_plane.static import current
from overlook.figures.own import read
from overlook.kit.errors import Invalid

BOWL = Landscape("bowl", 10, 0)


@pytest.mark.parametrize("angle", [0, 35, 90])
def test_every_direction_of_a_bowl_goes_its_own_way_however_it_is_turned(angle):
    scape = Landscape("bowl", 10, angle)
    found = walk(scape, "plain", 0.15, 0.0, 160, 12, 0, 1)
    first = scape.along(found.places[0])
    for t, place in enumerate(found.places):
        flat, steep = scape.along(place)
        assert flat == pytest.approx(first[0] * 0.85**t, rel=1e-9)
        assert steep == pytest.approx(first[1] * (-0.5) ** t, rel=1e-9)


@pytest.mark.parametrize(("method", "bound"), [("plain", 0.2), ("momentum", 0.36)])
def test_a_bowl_is_left_exactly_beyond_its_bound(method, bound):
    """2/λmax without momentum, 2(1 + β)/λmax with β = 0.8."""
    assert not walk(BOWL, method, bound * 0.99, 0.8, 100, 320, 0, 1).away
    assert walk(BOWL, method, bound * 1.2, 0.8, 100, 320, 0, 1).away


def test_the_best_momentum_needs_far_fewer_steps_than_the_best_plain_step():
    scape = Landscape("bowl", 100, 0)
    plain = walk(scape, "plain", 2 / 101, 0.0, 100, 320, 0, 1)
    ball = walk(scape, "momentum", 4 / 121, (9 / 11) ** 2, 100, 320, 0, 1)
    assert plain.arrival > 200
    assert ball.arrival < 50


def test_nesterov_equals_plain_descent_without_momentum():
    assert walk(BOWL, "nesterov", 0.1, 0.0, 75, 20, 0, 1).places == walk(BOWL, "plain", 0.1, 0.0, 75, 20, 0, 1).places


def test_adams_first_step_is_the_step_size_in_each_direction():
    found = walk(BOWL, "adam", 0.05, 0.0, 75, 1, 0, 1)
    assert [abs(b - a) for a, b in zip(*found.places, strict=True)] == pytest.approx([0.05, 0.05], rel=1e-6)


def test_a_noisy_walk_hovers_with_the_variance_of_its_closed_form():
    """x ← (1 − η)x − ηε has variance ησ²/(2 − η) in the end."""
    scape = Landscape("bowl", 1, 0)
    ends = [walk(scape, "plain", 0.2, 0.0, 0, 160, 16, seed).places[-1] for seed in range(1, 401)]
    variance = sum(x * x + y * y for x, y in ends) / (2 * len(ends))
    assert variance == pytest.approx(0.2 * CASE**2 / 16 / 1.8, rel=0.12)


def test_a_walk_on_the_ridge_of_a_saddle_does_not_leave_it():
    found = walk(Landscape("saddle", 1, 0), "plain", 0.1, 0.0, 0, 320, 0, 1)
    assert abs(found.places[-1][1]) < 1e-9
    assert found.losses[-1] == pytest.approx(0.25)


@pytest.mark.parametrize("land", ["bowl", "ravine", "saddle", "rosenbrock"])
def test_each_contour_lies_on_one_level(land):
    scape = Landscape(land, 10, 25)
    for places in contours(scape):
        levels = [scape.value(place) for place in places]
        assert max(levels) - min(levels) < 1e-9


def test_the_start_goes_around_the_middle():
    assert math.hypot(*BOWL.start(140)) == pytest.approx(2)
    assert Landscape("rosenbrock", 1, 0).start(90) == pytest.approx((0, 2.6))


def test_the_sentence_speaks_of_both_when_there_is_a_rival():
    said = KIND.describe(KIND.state(None, {"rival": "adam"}), None)
    assert "Gradient descent" in said
    assert "Adam" in said


def houses():
    """Columns in very different units, a target, and what the kind makes of them."""
    pen = np.random.default_rng(2)
    area = pen.normal(90, 25, 40)
    rooms = np.round(area / 30 + pen.normal(0, 0.7, 40))
    price = 3 * area + 10 * rooms + pen.normal(0, 15, 40)
    table = np.column_stack([area, rooms, price])
    return table, read(KIND.own, "a,b,y\n" + "".join(",".join(map(repr, map(float, row))) + "\n" for row in table))


@pytest.mark.parametrize("units", ["raw", "standard"])
def test_a_reader_s_bowl_has_the_curvatures_and_the_bottom_of_their_least_squares(units):
    table, data = houses()
    columns = table[:, :2] - table[:, :2].mean(axis=0)
    columns = columns / columns.std(axis=0) if units == "standard" else columns
    found = KIND.measure(KIND.state(data, {**data["begin"], "units": units}), data)
    flat, steep = np.linalg.eigvalsh(columns.T @ columns / len(columns))
    assert found["curvature"] == pytest.approx(steep, rel=1e-9)
    assert found["condition"] == pytest.approx(steep / flat, rel=1e-9)
    assert found["limit"] == pytest.approx(2 / steep, rel=1e-9)
    best = np.linalg.lstsq(columns, table[:, 2] - table[:, 2].mean(), rcond=None)[0]
    assert data[units]["weights"] == pytest.approx(best, rel=1e-9)


def test_the_walk_is_gradient_descent_on_the_reader_s_mean_squared_error():
    table, data = houses()
    state = KIND.state(data, {**data["begin"], "steps": 5})
    inner, units = seen(state, data)
    columns, target = table[:, :2] - table[:, :2].mean(axis=0), table[:, 2] - table[:, 2].mean()
    places = current(inner).places
    weights = np.array([units.weight(axis, places[0][axis]) for axis in (0, 1)])
    for place in places[1:]:
        weights = weights - state["eta"] * columns.T @ (columns @ weights - target) / len(target)
        assert [units.weight(axis, place[axis]) for axis in (0, 1)] == pytest.approx(weights, rel=1e-6)


def test_the_largest_stable_step_size_of_a_reader_s_table_is_just_that():
    _, data = houses()
    limit = 2 / data["standard"]["steep"]
    for eta, steps, away in ((0.99 * limit, 320, 0), (1.05 * limit, 320, 1)):
        state = {**KIND.state(data, {**data["begin"], "units": "standard", "steps": steps}), "eta": eta}
        assert KIND.measure(state, data)["away"] == away


def test_two_columns_that_say_the_same_are_refused():
    rows = "".join(f"{n},{2 * n + 1},{n * n}\n" for n in range(9))
    with pytest.raises(Invalid, match="rise and fall together exactly"):
        read(KIND.own, f"a,b,y\n{rows}")
