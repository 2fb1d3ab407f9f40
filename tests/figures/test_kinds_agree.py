"""Kinds do not know each other; where two of them draw the same thing, they must agree about it."""

import numpy as np
import pytest

from overlook.figures.knot_density.model import X, chain, throw
from overlook.figures.knot_drag.model import chain as dragged

pytestmark = pytest.mark.pure


def test_the_chain_of_painted_knots_is_the_dragged_one():
    bed = 4 * (X - 2.5) ** 2
    shares = np.array([4, 4, 2, 1, 4]) / 15
    gaps, places = throw(shares, 20, 3)
    # Four or five knots are what a hand can drag; any number is what its formula takes.
    found = dragged(list(gaps + places))
    assert chain(shares, 20, 3) == pytest.approx(found.at(X) - bed, abs=1e-6)
