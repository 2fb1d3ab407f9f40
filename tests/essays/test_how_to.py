"""The walk of `docs/how-to/write-an-essay.md`, taken by its own words: an essay from the blocks that the page shows."""

import re
from io import StringIO
from pathlib import Path
from shutil import rmtree

import pytest
from django.conf import settings as real
from django.core.management import CommandError, call_command

HOW_TO = (Path(real.BASE_DIR) / "docs/how-to/write-an-essay.md").read_text(encoding="utf-8")
WALK = HOW_TO.partition("## Your first essay")[2].partition("## The folder")[0]
SLUG = "hollow-nuts"
HERE = {"Sec-Fetch-Site": "same-origin"}
#: A fenced block that says which file it is to be put into.
BLOCKS = re.findall(r"^```\w+ (\S+/\S+)\n(.*?)^```$", HOW_TO, re.MULTILINE | re.DOTALL)
COMMANDS = re.findall(r"^(?:make|\.venv/bin/python manage\.py) \S.*$", WALK, re.MULTILINE)


def told(*words: str) -> str:
    said = StringIO()
    call_command(*words, stdout=said)
    return said.getvalue()


@pytest.fixture
def walked(db, settings, tmp_path) -> Path:
    """The folder after steps 1 to 5 of the page."""
    settings.ESSAYS_DIR = tmp_path / "content"
    settings.ESSAYS_BUILD_DIR = tmp_path / "build"
    told("new_essay", SLUG)
    for name, text in BLOCKS:
        path = settings.ESSAYS_DIR / name
        assert path.is_file(), f"{name}: the template has no such file to replace"
        path.write_text(text, encoding="utf-8")
    return Path(settings.ESSAYS_DIR / SLUG)


def test_the_page_names_its_commands_and_every_file_that_it_replaces():
    assert COMMANDS[0] == f"make new-essay SLUG={SLUG}"
    assert f".venv/bin/python manage.py publish --check {SLUG}" in COMMANDS
    assert sorted(name for name, _ in BLOCKS) == [
        f"{SLUG}/{name}" for name in ("claims.yaml", "essay.md", "items.yaml", "refs.bib")
    ]


def test_the_check_says_what_the_page_says_that_it_says(walked):
    assert told("publish", "--check", SLUG).strip() == "essays: 1 checked, no problem."
    assert "says `essays: 1 checked, no problem.`" in HOW_TO


def test_a_fault_in_a_block_would_be_told(walked):
    claims = walked / "claims.yaml"
    claims.write_text(claims.read_text().replace("expected: 0.086", "expected: 0.087"))
    said = StringIO()
    with pytest.raises(CommandError, match="1 problems"):
        call_command("publish", "--check", SLUG, stdout=said)
    assert said.getvalue().startswith(f"{SLUG}/claims.yaml:9: The claim 'right-rarely' says 0.087")


def test_the_essay_is_published_with_its_figure_and_its_questions(walked, client):
    assert f"registered {SLUG}" in told("publish", SLUG)
    home = client.get("/").content.decode()
    assert "The bell for hollow nuts" in home
    page = client.get(f"/e/{SLUG}").content.decode()
    assert page.count("<x-figure") == 1
    assert {f'data-item="{name}"' in page for name in ("how-often-hollow", "what-changes", "raise-it")} == {True}
    assert "Of all alarms" not in page
    answer = {"choice": "0", "confidence": "sure", "skip": "1"}
    seen = client.post(f"/e/{SLUG}/predict/how-often-hollow", answer, headers=HERE, follow=True).content.decode()
    assert "0.086" in seen


def test_what_is_deleted_is_no_longer_shown(walked, client):
    told("publish", SLUG)
    rmtree(walked)
    assert told("publish").startswith(f"essays: dropped {SLUG}; built nothing new; registered nothing new")
    assert client.get(f"/e/{SLUG}").status_code == 404
