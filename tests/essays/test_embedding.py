"""Figures on other people's pages: frames without a session, oEmbed, and what a link hides or fixes."""

import json
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from overlook.figures.presets import LISTS
from overlook.kit.registry import discover
from tests.essays.conftest import SLUG
from tests.essays.test_pages import Markup
from tests.figures.gallery import specimen
from tests.figures.portable import read_png, size_of

EMBED = f"/embed/{SLUG}/fig-story"
BUILDER = f"/figure/{SLUG}/fig-story/preset"
HOST = "http://testserver"


def tags(page: bytes) -> list[tuple[str, dict[str, str]]]:
    """The elements of a page; an attribute without a value has an empty one."""
    found = Markup(page.decode()).tags
    return [(tag, {name: value or "" for name, value in attributes.items()}) for tag, attributes in found]


def config(page: bytes) -> dict[str, Any]:
    """What the browser is told of the one figure: on it, or for a page of many in one place."""
    told = {name: value for _, one in tags(page) for name, value in one.items() if name.startswith("data-")}
    found: dict[str, Any] = json.loads(told.get("data-config") or told["data-figures"])
    one: dict[str, Any] = found.get("fig-story", found)
    return one


def told(client: Client, address: str, **more: str) -> dict[str, Any]:
    response = client.get(f"/oembed?{urlencode({'url': address, **more})}")
    assert response.status_code == 200, response.content
    found: dict[str, Any] = response.json()
    return found


def fields(page: bytes, kind: str) -> dict[str, str]:
    """Names and values of the inputs of one type."""
    inputs = [one for tag, one in tags(page) if tag == "input" and one.get("type") == kind]
    return {one["name"]: one.get("value", "") for one in inputs}


# -- The page for a frame


