"""Pages that are the same for everybody: no cookie, an entity tag, nothing inline, nothing that is a key."""

import gzip
import json
import re
from html.parser import HTMLParser
from itertools import pairwise

import brotli
import pytest
from django.test import Client

from essays.build import build
from essays.models import EssayVersion
from essays.publish import register
from overlook.accounts.models import Learner
from overlook.accounts.sessions import SESSION_KEY
from overlook.kit.clock import now
from tests.essays.conftest import SLUG


class Markup(HTMLParser):
    """Tags with their attributes, and whatever stands inside a script or style."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inline: list[str] = []
        self._inside = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._inside = tag

    def handle_endtag(self, tag):
        self._inside = ""

    def handle_data(self, data):
        if self._inside in ("script", "style") and data.strip():
            self.inline.append(data)


@pytest.fixture(
    params=[
        "/",
        f"/e/{SLUG}",
        f"/e/{SLUG}/numbers",
        f"/e/{SLUG}/figure/fig-story",
        f"/e/{SLUG}?fig=fig-story&k=20",
        "/about",
    ]
)
def page(request, published, client):
    return client.get(request.param)


def test_a_shared_page_sets_no_cookie_and_may_be_kept(page):
    assert page.status_code == 200
    assert not page.cookies
    assert page["Cache-Control"].startswith("public, max-age=")
    assert "Cookie" not in page.get("Vary", "")


def test_a_page_has_nothing_inline_and_only_its_own_origin(page):
    markup = Markup(page.content.decode())
    assert markup.inline == []
    for tag, attributes in markup.tags:
        assert "style" not in attributes, tag
        assert not [name for name in attributes if name.startswith("on")], tag
        # An alternate is an address for programs, which need it whole; no browser loads it.
        if tag in ("script", "link", "img") and attributes.get("rel") != "alternate":
            address = attributes.get("src") or attributes.get("href") or ""
            assert address.startswith(("/", "data:")), address
            assert not address.startswith("//")


def test_the_policy_is_strict(page):
    policy = page["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("address", ["/", f"/e/{SLUG}"])
def test_a_reader_who_has_the_page_is_told_so(published, client, address):
    tag = client.get(address)["ETag"]
    again = client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize(
    ("takes", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("br", "br"),
        ("gzip;q=0.5", "gzip"),
        ("gzip, br;q=0", "gzip"),
        ("br;q=0.0, gzip", "gzip"),
        ("identity", None),
        ("", None),
    ],
)
def test_a_page_comes_compressed_to_those_who_take_it(published, client, takes, encoding):
    plain = client.get(f"/e/{SLUG}").content
    response = client.get(f"/e/{SLUG}", headers={"Accept-Encoding": takes})
    assert response.get("Content-Encoding") == encoding
    unpacked = {"br": brotli.decompress, "gzip": gzip.decompress}.get(encoding, bytes)(response.content)
    assert unpacked == plain
    assert "Accept-Encoding" in response["Vary"]


def test_the_page_is_the_same_for_a_signed_in_reader_and_for_nobody(published, client, django_user_model):
    reader = Client()
    reader.force_login(django_user_model.objects.create_user("reader@example.org", "correct horse battery"))
    own = reader.get(f"/e/{SLUG}")
    assert own.content == client.get(f"/e/{SLUG}").content
    assert "sessionid" not in own.cookies


def test_a_link_draws_one_figure_in_its_state(published, client):
    plain, moved = (client.get(f"/e/{SLUG}{query}") for query in ("", "?fig=fig-story&k=20"))
    assert plain["ETag"] != moved["ETag"]
    tags = Markup(moved.content.decode()).tags
    assert [attributes for tag, attributes in tags if tag == "x-figure"] == [{"id": "fig-story"}]
    (told,) = [json.loads(attributes["data-figures"] or "") for _, attributes in tags if "data-figures" in attributes]
    config = told.pop("fig-story")
    assert told == {}
    assert config["state"] == {**config["state"], "k": 20}
    assert config["base"] == {"k": 2}, "what the author wrote, where a link says otherwise"


@pytest.mark.parametrize(
    "query", ["?fig=nothing&k=3", "?fig=fig-story&k=many", "?fig=fig-story&wobble=3", "?k=3", "?fig=fig-story&k=1e999"]
)
def test_a_link_that_means_nothing_shows_the_essay_as_it_is(published, client, query):
    response = client.get(f"/e/{SLUG}{query}")
    assert response.status_code == 200
    assert '"k":2,' in response.content.decode().replace("&quot;", '"')


def test_neither_keys_nor_reveals_nor_feedback_are_in_the_page_or_its_data(published, client):
    secret = EssayVersion.objects.get().secret
    page = client.get(f"/e/{SLUG}").content.decode()
    api = client.get(f"/api/v1/essays/{SLUG}").content.decode()
    withheld = [
        "exactly as high as the data",
        "The chain is one piece.",
        "One more bend",
        "GEN.bigger-is-worse",
        "Look at the chain.",
    ]
    for words in withheld:
        assert words in json.dumps(secret)
        assert words not in page
        assert words not in api
    assert "misconception" not in page


def test_the_essay_is_whole_without_javascript(published, client):
    page = client.get(f"/e/{SLUG}").content.decode()
    for words in ("Too stiff", "Just enough", "<svg", "Show the numbers", "You can now", "Where the numbers come from"):
        assert words in page
    forms = [attributes for tag, attributes in Markup(page).tags if tag == "form"]
    assert {form["method"] for form in forms} == {"get", "post"}
    assert f"/e/{SLUG}/predict/first-guess" in [form["action"] for form in forms]


def test_every_link_within_the_page_has_its_target(published, client):
    markup = Markup(client.get(f"/e/{SLUG}").content.decode())
    ids = [attributes["id"] for _, attributes in markup.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for tag, attributes in markup.tags:
        href = attributes.get("href") or ""
        if tag == "a" and href.startswith("#"):
            assert href[1:] in ids


def test_headings_skip_no_level(published, client):
    levels = [
        int(tag[1]) for tag, _ in Markup(client.get(f"/e/{SLUG}").content.decode()).tags if re.fullmatch("h[1-6]", tag)
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_data_are_kept_for_ever(published, client):
    manifest = EssayVersion.objects.get().manifest
    response = client.get(f"/e/{SLUG}/data/{manifest['css']}")
    assert response.status_code == 200
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["Content-Type"] == "text/css"
    assert b"block math" in b"".join(response.streaming_content)


@pytest.mark.parametrize(
    "name", ["manifest.json", "secret.json", "../secret.json", "..%2Fsecret.json", "a.0123456789.css"]
)
def test_nothing_else_of_what_was_built_is_served(published, client, name):
    assert client.get(f"/e/{SLUG}/data/{name}").status_code == 404


@pytest.mark.parametrize("address", ["/e/nothing", "/e/nothing/mine", "/check/nothing", f"/e/{SLUG}/predict/nothing"])
def test_what_is_not_there_is_a_404_with_a_page(published, client, address):
    response = client.get(address)
    assert response.status_code == 404
    assert b"<h1" in response.content


def test_the_home_page_lists_the_essay_and_says_what_the_colour_means(published, client):
    page = client.get("/").content.decode()
    assert "<h1>Ideas you can move</h1>" in page
    assert "Anything in this colour can be moved or pressed." in page
    assert f'href="/e/{SLUG}"' in page


def test_the_numbers_and_the_long_description_of_a_figure_are_fetched_when_they_are_opened(published, client):
    page = client.get(f"/e/{SLUG}").content.decode()
    assert f'data-numbers="/e/{SLUG}/figure/fig-story"' in page
    bare = client.get(f"/e/{SLUG}/figure/fig-story", headers={"HX-Request": "true"})
    assert bare.content.decode().startswith('<div class="table-scroll" tabindex="0" role="region"')
    assert "HX-Request" in bare["Vary"]
    whole = client.get(f"/e/{SLUG}/figure/fig-story")
    moved = client.get(f"/e/{SLUG}/figure/fig-story?fig=fig-story&design=iid&seed=3")
    assert moved.content != whole.content
    assert "<h1>A chain and its error</h1>" in whole.content.decode()
    words = "Two panels: on one side the error"
    assert words not in page
    assert f'<a href="/e/{SLUG}/figure/fig-story" data-part="p">' in page
    assert f"<p>{words}" in bare.content.decode()
    assert f"<p>{words}" in whole.content.decode()
    assert bare["ETag"] != whole["ETag"]
    assert client.get(f"/e/{SLUG}/figure/fig-nothing").status_code == 404


def test_the_numbers_page_says_where_each_number_comes_from(published, client):
    page = client.get(f"/e/{SLUG}/numbers").content.decode()
    assert "double-descent.fixed-knots(knots=[1.25, 2.5, 3.75, 4.5]) → max" in page
    assert "The six points of the example." in page


def test_reading_an_essay_stores_nothing_about_anybody(published, client):
    client.get("/")
    client.get(f"/e/{SLUG}")
    client.get(f"/e/{SLUG}/mine")
    client.get("/me")
    assert Learner.objects.count() == 0
    assert SESSION_KEY not in client.session


def test_pages_ask_the_database_little(published, client, django_assert_max_num_queries):
    client.get(f"/e/{SLUG}")
    with django_assert_max_num_queries(2):
        client.get(f"/e/{SLUG}")
    with django_assert_max_num_queries(1):
        client.get("/")


def test_the_api_lists_essays_and_tells_one(published, client):
    listed = client.get("/api/v1/essays").json()
    assert [essay["slug"] for essay in listed["results"]] == [SLUG]
    one = client.get(f"/api/v1/essays/{SLUG}").json()
    assert one["title"] == "Small essay"
    assert one["objectives"] == [
        {"slug": f"{SLUG}-main-idea", "verb": "explain", "text": "Explain the main idea in your own words."}
    ]
    assert one["numbers"][0] == {
        "id": "highest",
        "printed": "25",
        "kind": "computed",
        "how": "double-descent.fixed-knots(knots=[1.25, 2.5, 3.75, 4.5]) → max",
    }
    assert client.get("/api/v1/essays/nothing").status_code == 404


def test_a_prerequisite_that_is_not_there_yet_is_named_by_its_title(db, folder, house, settings, client):
    settings.ESSAYS_DIR = folder.parent
    settings.ESSAYS_BUILD_DIR = folder.parent.parent / "build"
    essay = folder / "essay.md"
    wanted = 'prerequisites: [{slug: not-yet, title: "What comes before"}]'
    essay.write_text(essay.read_text().replace("prerequisites: []", wanted))
    register(artefact=build(folder, house, settings.ESSAYS_BUILD_DIR / SLUG), at=now())
    kicker = re.search(r'<p class="kicker">.*?</p>', client.get(f"/e/{SLUG}").content.decode(), re.DOTALL)
    assert kicker is not None
    assert "needs What comes before" in kicker[0]
    assert "/e/not-yet" not in kicker[0]
    assert client.get(f"/api/v1/essays/{SLUG}").json()["prerequisites"] == ["not-yet"]
