import json
import sys
from importlib.metadata import version

import pytest

from benchmarks import __main__ as runner
from benchmarks import registry, report, timing

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
         "note": "against a loop", "table": []}
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


def test_measuring_one_keeps_what_was_measured_of_the_others(monkeypatch, tmp_path, capsys):
    results = {"toy/one": 1.0, "toy/two": 2.0}
    monkeypatch.setattr(
        runner,
        "benches",
        lambda only: [
            (name, lambda value=value: registry.Result(value=value, unit="ms", runs=5))
            for name, value in results.items()
            if only in ("", name)
        ],
    )
    monkeypatch.setenv("OVERLOOK_VAR", str(tmp_path))

    def measured(*arguments):
        monkeypatch.setattr(sys, "argv", ["benchmarks", *arguments])
        assert runner.main() == 0
        return {row["name"]: row["value"] for row in json.loads((tmp_path / "bench.json").read_text())}

    assert measured() == {"toy/one": 1.0, "toy/two": 2.0}
    results["toy/one"] = 3.0
    assert measured("toy/one") == {"toy/two": 2.0, "toy/one": 3.0}
    del results["toy/two"]
    assert measured() == {"toy/one": 3.0}


def test_what_was_measured_is_printed_as_markdown_without_running_anything(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("OVERLOOK_VAR", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["benchmarks", "--markdown"])
    monkeypatch.setattr(runner, "benches", None)
    assert runner.main() == 2
    assert "make bench" in capsys.readouterr().err
    rows = [
        {"name": "toy/two", "value": 1.5, "unit": "ms", "ratio": 1234.5, "limit_ratio": None, "runs": 5, "note": "a|b"},
        {"name": "toy/one", "value": 0.1, "unit": "s", "ratio": None, "limit_ratio": 1.04, "runs": 7, "note": ""},
    ]
    (tmp_path / "bench.json").write_text(json.dumps(rows))
    assert runner.main() == 0
    lines = capsys.readouterr().out.splitlines()
    assert "1 thread)" in lines[0]
    assert f"numpy {version('numpy')}" in lines[0]
    assert lines[-2:] == [
        "| `toy/one` | 0.1 s | – | 1.04× | –; median of 7 |",
        "| `toy/two` | 1.5 ms | 1,230× | – | a\\|b; median of 5 |",
    ]


def test_the_table_goes_between_its_marks_and_nowhere_else(monkeypatch, tmp_path):
    document = tmp_path / "performance.md"
    document.write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n")
    monkeypatch.setattr(report, "DOCUMENT", document)
    monkeypatch.setattr(runner, "benches", lambda only: [("toy/one", lambda: registry.Result(1.0, "ms", 5))])
    monkeypatch.setattr(sys, "argv", ["benchmarks", "--write"])
    monkeypatch.setenv("OVERLOOK_VAR", str(tmp_path))
    assert runner.main() == 0
    text = document.read_text()
    assert text.startswith(f"before\n{report.BEGIN}\n")
    assert text.endswith(f"| `toy/one` | 1 ms | – | – | –; median of 5 |\n{report.END}\nafter\n")
    assert "old" not in text
    assert report.written(text, "") == f"before\n{report.BEGIN}\n{report.END}\nafter\n"
    for wrong in ("", report.END + report.BEGIN, text + text):
        with pytest.raises(ValueError, match="needs one line"):
            report.written(wrong, "")


def test_a_part_that_is_measured_leaves_the_other_lines_of_the_document(monkeypatch):
    monkeypatch.setattr(report, "machine", lambda: "A machine")
    row = {"value": 1.0, "unit": "ms", "ratio": None, "limit_ratio": None, "runs": 5, "note": ""}
    tables = [("one", "first"), ("1", "2")]
    before = report.markdown([row | {"name": "toy/one", "table": tables}, row | {"name": "toy/two"}])
    after = report.markdown([row | {"name": "toy/two", "value": 2.0}], before)
    assert after == before.replace("`toy/two` | 1 ms", "`toy/two` | 2 ms")
    assert report.markdown([row | {"name": "toy/one", "table": [("one",), ("3",)]}], before).count("line by line") == 1
    assert report.standing(report.written(f"{report.BEGIN}\n{report.END}", after)) == after
    monkeypatch.setattr(report, "machine", lambda: "Another machine")
    with pytest.raises(ValueError, match="measure all"):
        report.markdown([row | {"name": "toy/two"}], before)
    assert "toy/one" not in report.markdown([row | {"name": "toy/two"}])


def test_the_document_on_performance_has_a_place_for_the_table():
    assert report.written(report.DOCUMENT.read_text(encoding="utf-8"), "").count(report.BEGIN) == 1
