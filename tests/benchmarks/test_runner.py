import json
import sys

import pytest

from benchmarks import __main__ as runner
from benchmarks import registry, timing

pytestmark = pytest.mark.pure


def test_a_room_a_name_or_all_can_be_chosen(monkeypatch):
    names = [name for name, _ in registry.benches("double-descent")]
    assert {"double-descent/all-widths", "double-descent/92-widths", "double-descent/random-features"} <= set(names)
    assert all(name.startswith("double-descent/") for name in names)
    assert [name for name, _ in registry.benches("double-descent/92-widths")] == ["double-descent/92-widths"]
    assert list(registry.benches("double-descent/none")) == []
    assert list(registry.benches("no-such-room")) == []


def test_the_table_is_printed_and_written_as_json(monkeypatch, tmp_path, capsys):
    result = registry.Result(value=1.5, unit="ms", runs=5, ratio=620.0, note="against a loop")
    monkeypatch.setattr(runner, "benches", lambda only: [("toy/one", lambda: result)])
    monkeypatch.setattr(sys, "argv", ["benchmarks", "toy"])
    monkeypatch.setenv("OVERLOOK_VAR", str(tmp_path))
    assert runner.main() == 0
    assert "620×" in capsys.readouterr().out
    assert json.loads((tmp_path / "bench.json").read_text()) == [
        {"name": "toy/one", "value": 1.5, "unit": "ms", "runs": 5, "ratio": 620.0, "limit_ratio": None,
         "note": "against a loop"}
    ]  # fmt: skip


def test_an_unknown_name_is_refused(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["benchmarks", "--only", "no-such-room"])
    assert runner.main() == 2
    assert "no-such-room" in capsys.readouterr().err


def test_time_is_measured_on_both_clocks():
    spent = timing.timed(lambda: sum(range(10_000)), times=3)
    assert len(spent.cpu) == len(spent.wall) == 3
    assert len((spent + spent).cpu) == 6
    assert 0 < spent.median_wall < 1
    assert 0 < timing.gemm_seconds(1e6) < 0.1
