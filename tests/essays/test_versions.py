"""What was published stays readable at its address, and what changed since is told: words, numbers, questions by id."""

import json
import re
from datetime import timedelta
from html import unescape

import pytest

from essays.build import build
from essays.history.comparing import Run, compare, words
from essays.history.versions import SHORT
from essays.models import Essay, EssayVersion
from essays.publish import register
from overlook.kit.clock import now
from tests.essays.conftest import SLUG

FILES = {
    "essay.md": [
        ("Say it in words first.", "Say it in plain words first."),
        ("A step says what is to be seen", "A step tells what is to be seen"),
        ("## Why it is so", "## Why it is like that"),
        (":caption: The chain through the points,", ":caption: The chain and the points,"),
        (":params: {k: 2}", ":params: {k: 3}"),
        ("exactly as high as the data", "exactly as high as it should"),
    ],
    "items.yaml": [("One more bend", "Yet another bend")],
}


@pytest.fixture
def publish(published, folder, house, settings):
    """Publish the small essay again, a day later, with parts of its files replaced; the hash of the new version."""
    days = iter(range(1, 9))

    def again(changes: dict[str, list[tuple[str, str]]]) -> str:
        for file, pairs in changes.items():
            text = (folder / file).read_text()
            for old, new in pairs:
                assert old in text, old
                text = text.replace(old, new, 1)
            (folder / file).write_text(text)
        at = now() + timedelta(days=next(days))
        register(artefact=build(folder, house, settings.ESSAYS_BUILD_DIR / SLUG), at=at)
        return EssayVersion.objects.latest("created_at").sha256[:SHORT]

    return again


@pytest.fixture
def first(published) -> str:
    return EssayVersion.objects.get().sha256[:SHORT]


def text_of(page: bytes) -> str:
    body = re.sub(r"<[^>]+>", " ", page.decode().partition("<main")[2])
    return unescape(re.sub(r"\s+", " ", body))


def test_the_history_lists_every_version_the_newest_first(first, publish, client):
    second = publish(FILES)
    page = client.get(f"/e/{SLUG}/versions").content.decode()
    rows = re.findall(rf'<li><a href="/e/{SLUG}/versions/([0-9a-f]+)">', page)
    assert rows == [second, first]
    said = text_of(page.encode())
    assert "3 texts, 2 changes in figures, 1 question" in said
    assert "The first version." in said
    assert f'href="/e/{SLUG}/versions/{first}..{second}"' in page


def test_two_versions_are_compared_word_by_word(first, publish, client):
    second = publish(FILES)
    page = client.get(f"/e/{SLUG}/versions/{first}..{second}").content.decode()
    assert 'Say it in <ins><span class="visually-hidden">added: </span>plain</ins> words first.' in page
    assert '<del><span class="visually-hidden">removed: </span>says</del>' in page
    said = text_of(page.encode())
    assert "Why it is like that : heading, changed" in said
    assert "A chain and its error : caption, changed" in said
    assert "A chain and its error : what it draws, changed" in said
    assert "more-knots : changed" in said
    back = client.get(f"/e/{SLUG}/versions/{second}..{first}").content.decode()
    assert 'Say it in <del><span class="visually-hidden">removed: </span>plain</del> words first.' in back


def test_a_comparison_tells_neither_keys_nor_reveals_nor_feedback(first, publish, client):
    second = publish(FILES)
    secret = json.dumps([version.secret for version in EssayVersion.objects.all()])
    pages = [f"/e/{SLUG}/versions/{first}..{second}", f"/e/{SLUG}/versions/{first}", f"/e/{SLUG}/versions"]
    said = "".join(client.get(address).content.decode() for address in pages)
    for words_withheld in ("as high as the data", "as high as it should", "One more bend", "Yet another bend"):
        assert words_withheld in secret
        assert words_withheld not in said


def test_a_number_is_told_as_it_was_printed_and_as_it_is(published):
    old = EssayVersion.objects.get().manifest
    numbers = [{**one, "printed": "42"} if one["id"] == "n-points" else one for one in old["numbers"]]
    (change,) = compare(old, {**old, "numbers": numbers}, ({}, {})).numbers
    assert (change.where, change.how) == ("n-points", "changed")
    assert change.runs == (Run("6", "removed"), Run("42", "added"))


def test_questions_are_told_by_id_alone(published):
    manifest = EssayVersion.objects.get().manifest
    found = compare(manifest, manifest, ({"a": "1", "b": "1", "c": "1"}, {"b": "2", "c": "1", "d": "1"})).questions
    assert [(one.where, one.how, one.runs) for one in found] == [
        ("a", "removed", ()),
        ("b", "changed", ()),
        ("d", "added", ()),
    ]


def test_a_version_is_no_different_from_itself(published, first, client):
    manifest = EssayVersion.objects.get().manifest
    assert not compare(manifest, manifest, ({}, {}))
    page = client.get(f"/e/{SLUG}/versions/{first}..{first}")
    assert "Nothing that readers see." in page.content.decode()