def test_any_page_may_frame_a_figure_and_caches_may_keep_it(published, client):
    response = client.get(EMBED)
    assert response.status_code == 200
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "X-Frame-Options" not in response
    assert response["Cache-Control"] == "public, max-age=60"
    assert response["Access-Control-Allow-Origin"] == "*"
    again = client.get(EMBED, headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_frame_s_page_neither_reads_a_cookie_nor_sets_one(published, client, django_user_model):
    reader = Client()
    reader.force_login(django_user_model.objects.create_user("reader@example.org", "correct horse battery"))
    stranger = Client()
    stranger.cookies.load({"sessionid": "stale-or-forged", "csrftoken": "x", "django_language": "de"})
    plain = client.get(EMBED)
    for visitor in (client, reader, stranger):
        with CaptureQueriesContext(connection) as asked:
            response = visitor.get(EMBED)
        assert response.content == plain.content
        assert response["Content-Language"] == "en"
        assert not response.cookies
        assert "Cookie" not in response["Vary"]
        assert not [query for query in asked.captured_queries if "session" in query["sql"]]


def test_the_page_holds_the_figure_its_words_and_the_way_back_and_nothing_else(published, client):
    content = client.get(EMBED).content
    page = content.decode()
    for words in ("A chain and its error", "The chain through the points", "Two panels:", "CC-BY-4.0", "<table"):
        assert words in page
    scripts = [attributes["src"] for tag, attributes in tags(content) if tag == "script"]
    assert [src.rpartition("-")[0].removeprefix("/static/") for src in scripts] == ["essay", "essays/embed"]
    assert "hx-" not in page
    assert Markup(page).inline == []
    (back,) = [attributes for _, attributes in tags(content) if "data-back" in attributes]
    assert (back["href"], back["target"], back["rel"]) == (f"/e/{SLUG}#fig-story", "_blank", "noopener")


def test_the_way_back_leads_to_the_view_that_is_shown(published, client):
    page = client.get(f"{EMBED}?k=20&theme=dark&fix=k").content
    (back,) = [attributes for _, attributes in tags(page) if "data-back" in attributes]
    assert back["href"] == f"/e/{SLUG}?fig=fig-story&k=20#fig-story"
    assert ("html", {"lang": "en", "data-theme": "dark"}) in tags(page)


def test_what_an_address_says_without_meaning_changes_nothing(published, client):
    plain = client.get(EMBED)
    for query in ("?wobble=3", "?k=many", "?k=2", "?theme=pink", "?hide=wobble&fix=", "?k-at=²", "?fig=other"):
        assert client.get(f"{EMBED}{query}")["ETag"] == plain["ETag"], query


def test_the_form_of_a_frame_stays_in_it_and_takes_along_what_was_asked(published, client):
    page = client.get(f"{EMBED}?seed=7&hide=seed&theme=light").content
    (form,) = [attributes for tag, attributes in tags(page) if tag == "form"]
    assert (form["method"], form["action"]) == ("get", "#fig-story")
    assert fields(page, "hidden") == {"fig": "fig-story", "seed": "7", "hide": "seed", "theme": "light"}
    assert fields(page, "range").keys() == {"k-at"}


@pytest.mark.parametrize("address", [f"/embed/{SLUG}/fig-nothing", "/embed/nothing/fig-story"])
def test_a_figure_that_is_gone_says_so_in_its_frame(published, client, address):
    response = client.get(address)
    assert response.status_code == 404
    assert "no longer part of its essay" in response.content.decode()
    assert "frame-ancestors *" in response["Content-Security-Policy"]


# -- What a link hides or fixes


@pytest.mark.parametrize("address", [f"{EMBED}?", f"/e/{SLUG}?fig=fig-story&"])
def test_what_is_fixed_is_shown_grey_and_moves_by_no_form(published, client, address):
    page = client.get(f"{address}k=20&fix=k").content
    ranges = [attributes for _, attributes in tags(page) if attributes.get("name") == "k-at"]
    assert ["disabled" in one for one in ranges] == [True]
    assert fields(page, "hidden")["k"] == "20"
    assert 'class="handle"' not in page.decode()
    assert page.decode().count('class="fixed"') == 1
    for query, k in (("k=20&k-at=3&fix=k", 20), ("k-at=3&fix=k", 2), ("k-at=3&hide=k", 2), ("k-at=3", 4)):
        assert config(client.get(f"{address}{query}").content)["state"]["k"] == k, query


@pytest.mark.parametrize("address", [f"{EMBED}?", f"/e/{SLUG}?fig=fig-story&"])
def test_what_is_hidden_has_no_control_and_the_link_s_value_stands(published, client, address):
    page = client.get(f"{address}k=20&hide=k").content.decode()
    assert 'name="k-at"' not in page
    assert 'class="handle"' not in page
    assert "K = 20" in page


def test_the_browser_is_told_what_is_held(published, client):
    params = {
        one["name"]: one.get("fixed", False) for one in config(client.get(f"{EMBED}?fix=k&hide=seed").content)["params"]
    }
    assert params["k"] is True
    assert params["seed"] is True
    assert params["ridge"] is False


@pytest.mark.parametrize("slug", discover("overlook.figures", "KIND"))
def test_no_parameter_has_the_name_of_another_word_of_an_address(slug):
    names = {param.name for param in discover("overlook.figures", "KIND")[slug].params(specimen(slug).DATA)}
    assert not names & {*LISTS, "fig", "theme", "width", "format", "url"}
    assert not {name for name in names if "," in name or name.startswith("how-") or name.endswith("-at")}


# -- oEmbed


def test_a_program_learns_how_to_frame_a_view(published, client):
    found = told(client, f"{HOST}/e/{SLUG}?fig=fig-story&k=20#fig-story")
    src = f"{HOST}{EMBED}?k=20"
    assert found == {
        "type": "rich",
        "version": "1.0",
        "title": "A chain and its error",
        "author_name": "Your name",
        "provider_name": "Overlook",
        "provider_url": f"{HOST}/",
        "cache_age": 3600,
        "html": found["html"],
        "width": 696,
        "height": found["height"],
        "thumbnail_url": f"{HOST}{EMBED}.png?k=20&width=706",
        "thumbnail_width": 706,
        "thumbnail_height": 386,
    }
    frame = ElementTree.fromstring(found["html"])
    assert frame.attrib == {
        "src": src,
        "width": "696",
        "height": str(found["height"]),
        "title": "A chain and its error: a figure of the essay “Small essay”",
        "frameborder": "0",
        "loading": "lazy",
    }
    assert client.get(frame.attrib["src"].removeprefix(HOST)).status_code == 200


@pytest.mark.parametrize(
    ("address", "query"),
    [
        (f"{HOST}/e/{SLUG}#fig-story", {}),
        (f"{HOST}/e/{SLUG}?fig=fig-story", {}),
        (f"https://testserver/e/{SLUG}?fig=fig-story&k=20&fix=k", {"k": "20", "fix": "k"}),
        (f"{HOST}{EMBED}?k=20&hide=seed,k&theme=dark&wobble=1", {"k": "20", "hide": "k,seed", "theme": "dark"}),
        (f"{HOST}/e/{SLUG}?k=20#fig-story", {}),
        (f"http://TestServer{EMBED}?k=20", {"k": "20"}),
    ],
)
def test_addresses_of_essays_and_of_frames_are_understood(published, client, address, query):
    src = ElementTree.fromstring(told(client, address)["html"]).attrib["src"]
    assert urlsplit(src).path == EMBED
    assert dict(parse_qsl(urlsplit(src).query)) == query


def test_a_narrower_frame_is_taller_and_no_frame_is_larger_than_asked(published, client):
    wide, narrow = (told(client, HOST + EMBED, maxwidth=width) for width in ("5000", "320"))
    assert (wide["width"], narrow["width"]) == (696, 320)
    assert narrow["height"] > wide["height"] > 300
    for width in ("1", "26", "60"):
        assert told(client, HOST + EMBED, maxwidth=width)["height"] > 1200, "nobody asked for less"
    low = told(client, HOST + EMBED, maxheight="200")
    assert (low["height"], ElementTree.fromstring(low["html"]).attrib["height"]) == (200, "200")


def test_xml_says_the_same(published, client):
    response = client.get(f"/oembed?{urlencode({'url': HOST + EMBED, 'format': 'xml'})}")
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    found = {child.tag: child.text for child in ElementTree.fromstring(response.content)}
    assert found == {name: str(value) for name, value in told(client, HOST + EMBED).items()}


@pytest.mark.parametrize("limits", [{}, {"maxwidth": "400"}, {"maxwidth": "900", "maxheight": "150"}])
def test_the_thumbnail_is_a_picture_of_the_view_within_the_limits(published, client, limits):
    found = told(client, f"{HOST}{EMBED}?k=20", **limits)
    response = client.get(found["thumbnail_url"].removeprefix(HOST))
    width, height = size_of(response.content)
    assert (response["Content-Type"], width) == ("image/png", found["thumbnail_width"])
    assert abs(height - found["thumbnail_height"]) <= 1
    assert width <= int(limits.get("maxwidth", 706))
    assert height <= int(limits.get("maxheight", 386))
    assert not response.cookies


def test_a_picture_has_the_site_s_colours_and_differs_by_state(published, client):
    plain, moved = (client.get(f"{EMBED}.png{query}") for query in ("", "?k=20"))
    assert plain.content != moved.content
    seen = {tuple(pixel) for row in read_png(plain.content).values for pixel in row}
    for colour in ((0x1D, 0x60, 0xCC), (0xB0, 0x43, 0x0C), (0x7A, 0x24, 0x70), (0xFF, 0xFF, 0xFF)):
        assert colour in seen
    for query in ("?width=many", "?width=0", "?k=many", "?width=99999"):
        assert client.get(f"{EMBED}.png{query}").status_code == 200, query
    assert client.get(f"/embed/{SLUG}/fig-nothing.png").status_code == 404


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"url": HOST + EMBED, "format": "yaml"}, 501),
        ({}, 400),
        ({"url": HOST + EMBED, "maxwidth": "wide"}, 400),
        ({"url": HOST + EMBED, "maxheight": "0"}, 400),
        ({"url": HOST + EMBED, "maxheight": "-3"}, 400),
        ({"url": f"http://elsewhere.example{EMBED}"}, 404),
        ({"url": EMBED}, 404),
        ({"url": f"{HOST}/e/{SLUG}"}, 404),
        ({"url": f"{HOST}/e/{SLUG}#fig-nothing"}, 404),
        ({"url": f"{HOST}/embed/nothing/fig-story"}, 404),
        ({"url": f"{HOST}/about#fig-story"}, 404),
        ({"url": "http://[::"}, 404),
        ({"url": f"{HOST}/no such page"}, 404),
    ],
)
def test_a_program_is_refused_as_the_specification_says(published, client, query, status):
    response = client.get(f"/oembed?{urlencode(query)}")
    assert response.status_code == status
    assert not response.cookies


