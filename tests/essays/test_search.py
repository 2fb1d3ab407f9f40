"""Search over what is published: what is found and where it leads, what is never found, and what nonsense gets."""

import json
import re
from html import unescape

import pytest

from essays.build import build
from essays.finding.index import LONGEST, Index, Passage
from essays.history.pieces import pieces
from essays.models import Essay, EssayVersion
from essays.publish import register
from overlook.kit.clock import now
from tests.essays.conftest import SLUG

NONSENSE = ['"', '"""', "*", "NEAR(", "a" * 5000, "😀", "AND OR NOT", "title:x", "^", "-", "(", "{}[]", "%", " "]


@pytest.fixture
def found(published, client):
    """Addresses of what is found, and the page, for some words."""

    def search(words: str, **query: str) -> tuple[list[str], str]:
        page = client.get("/search", {"q": words, **query}).content.decode()
        return re.findall(r'<li><a href="([^"]*)"', page.partition('id="found"')[2]), unescape(page)

    return search


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("Small essay", f"/e/{SLUG}"),
        ("surprise the reader", f"/e/{SLUG}"),
        ("Just enough", f"/e/{SLUG}#story-2"),
        ("touches nothing", f"/e/{SLUG}#story-1"),
        ("leave out", f"/e/{SLUG}#the-thing-that-textbooks-leave-out"),
        ("passes through {const}", f"/e/{SLUG}"),
        ("A chain and its error", f"/e/{SLUG}#fig-story"),
        ("against the number", f"/e/{SLUG}#fig-story"),
        ("own words", f"/e/{SLUG}#you-can-now"),
        ("may bend", f"/e/{SLUG}#term-knot"),
        ("Danger zone", "/challenge/danger-zone"),
        ("Double descent", "/simulations/double-descent"),
    ],
)
def test_each_kind_of_thing_is_found_and_the_link_leads_to_its_place(found, words, address):
    addresses, _ = found(words.replace("{const}", "41"))
    assert address in addresses


def test_a_link_leads_to_a_place_that_is_there(found, client):
    ids = set(re.findall(r'id="([^"]+)"', client.get(f"/e/{SLUG}").content.decode()))
    anchors = {address.partition("#")[2] for address in found("the")[0] if address.startswith("/e/")}
    assert anchors - ids == {""}
    assert len(anchors) > 5


def test_what_was_searched_for_is_marked_whatever_its_ending(found):
    _, page = found("bending knots")
    assert "chain of straight lines <mark>bends</mark> at its <mark>knots</mark>" in page


def test_letters_count_without_their_accents(found):
    assert f"/e/{SLUG}#term-knot" in found("knót")[0]


def test_a_beginning_is_enough_for_the_last_word(found):
    assert f"/e/{SLUG}#the-thing-that-textbooks-leave-out" in found("textb")[0]


def test_quotes_keep_words_together(found):
    assert found('"straight lines"')[0]
    assert not found('"lines straight"')[0]


def test_words_that_never_meet_are_told_so(found):
    addresses, page = found("textbooks trapezium knots")
    assert addresses
    assert "No passage has all of these words." in page


def test_a_misspelt_word_is_answered_with_the_nearest_known_one(found):
    _, page = found("textboks")
    assert re.search(r'Did you mean <a href="/search\?q=textbooks">textbooks</a>\?', page)


def test_where_nothing_is_found_the_page_says_what_to_try(found):
    addresses, page = found("knotte")
    assert addresses == [f"/e/{SLUG}#term-knot"], "the glossary's nearest word"
    assert "Nothing was found. Try fewer words" in page