@pytest.mark.parametrize(
    ("old", "new", "runs"),
    [
        ("one two", "one two", [("one two", "same")]),
        ("one two three", "one three", [("one", "same"), ("two", "removed"), ("three", "same")]),
        ("", "new", [("new", "added")]),
        ("the end", "the end of it", [("the end", "same"), ("of it", "added")]),
    ],
)
def test_words_are_kept_removed_or_added(old, new, runs):
    assert words(old, new) == tuple(Run(*run) for run in runs)


def test_an_old_version_is_read_as_it_was_with_a_notice(first, publish, client):
    second = publish(FILES)
    page = client.get(f"/e/{SLUG}/versions/{first}").content.decode()
    assert "Say it in words first." in page
    assert "This is not the newest version." in page
    assert f'href="/e/{SLUG}/versions/{first}..{second}"' in page
    assert "<x-figure" in page
    assert '<meta name="robots" content="noindex">' in page
    assert "data-essay" not in page, "reading an old version is no progress in the new one"
    assert "This is the newest version" in client.get(f"/e/{SLUG}/versions/{second}").content.decode()


def test_an_old_version_keeps_its_figures_numbers_by_itself(first, publish, client):
    publish(FILES)
    page = client.get(f"/e/{SLUG}/versions/{first}").content.decode()
    assert f"/e/{SLUG}/figure/" not in page
    assert "<table" in page


def test_an_old_version_whose_figure_cannot_be_drawn_any_more_says_so(first, publish, client):
    publish(FILES)
    old = EssayVersion.objects.earliest("created_at")
    old.manifest["figures"]["fig-story"] |= {"kind": "long-gone"}
    old.sha256 = "f" * 64
    old.save()
    page = client.get(f"/e/{SLUG}/versions/ffffffff")
    assert page.status_code == 200
    assert "This picture cannot be drawn any more" in page.content.decode()
    assert "The chain through the points" in page.content.decode(), "its caption stays"


def test_a_version_can_be_cited(first, client):
    page = unescape(client.get(f"/e/{SLUG}/versions/{first}").content.decode())
    (entry,) = re.findall(r"@misc\{.*?\n\}", page, re.DOTALL)
    assert f"@misc{{overlook-{SLUG}-{first}," in entry
    assert "  author = {Your name}," in entry
    assert "  title = {{Small essay}}," in entry
    assert f"  note = {{Version 1, {first}}}," in entry
    assert f"  url = {{http://testserver/e/{SLUG}/versions/{first}}}" in entry


def test_what_the_authors_say_about_a_version_stands_in_the_history(first, publish, client):
    said = 'changes:\n  - {version: 2, text: "The caption says which chain it is."}\nversion: 2'
    publish({"essay.md": [*FILES["essay.md"], ("version: 1", said)]})
    page = text_of(client.get(f"/e/{SLUG}/versions").content)
    assert page.count("The caption says which chain it is.") == 1


@pytest.mark.parametrize("name", ["0123456789ab", "0123456789ab..0123456789ab", "nothing", "..", "'--"])
def test_a_version_that_is_not_there_is_not_found(published, client, name):
    assert client.get(f"/e/{SLUG}/versions/{name}").status_code == 404


@pytest.mark.parametrize("address", ["/e/nothing/versions", "/e/nothing/versions/0123456789ab"])
def test_an_essay_that_is_not_there_has_no_versions(published, client, address):
    assert client.get(address).status_code == 404


def test_an_essay_that_is_published_no_more_shows_no_versions(first, client):
    Essay.objects.update(published=False)
    assert client.get(f"/e/{SLUG}/versions/{first}").status_code == 404


def test_any_two_are_chosen_in_a_form(first, publish, client):
    second = publish(FILES)
    sent = client.get(f"/e/{SLUG}/versions", {"from": first, "to": second})
    assert (sent.status_code, sent["Location"]) == (302, f"/e/{SLUG}/versions/{first}..{second}")
    assert client.get(f"/e/{SLUG}/versions", {"from": "x", "to": second}).status_code == 404


def test_pages_about_versions_are_the_same_for_everybody(first, publish, client):
    second = publish(FILES)
    for address in ("versions", f"versions/{first}", f"versions/{first}..{second}"):
        page = client.get(f"/e/{SLUG}/{address}")
        assert not page.cookies
        assert page["Cache-Control"].startswith("public, max-age=")
        again = client.get(f"/e/{SLUG}/{address}", headers={"If-None-Match": page["ETag"]})
        assert again.status_code == 304


def test_the_foot_of_an_essay_leads_to_its_versions(published, client):
    assert f'href="/e/{SLUG}/versions"' in client.get(f"/e/{SLUG}").content.decode()


def test_where_an_old_version_asked_a_question_it_leads_to_the_newest(first, publish, client):
    publish(
        {"items.yaml": [("id: more-knots", "id: one-more")], "essay.md": [("{check} more-knots", "{check} one-more")]}
    )
    page = client.get(f"/e/{SLUG}/versions/{first}").content.decode()
    assert page.count("The newest version has it no more.") == 1
    for name in ("first-guess", "what-is-a-knot"):
        assert f'href="/e/{SLUG}#item-{name}"' in page
        assert f'id="item-{name}"' in client.get(f"/e/{SLUG}").content.decode()
