"""The brief as HTML, and the notes on the numbers."""

from dataclasses import replace
from pathlib import Path

import pytest

from overlook.kit.registry import discover
from simulations import reading
from simulations.engine.contract import Simulation

pytestmark = pytest.mark.pure
SIMULATIONS: dict[str, Simulation] = dict(discover("simulations.catalog", "SIMULATION"))


@pytest.fixture
def leaf() -> Simulation:
    return SIMULATIONS["double-descent"]


def test_the_brief_is_html_one_level_down_without_its_title_and_with_its_sources_apart(leaf: Simulation) -> None:
    found = reading.brief(leaf)
    assert "<h1" not in found.body
    assert "<h2" not in found.body
    assert "<h3>How accurate it is</h3>" in found.body
    assert "Sources" not in found.body
    assert found.sources.count("<li>") >= 2


def test_markup_in_a_brief_is_text_not_html(leaf: Simulation, tmp_path: Path) -> None:
    path = tmp_path / "brief.md"
    path.write_text("# T\n\n<script>x</script> [a](javascript:x)\n\n## Sources\n\n- <b>b</b>\n", encoding="utf-8")
    found = reading.brief(replace(leaf, brief_path=path))
    assert "<script>" not in found.body
    assert "href" not in found.body
    assert "&lt;b&gt;" in found.sources


def test_the_notes_say_what_the_theory_is_and_where_a_mean_is_missing(leaf: Simulation) -> None:
    found = {note.about: note.text for note in reading.notes(leaf, leaf.normalise({"family": "gaussian"}))}
    assert "closed form" in found["Theory"]
    assert "no finite expectation" in found["No mean"]
    assert "p = n − 1, n, n + 1" in found["Mean"]
    assert found["Excess test error"].startswith("Excess error ‖b̂ − β‖²")


def test_notes_that_are_no_sentences_and_lines_that_are_not_there_are_not_told(leaf: Simulation) -> None:
    found = {note.about for note in reading.notes(leaf, leaf.normalise({"family": "random-features", "width": 100}))}
    assert not found & {"Theory", "No mean", "Test rows"}