@pytest.mark.parametrize("words", NONSENSE)
def test_nonsense_is_never_an_error(found, client, words):
    _, page = found(words)
    assert "<h1>Search</h1>" in page
    assert client.get("/api/v1/search", {"q": words, "page": "²"}).status_code == 200


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", '"><img src=x>', "&amp;", "<mark>"])
def test_what_was_typed_is_shown_as_text(published, client, words):
    page = client.get("/search", {"q": words}).content.decode()
    assert "<script>alert" not in page
    assert "<img" not in page
    assert [unescape(typed) for typed in re.findall(r'name="q" value="([^"]*)"', page)] == [words]


def test_neither_reveals_nor_keys_nor_feedback_are_found(published, client):
    secret = json.dumps(EssayVersion.objects.get().secret)
    for words in ("exactly as high as the data", "The chain is one piece", "One more bend", "Look at the chain"):
        assert words in secret
        assert client.get("/api/v1/search", {"q": f'"{words}"'}).json()["total"] == 0


def test_a_figure_that_only_a_reveal_shows_is_not_found(published):
    manifest = EssayVersion.objects.get().manifest
    figures = {**manifest["figures"], "fig-hidden": {**manifest["figures"]["fig-story"], "title": "Withheld"}}
    assert "Withheld" not in {piece.text for piece in pieces({**manifest, "figures": figures})}


def test_what_is_published_now_is_found_and_nothing_older(published, found, folder, house, settings):
    assert found("stiff")[0]
    text = (folder / "essay.md").read_text().replace("too stiff", "too rigid").replace("Too stiff", "Too rigid")
    (folder / "essay.md").write_text(text)
    register(artefact=build(folder, house, settings.ESSAYS_BUILD_DIR / SLUG), at=now())
    assert not found("stiff")[0]
    assert f"/e/{SLUG}#story-1" in found("rigid")[0]
    Essay.objects.update(published=False)
    assert not found("rigid")[0]


def test_results_come_twenty_to_a_page_and_a_page_that_is_not_there_is_the_nearest(published, client):
    index = Index([Passage("", "text", f"/{n}", body="one word") for n in range(45)])
    assert len(index.search("word").hits) == 45
    whole = client.get("/api/v1/search", {"q": "a the of and chain one knots every"}).json()
    assert (len(whole["results"]), whole["page"], whole["pages"]) == (20, 1, -(-whole["total"] // 20))
    last = client.get("/api/v1/search", {"q": "a the of and chain one knots every", "page": "999"}).json()
    assert last["page"] == last["pages"] > 1
    assert not {one["url"] for one in last["results"]} & {one["url"] for one in whole["results"]} - {f"/e/{SLUG}"}


def test_the_page_is_the_same_for_everybody_and_may_be_kept(published, client):
    first = client.get("/search", {"q": "knots"})
    assert not first.cookies
    assert first["Cache-Control"].startswith("public, max-age=")
    assert "Cookie" not in first.get("Vary", "")
    again = client.get("/search", {"q": "knots"}, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert client.get("/search", {"q": "knot"})["ETag"] != first["ETag"]


def test_searching_asks_the_database_for_no_more_than_what_is_published(published, client, django_assert_num_queries):
    client.get("/search", {"q": "warm"})
    with django_assert_num_queries(3):
        client.get("/search", {"q": "knots"})


def test_the_api_says_the_same_as_the_page(published, client):
    answer = client.get("/api/v1/search", {"q": "textbooks"}).json()
    (hit,) = answer["results"]
    assert hit == {
        "essay": SLUG,
        "kind": "section",
        "url": f"/e/{SLUG}#the-thing-that-textbooks-leave-out",
        "heading": "The thing that <mark>textbooks</mark> leave out",
        "excerpt": "",
    }
    assert {**answer, "results": []} == {
        "query": "textbooks",
        "total": 1,
        "page": 1,
        "pages": 1,
        "some": False,
        "instead": "",
        "terms": [],
        "results": [],
    }


def test_a_query_beyond_all_measure_is_cut(published, client):
    assert client.get("/api/v1/search", {"q": "knot " * 3000}).json()["query"] == ("knot " * 3000)[:LONGEST].strip()