def test_the_api_names_the_page_of_each_figure(published, client):
    figures = client.get(f"/api/v1/essays/{SLUG}").json()["figures"]
    assert [figure["embed"] for figure in figures] == [EMBED]


@pytest.mark.parametrize("address", [EMBED, f"{EMBED}?k=20", f"/e/{SLUG}?fig=fig-story&k=20"])
def test_a_page_of_a_figure_says_where_a_program_may_ask(published, client, address):
    found = tags(client.get(address).content)
    (link,) = [one for tag, one in found if tag == "link" and one.get("type") == "application/json+oembed"]
    assert link["href"].startswith(f"{HOST}/oembed?url=http%3A%2F%2Ftestserver%2F")
    src = ElementTree.fromstring(client.get(link["href"]).json()["html"]).attrib["src"]
    assert src.removeprefix(HOST) == (f"{EMBED}?k=20" if "k=20" in address else EMBED)


def test_a_page_of_an_essay_and_no_figure_does_not(published, client):
    for query in ("", "?fig=fig-nothing", "?k=3"):
        assert "oembed" not in client.get(f"/e/{SLUG}{query}").content.decode()


def test_a_frame_without_an_origin_may_fetch_all_that_its_page_loads(published, client):
    links = [one for tag, one in tags(client.get(EMBED).content) if tag in ("script", "link")]
    fetched = [one for one in links if "src" in one or one["rel"] in ("modulepreload", "stylesheet")]
    addresses = [one.get("src") or one["href"] for one in fetched]
    assert [address for address in addresses if "/data/" in address]
    for address in addresses:
        assert client.get(address)["Access-Control-Allow-Origin"] == "*", address


