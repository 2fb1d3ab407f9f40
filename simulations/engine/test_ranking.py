import numpy as np
import pytest

from simulations.engine import ranking
from simulations.engine.seeding import stream

pytestmark = pytest.mark.pure


def _ranked(n=50):
    rng = stream(1, 0)
    scores, positive = np.round(rng.standard_normal(n), 1), rng.random(n) < 0.4
    return scores, positive, ranking.rank(scores, positive)


def test_counts_begin_empty_and_go_from_the_highest_score_down():
    scores, positive, ranked = _ranked()
    counts = ranked.counts()
    assert counts.shape == (2, ranked.columns)
    assert (counts[:, 0] == 0).all()
    for column, score in enumerate(np.unique(scores)[::-1], start=1):
        assert counts[:, column].tolist() == [((scores == score) & c).sum() for c in (~positive, positive)]


@pytest.mark.parametrize("block", [1, 300, 1 << 16])
def test_resamples_are_the_same_whatever_the_blocks_are(monkeypatch, block):
    monkeypatch.setattr(ranking, "_BLOCK", block)
    scores, positive, ranked = _ranked(51)
    found = np.concatenate(list(ranked.resampled(37, stream(1, 1))))
    rng = stream(1, 1)
    for counts in found:
        rows = rng.integers(0, 51, 51)
        for score in np.unique(scores):
            column = 1 + int((np.unique(scores) > score).sum())
            there = scores[rows] == score
            assert counts[:, column].tolist() == [(there & c[rows]).sum() for c in (~positive, positive)]


def test_resamples_without_a_class_are_left_out():
    ranked = ranking.rank(np.arange(20.0), np.arange(20) == 3)
    counts = np.concatenate(list(ranked.resampled(400, stream(1, 0))))
    assert (counts.sum(axis=2) > 0).all()
    # A share of (19/20)^20 = 36 % of the resamples lacks the only positive.
    assert 400 * 0.54 < len(counts) < 400 * 0.74


@pytest.mark.parametrize("count", [1, 2, 3, 10, 501])
@pytest.mark.parametrize("level", [0.5, 0.9, 0.99])
def test_the_middle_is_between_numpys_quantiles(count, level):
    curves = stream(1, 2).standard_normal((count, 7))
    tail = (1 - level) / 2
    np.testing.assert_allclose(
        ranking.middle_of(curves, level), np.quantile(curves, [tail, 1 - tail], axis=0), rtol=1e-12, atol=1e-14
    )


def test_inputs_of_any_layout_give_the_same_and_are_left_alone():
    scores, positive, ranked = _ranked()
    wide, flags = np.repeat(scores, 2)[::2], np.repeat(positive, 3)[::3]
    kept = wide.copy()
    assert np.array_equal(ranking.rank(wide, flags).cell, ranked.cell)
    assert np.array_equal(wide, kept)
