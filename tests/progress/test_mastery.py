"""The posterior finds abilities that were planted: Brier score, reliability and the interval, within stated bounds."""

from io import StringIO

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from scipy import integrate, stats

from overlook.progress.calibration import brier, reliability
from overlook.progress.planted import DIFFICULTY_SPREAD, chance_on_new, report

pytestmark = pytest.mark.pure


def test_the_planted_chance_is_the_mean_over_difficulties():
    def right(difficulty, ability):
        return stats.norm.pdf(difficulty, scale=DIFFICULTY_SPREAD) / (1 + np.exp(difficulty - ability))

    abilities = np.array([-3.0, 0.0, 1.2, 4.0])
    expected = [integrate.quad(right, -12, 12, args=(ability,), epsabs=1e-13)[0] for ability in abilities]
    assert chance_on_new(abilities) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_planted_abilities_are_recovered_from_three_to_twelve_first_tries(seed):
    found = report(learners=4000, seed=seed)
    assert found.best < found.brier < found.ignorant
    assert found.brier - found.best < 0.03
    assert 0.88 <= found.covered <= 0.92
    assert found.error < 0.125
    assert found.calibration_error < 0.06
    # In the middle, where decisions are made, stated and seen agree; a few tries that were all wrong, or all right, say
    # more than they know.
    assert all(abs(row.stated - row.share) < 0.12 for row in found.table if 0.2 < row.stated < 0.9)


@pytest.mark.parametrize("seed", [1, 2])
def test_more_first_tries_find_them_better(seed):
    few, many = report(learners=4000, seed=seed), report(learners=4000, evidence=(20, 40), seed=seed)
    assert many.brier - many.best < 0.01
    assert many.error < 0.065 < few.error
    assert many.calibration_error < 0.035 < few.calibration_error
    assert 0.88 <= many.covered <= 0.92


def test_a_posterior_that_boasts_is_found_out(monkeypatch):
    monkeypatch.setattr("overlook.progress.planted.PRIOR", 0.02)
    found = report(learners=4000, seed=1)
    assert found.calibration_error > 0.075
    assert found.covered < 0.85


def test_brier_score_and_reliability_by_hand():
    said, came = [0.1, 0.1, 0.9, 0.9, 1.0], [0.0, 1.0, 1.0, 1.0, 0.0]
    assert brier(said, came) == pytest.approx((0.01 + 0.81 + 0.01 + 0.01 + 1.0) / 5)
    low, high = reliability(said, came)
    assert (low.stated, low.share, low.n) == (0.1, 0.5, 2)
    assert [high.stated, high.share, high.n] == pytest.approx([2.8 / 3, 2 / 3, 3])
    truth = stats.beta(2.5, 1.5)
    assert (high.low, high.high) == pytest.approx(truth.interval(0.9), abs=1e-9)
    with pytest.raises(ValueError, match="at least one"):
        brier([], [])


def test_the_command_reports_and_refuses_nonsense():
    out = StringIO()
    call_command("mastery_report", learners=300, stdout=out)
    assert "300 simulated learners, 3 to 12 first tries each" in out.getvalue()
    assert "Brier score" in out.getvalue()
    with pytest.raises(CommandError, match="at least one learner"):
        call_command("mastery_report", learners=0)
