"""The analysis against an independent computation, SciPy's and NumPy's own, to 1e-9; then its edges, by hand."""

import numpy as np
import pytest
from scipy import stats

from assessments.engine import analysis

pytestmark = pytest.mark.pure

EXACT = {"rel": 0, "abs": 1e-9}


def planted(missing: float, *, partial: bool = False) -> np.ndarray:
    """Answers of 200 learners to 20 questions by a Rasch model, some of them missing."""
    random = np.random.default_rng(20)
    ability, level = random.standard_normal((200, 1)), random.uniform(-2, 2, 20)
    matrix = (random.random((200, 20)) < 1 / (1 + np.exp(level - ability))).astype(float)
    if partial:
        matrix[random.random(matrix.shape) < 0.2] = 0.5
    matrix[random.random(matrix.shape) < missing] = np.nan
    return matrix


@pytest.mark.parametrize("missing", [0.0, 0.3])
@pytest.mark.parametrize("partial", [False, True])
def test_difficulty_and_item_rest_correlation_are_scipys(missing, partial):
    matrix = planted(missing, partial=partial)
    found, _whole = analysis.questions(matrix, at_least=10)
    for column, question in enumerate(found):
        scores = matrix[:, column]
        known = scores[~np.isnan(scores)]
        assert question.n == len(known)
        assert question.difficulty.value == pytest.approx(known.mean(), **EXACT)
        if not partial:
            interval = stats.binomtest(int(known.sum()), len(known)).proportion_ci(method="wilson")
            assert (question.difficulty.low, question.difficulty.high) == (
                pytest.approx(interval.low, **EXACT),
                pytest.approx(interval.high, **EXACT),
            )
        rest = np.nanmean(np.delete(matrix, column, axis=1), axis=1)
        both = ~np.isnan(scores)
        reference = stats.pearsonr(scores[both], rest[both])
        fisher = reference.confidence_interval()
        assert question.discrimination.value == pytest.approx(reference.statistic, **EXACT)
        assert question.discrimination.low == pytest.approx(fisher.low, **EXACT)
        assert question.discrimination.high == pytest.approx(fisher.high, **EXACT)


def test_the_item_rest_correlation_of_complete_answers_is_that_with_the_sum_of_the_others():
    matrix = planted(0.0)
    for column in range(20):
        own = np.corrcoef(matrix[:, column], matrix.sum(axis=1) - matrix[:, column])[0, 1]
        found = analysis.correlation(matrix[:, column], analysis.rest_means(matrix, column))
        assert found.value == pytest.approx(own, **EXACT)


def alpha_by_definition(matrix: np.ndarray) -> tuple[float, float]:
    """Alpha, and the variance of the sum, each covariance over those who answered both."""
    k = matrix.shape[1]
    table = np.empty((k, k))
    for i in range(k):
        for j in range(k):
            both = ~np.isnan(matrix[:, i]) & ~np.isnan(matrix[:, j])
            table[i, j] = np.cov(matrix[both, i], matrix[both, j])[0, 1]
    return k / (k - 1) * (1 - table.trace() / table.sum()), table.sum()


@pytest.mark.parametrize("missing", [0.0, 0.3])
def test_alpha_alpha_without_and_the_standard_error_are_those_of_their_definition(missing):
    matrix = planted(missing)
    found, whole = analysis.questions(matrix, at_least=10)
    alpha, variance = alpha_by_definition(matrix)
    assert whole.alpha == pytest.approx(alpha, **EXACT)
    assert whole.deviation == pytest.approx(np.sqrt(variance) / 20, **EXACT)
    assert whole.error == pytest.approx(np.sqrt(variance) / 20 * np.sqrt(1 - alpha), **EXACT)
    assert (whole.questions, whole.learners) == (20, 200)
    for column, question in enumerate(found):
        without, _variance = alpha_by_definition(np.delete(matrix, column, axis=1))
        assert question.alpha_without == pytest.approx(without, **EXACT)


def test_alpha_of_complete_answers_is_the_textbooks():
    matrix = planted(0.0)
    textbook = 20 / 19 * (1 - matrix.var(axis=0, ddof=1).sum() / matrix.sum(axis=1).var(ddof=1))
    assert analysis.questions(matrix, at_least=10)[1].alpha == pytest.approx(textbook, **EXACT)


