import json

import numpy as np
import pytest

from simulations.catalog.small_network import archive, claims, record, training
from simulations.catalog.small_network.digits import split
from simulations.catalog.small_network.model import SIMULATION
from simulations.catalog.small_network.parameters import parameters_of, threshold
from simulations.catalog.small_network.presets import RECORDED
from simulations.catalog.small_network.widths_family import WidthsKernel, width_grid
from simulations.engine import identity
from simulations.engine.seeding import stream

pytestmark = pytest.mark.pure

HERE = "on this platform"


def _normal(**raw):
    return SIMULATION.normalise({"family": "widths", **raw})


def _same(found, recorded):
    """Bit by bit on the platform of the record, else as far as other last digits lead away."""
    if archive.recorded()["engine"] == identity.platform_id():
        assert np.array_equal(found, recorded), HERE
    else:
        np.testing.assert_allclose(found, recorded, rtol=0.03, atol=2e-3)


def test_the_record_is_small_and_says_where_it_comes_from():
    assert archive.PATH.stat().st_size <= 20_000
    about = archive.recorded()
    assert about["machine"]
    assert "numpy" in about["engine"]
    assert about["seconds"] > 0
    assert len(about["runs"]) == len(RECORDED)
    for overrides in RECORDED:
        params = _normal(**overrides)
        seeds = archive.held(params)
        assert seeds is not None
        assert len(seeds) == archive.SEEDS == 8
        assert all(len(curve) == len(width_grid(512)) for seed in seeds for curve in seed.values())
        assert set(seeds[0]) == {series.name for series in SIMULATION.series(params)}


@pytest.mark.parametrize("overrides", RECORDED, ids=["noisy", "clean"])
def test_the_narrow_networks_of_the_record_are_found_again(overrides):
    whole, part = _normal(**overrides), _normal(**overrides, width=6)
    seed = 3
    recorded, found = (SIMULATION.compute_seed(params, seed) for params in (whole, part))
    for name, curve in found.items():
        _same(curve, recorded[name][: len(curve)])


def test_the_network_at_the_peak_of_the_record_is_found_again():
    rng = stream(1, 5)
    rows = split(300, 0.2, rng)
    units = training.draw_units(512, rng)
    place = width_grid(512).index(48)
    judged = training.judge(rows, units[:48], 0.01, "tanh", training.stops(4000), lambda _: None)
    recorded = SIMULATION.compute_seed(_normal(), 5)
    _same(judged.test[-1:], recorded["test"][place : place + 1])
    _same(np.array([judged.test.min()]), recorded["stopped"][place : place + 1])


def test_making_the_record_writes_what_training_gives(monkeypatch):
    monkeypatch.setattr(record, "RECORDED", ({"epochs": 10, "width": 3, "n": 50},))
    content = json.loads(json.dumps(record.content("a machine")))
    assert content["machine"] == "a machine"
    (run,) = content["runs"]
    trained = SIMULATION.compute_seed(_normal(epochs=10, width=3, n=50), 2)
    for name, curve in run["seeds"][2].items():
        assert np.array_equal(np.array(curve, dtype=np.float32).astype(float), trained[name])


def test_only_the_recorded_seeds_of_the_recorded_settings_are_read(monkeypatch):
    trained = []
    monkeypatch.setattr(WidthsKernel, "train", lambda self, params, rng, beat: trained.append(params) or {})
    SIMULATION.compute_seed(_normal(), 7)
    assert not trained
    for params, seed in ((_normal(), 8), (_normal(root=2), 0), (_normal(rate=0.02), 0), (_normal(width=511), 0)):
        SIMULATION.compute_seed(params, seed)
    assert len(trained) == 4


def test_the_recorded_error_has_a_peak_at_the_threshold_and_comes_down_again():
    found = claims.widths()
    test = {int(units): values["test"] for units, values in found.items()}
    end = test[512]
    assert max(test, key=lambda units: test[units]) == 40
    assert test[8] == pytest.approx(0.0589, abs=5e-5)
    assert test[40] == pytest.approx(0.2146, abs=5e-5)
    assert end == pytest.approx(0.0618, abs=5e-5)
    for seed in archive.held(_normal()) or ():
        assert max(seed["test"][8:13]) > 2 * max(min(seed["test"][:8]), seed["test"][-1])
    # Nothing is gained by it: neither against stopping, nor against a linear map.
    assert found["512"]["stopped"] < end
    assert found["512"]["linear"] < end
    assert found["48"]["train"] < 2e-3


def test_in_the_control_without_noise_the_peak_is_a_fraction_of_it():
    noisy, clean = claims.widths(), claims.widths(label_noise=0)
    assert max(clean[str(units)]["test"] for units in (32, 40, 48, 64)) < 0.3 * noisy["40"]["test"]


def test_the_rule_of_thumb_counts_parameters_and_numbers_to_fit():
    assert parameters_of(1) == 65 + 20
    assert threshold(300) == pytest.approx(2990 / 75)
    assert claims.size(40) == {"parameters": 3010, "threshold": threshold(300)}
    assert SIMULATION.axis(_normal())["threshold"] == 40
    assert SIMULATION.axis(_normal(width=16))["threshold"] is None


def test_every_page_is_marked_as_weak_evidence():
    for family in SIMULATION.families:
        params = SIMULATION.normalise({"family": family.slug})
        assert "one small data set" in family.kernel.notes(params)["weak_evidence"].lower()
    assert "beforehand" in WidthsKernel().notes(_normal())["recorded"]
    assert "recorded" not in WidthsKernel().notes(_normal(root=2))
    assert "**Weak evidence.**" in SIMULATION.brief


def test_a_recorded_run_costs_nothing_and_a_trained_one_its_seconds():
    assert SIMULATION.cost(_normal(), 8) < 0.1
    assert SIMULATION.cost(_normal(root=2), 1) > 10
    assert SIMULATION.cost(_normal(root=2), 8) > 30


def test_the_sentence_tells_of_a_peak_only_where_there_is_one():
    def said(params, seeds):
        return SIMULATION.said(
            params, SIMULATION.summarise(params, [SIMULATION.compute_seed(params, s) for s in seeds])
        )

    assert "weak evidence" in said(_normal(), range(8)).text
    assert "no peak" in said(_normal(epochs=30, n=50, width=4), [0]).text
    short = SIMULATION.normalise({"family": "epochs", "epochs": 30})
    assert "is lowest at the end" in said(short, [0]).text
    assert "has risen" in said(short | {"epochs": 600}, [0]).text


def test_the_length_of_training_shows_the_same_network_as_the_width_does():
    wide = _normal(n=60, epochs=80, width=6)
    long = SIMULATION.normalise({"family": "epochs", "n": 60, "epochs": 80, "width": 6})
    one, other = SIMULATION.compute_seed(wide, 1), SIMULATION.compute_seed(long, 1)
    assert one["test"][-1] == other["test"][-1]
    assert one["stopped"][-1] == other["test"].min()
    assert one["linear"][-1] == other["linear"][0]
