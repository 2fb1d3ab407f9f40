import pytest

from benchmarks import registry, report, web_page
from benchmarks.web_page import Measured

pytestmark = pytest.mark.pure

VALUES = {
    "largest paint": 0.9,
    "blocked": 0.0,
    "shift": 0.0,
    "first figure": 1.25,
    "drag step": 4.0,
    "first view": 100.0,
    "scripts": 12.0,
}
MEASURED = Measured(VALUES, 140.4, 21, "fig-chain", 2.04)


def test_the_pages_are_measured_with_the_web_side():
    assert "web/page" in [name for name, _ in registry.benches("web")]
    assert [name for name, _ in registry.benches("web/page")] == ["web/page"]


def test_a_budget_is_divided_by_what_was_measured_and_nothing_has_room_for_a_hundred():
    assert web_page.room(MEASURED, "largest paint") == pytest.approx(2)
    assert web_page.room(MEASURED, "drag step") == pytest.approx(2)
    assert web_page.room(MEASURED, "scripts") == pytest.approx(1)
    assert web_page.room(MEASURED, "blocked") == 100


def test_each_essay_has_its_line_below_the_budgets():
    heads, limits, line = web_page.table({"small-essay": MEASURED})
    assert len(heads) == len(limits) == len(line)
    assert dict(zip(heads, limits, strict=True))["shift"] == "0.0200"
    told = dict(zip(heads, line, strict=True))
    assert told["essay"] == "small-essay"
    assert told["first figure"] == "1.25 s (2.0×)"
    assert told["whole page"] == "140 KB in 21"
    assert told["slowest figure"] == "fig-chain"


def test_a_line_s_own_table_is_written_below_all_lines():
    row = {"name": "web/page", "value": 1.0, "unit": "×", "ratio": None, "limit_ratio": None, "runs": 3, "note": ""}
    printed = report.markdown([{**row, "table": [["essay", "shift"], ["small-essay", "0.0012"]]}, {**row, "name": "a"}])
    assert printed.endswith("`web/page`, line by line:\n\n| essay | shift |\n| --- | --- |\n| small-essay | 0.0012 |\n")
    assert report.markdown([row]).endswith("median of 3 |\n")