@pytest.mark.parametrize("missing", [0.0, 0.3])
def test_options_have_scipys_point_biserial_and_the_shares_of_the_top_and_bottom_27_percent(missing):
    matrix = planted(missing)
    random = np.random.default_rng(4)
    rest = analysis.rest_means(matrix, 0)
    # Continuous, so that nobody ties and the groups are those of a plain sort.
    rest = rest + 1e-6 * random.random(200)
    answered = ~np.isnan(matrix[:, 0])
    picks = random.integers(0, 4, answered.sum())
    chosen = picks[:, None] == np.arange(4)
    size, found = analysis.options(chosen, rest[answered])
    order = np.argsort(rest[answered])
    assert size == round(0.27 * answered.sum())
    for option, each in enumerate(found):
        reference = stats.pointbiserialr(picks == option, rest[answered])
        assert each.correlation.value == pytest.approx(reference.statistic, **EXACT)
        assert each.share == pytest.approx((picks == option).mean(), **EXACT)
        assert each.bottom == (picks[order[:size]] == option).sum()
        assert each.top == (picks[order[-size:]] == option).sum()


def test_learners_who_tie_at_the_edge_share_the_places_that_are_left():
    rest = np.array([0.0, 0.5, 0.5, 0.5, 0.5, 1.0, 1.0, np.nan, 0.2, 0.9, 0.1])
    size, top, bottom = analysis.extremes(rest)
    assert size == 3
    assert top.tolist() == [0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 0]
    assert bottom.tolist() == [1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1]
    size, top, _bottom = analysis.extremes(np.array([0.5] * 8 + [1.0, 0.0]))
    assert (size, top[:8].tolist(), top[8:].tolist()) == (3, [0.25] * 8, [1.0, 0.0])


def test_no_order_among_equals_matters():
    matrix = planted(0.2)
    shuffled = np.random.default_rng(1).permutation(200)
    picks = np.nan_to_num(matrix[:, :1]) == [[0, 1]]
    one = analysis.options(picks, analysis.rest_means(matrix, 0))
    other = analysis.options(picks[shuffled], analysis.rest_means(matrix[shuffled], 0))
    for a, b in zip(one[1], other[1], strict=True):
        assert (a.top, a.bottom) == (pytest.approx(b.top, **EXACT), pytest.approx(b.bottom, **EXACT))


def test_the_observed_curve_keeps_equals_together_and_counts_everybody_once():
    matrix = planted(0.0)
    curve = analysis.groups(matrix[:, 0], analysis.rest_means(matrix, 0), at_least=5)
    assert 3 <= len(curve) <= 5
    assert sum(group.learners for group in curve) == 200
    assert [group.rest for group in curve] == sorted(group.rest for group in curve)
    assert curve[-1].share.value > curve[0].share.value
    assert len(analysis.groups(np.ones(50), np.full(50, 0.5), at_least=5)) == 1
    assert analysis.groups(np.ones(4), np.arange(4.0), at_least=5) == []


def test_what_does_not_vary_or_has_too_few_pairs_has_no_correlation_and_no_alpha():
    nobody = np.full((12, 3), np.nan)
    found, whole = analysis.questions(nobody, at_least=10)
    assert [each.n for each in found] == [0, 0, 0]
    assert (found[0].difficulty, found[0].discrimination, whole) == (None, None, None)
    found, whole = analysis.questions(np.ones((12, 3)), at_least=10)
    assert (found[0].difficulty.value, found[0].discrimination, whole) == (1, None, None)
    apart = np.full((40, 2), np.nan)
    apart[:20, 0], apart[20:, 1] = 1, 0
    assert analysis.questions(apart, at_least=10)[1] is None
    assert analysis.correlation(np.arange(9.0), np.arange(9.0)) is None
    assert analysis.correlation(np.arange(10.0), np.arange(10.0)) == analysis.Estimate(1, 1, 1)
    assert analysis.questions(np.empty((0, 0)), at_least=10) == ([], None)
    assert analysis.questions(np.ones((12, 1)), at_least=10)[1] is None


def test_a_question_with_few_answers_is_left_out_of_the_reliability():
    matrix = planted(0.0)
    matrix[9:, 3] = np.nan
    found, whole = analysis.questions(matrix, at_least=10)
    assert (found[3].n, found[3].alpha_without, whole.questions) == (9, None, 19)
    assert whole.alpha == pytest.approx(alpha_by_definition(np.delete(matrix, 3, axis=1))[0], **EXACT)
