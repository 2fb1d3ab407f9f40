from itertools import combinations
from statistics import mean

import numpy as np
import pytest

from overlook.kit.errors import Invalid
from simulations.catalog.jury import bench as court
from simulations.catalog.jury.challenges import TRIALS, PickTheJury

pytestmark = pytest.mark.pure
GAME = PickTheJury()
SEEDS = range(12)


def _action(jury, do="swear"):
    return {"jury": [float(tree + 1) for tree in jury], "do": do}


def _score(seed, jury):
    return GAME.replay(seed, [_action(jury)]).score


def _spread(bench, most):
    """The most accurate trees, of each clan at most so many."""
    jury, seated = [], {}
    for tree in np.argsort(-bench.accuracy, kind="stable"):
        clan = int(bench.clan[tree])
        if seated.get(clan, 0) < most and len(jury) < court.SEATS:
            jury.append(int(tree))
            seated[clan] = seated.get(clan, 0) + 1
    return jury


def test_the_most_accurate_score_nothing_and_the_expert_a_hundred():
    for seed in SEEDS:
        assert GAME.replay(seed, [{"do": "swear"}]).score == 0.0
        outcome = GAME.replay(seed, [_action(court.expert(seed))])
        assert (outcome.score, outcome.stars) == (100.0, 3)


def test_diversity_pays_and_accuracy_alone_is_the_trap():
    rng = np.random.default_rng(4)
    by_chance = mean(_score(seed, rng.choice(court.TREES, court.SEATS, replace=False)) for seed in SEEDS)
    many, few = (mean(_score(seed, _spread(court.bench(seed), most)) for seed in SEEDS) for most in (5, 3))
    assert 20 < by_chance < many < few - 5 < few < 100


def test_the_most_accurate_trees_are_mostly_one_clan():
    shares = [np.mean(court.bench(seed).clan[list(court.most_accurate(court.bench(seed)))] == 0) for seed in SEEDS]
    assert mean(shares) > 0.7
    assert mean(np.mean(court.bench(seed).clan[list(court.expert(seed))] == 0) for seed in SEEDS) < 0.45


def test_no_exchange_improves_the_experts_jury():
    seed = 3
    right, jury = court.bench(seed).hidden, court.expert(seed)
    best = court.majority(right, jury)
    free = [tree for tree in range(court.TREES) if tree not in jury]
    assert len(jury) == court.SEATS
    for out in jury:
        for new in free:
            assert court.majority(right, (*(tree for tree in jury if tree != out), new)) <= best


def test_a_majority_is_counted_case_by_case():
    right = np.array([[1, 1, 0, 0], [1, 0, 1, 0], [1, 0, 0, 0], [0, 1, 1, 1]], dtype=bool)
    majorities = [court.majority(right, jury) for jury in combinations(range(4), 3)]
    assert majorities == [0.25, 0.75, 0.5, 0.5]


def test_trees_of_a_clan_agree_more():
    bench = court.bench(5)
    same = bench.clan[:, None] == bench.clan[None, :]
    off = ~np.eye(court.TREES, dtype=bool)
    strong = same & (bench.clan == 0)[:, None] & off
    assert bench.agreement[strong].mean() > bench.agreement[~same].mean() + 0.1


def test_the_map_brings_together_who_votes_alike():
    bench, places = court.bench(5), court.chart(5)
    gap = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    strong = np.outer(bench.clan == 0, bench.clan == 0)
    assert gap[strong].mean() < 0.7 * gap[~strong].mean()
    assert np.min(gap + np.eye(court.TREES)) > 0.05


def test_the_last_jury_is_seated_in_the_next_form():
    jury = _spread(court.bench(1), 3)
    fields = GAME.actions(1, [_action(jury, "try")])
    assert sorted(fields[0].default) == sorted(float(tree + 1) for tree in jury)


def test_clans_and_the_hidden_cases_are_not_told_before_the_end():
    seed, jury = 2, _spread(court.bench(2), 3)
    early = GAME.replay(seed, [_action(jury, "try")])
    assert early.steps[0].loss == 0.0
    assert "lan" not in repr(GAME.scene(seed, early))
    assert "lan" not in repr(GAME.public(seed))
    late = GAME.replay(seed, [_action(jury, "try"), _action(jury)])
    assert late.steps[1].loss == 1 - court.majority(court.bench(seed).hidden, tuple(jury))


@pytest.mark.parametrize(
    ("before", "action", "field"),
    [
        (0, {"jury": [1.0] * 11}, "jury"), (0, {"jury": list(range(1, 13))}, "jury"), (0, {"jury": [0.0]}, "jury"),
        (0, {"jury": [41.0]}, "jury"), (0, {"jury": [1.5, *range(2, 12)]}, "jury"), (0, {"jury": "1 2 3"}, "jury"),
        (0, {"do": "leave"}, "do"), (TRIALS, {"do": "try"}, "do"), (0, {"right": 1}, "right"),
    ],
)  # fmt: skip
def test_impossible_juries_are_refused_by_name(before, action, field):
    with pytest.raises(Invalid) as refusal:
        GAME.replay(0, [*[{"do": "try"}] * before, action])
    assert list(refusal.value.fields) == [f"actions.{before}.{field}"]
