"""The gain between two tests, with an interval, and honest about short tests."""

import numpy as np
import pytest

from overlook.progress.gains import FEW, GAINED, LOST, OPEN, SOME, TOO_FEW, Sitting, gain_of

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("before", "after", "change", "state"),
    [
        (Sitting(2, 8), Sitting(8, 8), 1.0, GAINED),
        (Sitting(2, 10), Sitting(6, 10), 0.5, SOME),
        (Sitting(2, 4), Sitting(4, 4), 1.0, SOME),
        (Sitting(6, 30), Sitting(24, 30), 0.75, GAINED),
        (Sitting(5, 6), Sitting(1, 6), -0.8, LOST),
        (Sitting(3, 6), Sitting(4, 6), 1 / 3, OPEN),
        (Sitting(3, 6), Sitting(3, 6), 0.0, OPEN),
        (Sitting(6, 6), Sitting(6, 6), None, OPEN),
        (Sitting(0, 6), Sitting(0, 6), None, OPEN),
        (Sitting(0, 3), Sitting(3, 3), 1.0, TOO_FEW),
        (Sitting(0, 40), Sitting(3, 3), 1.0, TOO_FEW),
    ],
)
def test_normalised_change_and_what_may_be_said_of_it(before, after, change, state):
    found = gain_of(before, after)
    assert found is not None
    assert found.change == (None if change is None else pytest.approx(change))
    assert found.state == state
    assert -1 <= found.low < found.high <= 1


def test_a_test_that_was_not_taken_gives_no_gain():
    assert gain_of(Sitting(0, 0), Sitting(3, 4)) is None
    assert gain_of(Sitting(3, 4), Sitting(0, 0)) is None
    assert Sitting(0, 0).share == 0


@pytest.mark.parametrize(("before", "after"), [(Sitting(2, 6), Sitting(5, 6)), (Sitting(4, 5), Sitting(3, 5))])
def test_the_interval_is_that_of_independent_posteriors(before, after):
    generator = np.random.default_rng(5)
    p = generator.beta(0.5 + before.right, 0.5 + before.n - before.right, 400_000)
    q = generator.beta(0.5 + after.right, 0.5 + after.n - after.right, 400_000)
    change = np.where(q > p, (q - p) / (1 - p), (q - p) / p)
    found = gain_of(before, after)
    assert found is not None
    assert (found.low, found.high) == pytest.approx(np.quantile(change, [0.05, 0.95]), abs=0.01)


def test_with_more_questions_the_interval_is_narrower():
    widths = []
    for n in (FEW, 4 * FEW, 16 * FEW):
        found = gain_of(Sitting(n / 4, n), Sitting(3 * n / 4, n))
        assert found is not None
        widths.append(found.high - found.low)
    assert widths == sorted(widths, reverse=True)