# -- The page where a preset is made


def areas(page: bytes) -> list[str]:
    """What stands in the fields to take: the essay's address, the figure's own, the frame, oEmbed."""
    root = ElementTree.fromstring(_form(page))
    return [str(area.text) for area in root.iter("textarea")]


def _form(page: bytes) -> str:
    text = page.decode()
    form = text[text.index('<form class="measure" id="preset"') : text.rindex("</form>") + 7]
    for bare in ("checked", "readonly"):
        form = form.replace(f" {bare}>", f' {bare}="">').replace(f" {bare} ", f' {bare}="" ')
    parts = form.split("<input")
    return parts[0] + "".join("<input" + part.replace(">", "/>", 1) for part in parts[1:])


def test_every_figure_leads_to_the_page_where_presets_are_made(published, client):
    page = client.get(f"/e/{SLUG}").content.decode()
    assert f'<a href="{BUILDER}">Embed</a>' in page
    moved = client.get(f"/e/{SLUG}?fig=fig-story&k=20").content.decode()
    assert f'<a href="{BUILDER}?k=20">Embed</a>' in moved


def test_the_form_of_the_page_gives_addresses_and_a_frame(published, client):
    response = client.get(f"{BUILDER}?k=20&how-k=fix&theme=dark&width=480")
    assert not response.cookies
    assert response["Cache-Control"].startswith("public")
    essay, alone, frame, oembed = areas(response.content)
    assert essay == f"{HOST}/e/{SLUG}?fig=fig-story&k=20&fix=k#fig-story"
    assert alone == f"{HOST}{EMBED}?k=20&fix=k&theme=dark"
    assert ElementTree.fromstring(frame).attrib["src"] == alone
    assert ElementTree.fromstring(frame).attrib["width"] == "480"
    assert 'class="fixed"' in client.get(essay.partition("#")[0].removeprefix(HOST)).content.decode()
    assert client.get(oembed.removeprefix(HOST)).json()["html"].startswith(f'<iframe src="{HOST}{EMBED}?k=20&amp;fix=k')


def test_the_figure_on_the_page_can_be_moved_whatever_is_fixed_and_its_form_keeps_the_choice(published, client):
    page = client.get(f"{BUILDER}?k=20&how-k=fix&theme=dark&width=480").content
    top = page[page.index(b"<x-figure") : page.index(b"</x-figure>")]
    assert b"disabled" not in top
    assert fields(top, "hidden") == {"fig": "fig-story", "fix": "k", "theme": "dark", "width": "480"}
    moved = client.get(f"{BUILDER}?{urlencode({**fields(top, 'hidden'), 'k-at': '3'})}").content
    assert areas(moved)[1] == f"{HOST}{EMBED}?k=4&fix=k&theme=dark"


@pytest.mark.parametrize("query", ["?width=many", "?width=-1&theme=pink", "?how-k=eat&how-wobble=fix", "?width=²"])
def test_nonsense_is_passed_over_where_presets_are_made(published, client, query):
    assert areas(client.get(f"{BUILDER}{query}").content) == areas(client.get(BUILDER).content)


def test_a_frame_s_width_has_bounds(published, client):
    widths = [areas(client.get(f"{BUILDER}?width={asked}").content)[2] for asked in ("1", "99999")]
    assert [ElementTree.fromstring(frame).attrib["width"] for frame in widths] == ["240", "1200"]


def test_what_the_page_does_not_show_has_no_preset(published, client):
    assert client.get(f"/figure/{SLUG}/fig-nothing/preset").status_code == 404
    assert client.post(BUILDER).status_code == 405
