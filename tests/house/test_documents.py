"""What the documents say can be followed: links lead somewhere, commands exist."""

import re
from pathlib import Path

from tests.house.sources import ROOT

_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
_MAKE = re.compile(r"\bmake ([a-z][a-z-]*)")
_MANAGE = re.compile(r"manage\.py ([a-z_]+)")


def documents() -> list[Path]:
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def test_every_link_between_documents_leads_somewhere():
    broken = [
        f"{document.relative_to(ROOT)}: {target}"
        for document in documents()
        for target in _LINK.findall(_CODE.sub("", document.read_text()))
        if "://" not in target and not target.startswith(("#", "mailto:")) and not _exists(document, target)
    ]
    assert broken == []


def test_every_make_target_that_a_document_names_exists():
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {(str(d.relative_to(ROOT)), word) for d in documents() for word in _commands(d, _MAKE)}
    assert {pair for pair in named if pair[1] not in targets} == set()


def test_every_management_command_that_a_document_names_exists():
    commands = {path.stem for path in ROOT.glob("**/management/commands/*.py") if ".venv" not in path.parts}
    commands |= {"check", "migrate", "collectstatic", "makemigrations", "createsuperuser", "shell"}
    named = {(str(d.relative_to(ROOT)), word) for d in documents() for word in _commands(d, _MANAGE)}
    assert {pair for pair in named if pair[1] not in commands} == set()


def test_every_decision_says_context_choice_cost_and_when_to_look_again():
    for decision in sorted((ROOT / "docs" / "adr").glob("[0-9]*.md")):
        headings = re.findall(r"^## (.+)$", decision.read_text(), re.MULTILINE)
        assert headings == ["Context", "Choice", "Cost", "When to revisit"], decision.name


def _exists(document: Path, target: str) -> bool:
    return (document.parent / target.partition("#")[0]).exists()


def _commands(document: Path, pattern: re.Pattern[str]) -> set[str]:
    """Commands named as code; prose may say "make sure"."""
    return {word for piece in _CODE.findall(document.read_text()) for word in pattern.findall(piece)}
