"""The benchmarks of the record measure what they say: without a server where there is none, and in order."""

import pytest

from benchmarks import dashboard, record
from benchmarks.registry import benches

pytestmark = pytest.mark.pure


def test_the_lines_of_the_record_and_the_dashboard_are_found():
    assert [name for name, _ in benches("record")] == ["record/submit-sqlite", "record/submit-postgres"]
    names = [name for name, _ in benches("dashboard")]
    assert names == ["dashboard/10k", "dashboard/100k", "dashboard/1m", "dashboard/items-1m"]


def test_without_postgresql_the_line_says_so_and_nothing_fails(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://nobody:secret@127.0.0.1:9/postgres")
    result = record.submit_postgres()
    assert (result.value, result.runs, result.limit_ratio) == (0, 0, None)
    assert result.note == "not measured: no PostgreSQL at 127.0.0.1:9"


def test_a_line_of_the_dashboard_is_against_ten_thousand_responses(monkeypatch):
    looks = {
        name: {page: {"wall": wall, "cpu": wall, "queries": 10, "responses": count} for page in ("dashboard", "items")}
        for (name, count), wall in zip(dashboard.SIZES.items(), (0.1, 0.11, 0.125), strict=True)
    }
    monkeypatch.setattr(dashboard, "measured", lambda *_asked: looks)
    result = dashboard.million()
    assert result.value == pytest.approx(125)
    assert result.ratio == pytest.approx(0.8)
    assert "1,000,000 responses" in result.note
    assert "10 / 10 / 10" in result.note
    assert dashboard.ten_thousand().ratio == 1
