"""A figure inside of somebody else's page, on an origin of its own; and the page where a preset is made."""

import threading
from collections.abc import Callable, Iterator
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import SLUG, faults, until, watched

# What docs/how-to/embed-a-figure.md tells a page to do, and a list of all that it hears.
_HOST = """<!doctype html><html lang="en"><title>Host</title><h1>Our course</h1>
<iframe title="Figure" src="{src}" width="600" height="200"{box}></iframe>
<script>
window.heard = [];
addEventListener("message", ({{ data, source }}) => {{
  window.heard.push(data);
  if (data?.type !== "overlook:height") return;
  for (const frame of document.querySelectorAll("iframe"))
    if (frame.contentWindow === source) frame.height = data.height;
}});
</script>"""


@pytest.fixture
def origin(live_server, small_essay) -> str:
    """The small essay, published."""
    small_essay()
    return str(live_server.url)


@pytest.fixture
def around() -> Iterator[Callable[..., str]]:
    """Somebody else's page, on another port: another origin. ``around(src, box="allow-scripts")`` holds that in it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = {name: escape(value) for name, value in parse_qsl(urlsplit(self.path).query)}
            box = f' sandbox="{asked["box"]}"' if "box" in asked else ""
            body = _HOST.format(src=asked.get("src", ""), box=box).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield lambda src, **box: f"http://127.0.0.1:{server.server_address[1]}/?{urlencode({'src': src, **box})}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def embed(origin) -> str:
    return f"{origin}/embed/{SLUG}/fig-story"


def framed(page):
    """The frame's own page, once the host in it has the figure."""
    frame = page.frame_locator("iframe")
    expect(frame.locator("x-figure[ready]")).to_have_count(1)
    return frame


def state(frame):
    return frame.locator("x-figure").evaluate("figure => figure.state")


def test_a_page_of_another_origin_holds_a_figure_that_moves_and_tells_its_height(page, around, embed):
    page.goto(around(embed))
    frame = framed(page)
    until(page, "window.heard.some(({type}) => type === 'overlook:height')")
    until(page, "document.querySelector('iframe').clientHeight > 300")
    frame.locator(".handle").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert state(frame)["k"] == 4
    until(page, "window.heard.some(({type, state}) => type === 'overlook:state' && state.k === 4)")
    assert "k=4" in frame.locator("[data-back]").get_attribute("href")
    assert frame.locator("html").evaluate("html => html.scrollHeight <= innerHeight")
    assert faults(page) == []


def test_a_frame_grows_when_something_opens_in_it(page, around, embed):
    page.goto(around(embed))
    frame = framed(page)
    until(page, "document.querySelector('iframe').clientHeight > 300")
    before = page.locator("iframe").evaluate("frame => frame.clientHeight")
    frame.get_by_text("Show the numbers").click()
    until(page, f"document.querySelector('iframe').clientHeight > {before}")
    assert frame.locator("html").evaluate("html => html.scrollHeight <= innerHeight")


def test_a_boxed_frame_without_an_origin_works_as_well(page, around, embed):
    # The test server has its own way to send static files; tests/essays holds the real one to this header.
    def sent(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, headers={**answer.headers, "access-control-allow-origin": "*"})

    page.route("**/static/**", sent)
    page.goto(around(embed, box="allow-scripts"))
    frame = framed(page)
    assert frame.locator("html").evaluate("() => self.origin") == "null"
    frame.locator(".handle").focus()
    page.keyboard.press("ArrowRight")
    assert state(frame)["k"] == 3
    table = frame.locator(".numbers table")
    before = table.text_content()
    frame.get_by_text("Show the numbers").click()
    frame.locator("x-figure").evaluate("figure => figure.change({seed: 9})")
    expect(table).not_to_have_text(before)
    until(page, "document.querySelector('iframe').clientHeight > 600")
    assert faults(page) == []


def test_what_is_fixed_moves_by_no_slider_key_or_drag(page, around, embed):
    page.goto(around(f"{embed}?k=20&fix=k"))
    frame = framed(page)
    assert frame.locator("[role=slider]").count() == 0
    assert frame.locator("input[type=range]").is_disabled()
    mark = frame.locator(".fixed .ring").bounding_box()
    x, y = mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 80, y, steps=5)
    page.mouse.up()
    page.keyboard.press("ArrowRight")
    bar = frame.locator("input[type=range]").bounding_box()
    page.mouse.click(bar["x"] + bar["width"] - 4, bar["y"] + bar["height"] / 2)
    frame.locator("x-figure").evaluate("figure => figure.change({k: 300, seed: 9})")
    assert (state(frame)["k"], state(frame)["seed"]) == (20, 9)
    assert faults(page) == []


def test_in_an_essay_a_step_still_shows_what_it_speaks_of(page, origin):
    page.goto(f"{origin}/e/{SLUG}?fig=fig-story&k=20&fix=k#fig-story")
    figure = page.locator("x-figure")
    page.wait_for_selector("x-figure[ready]")
    figure.evaluate("figure => figure.change({k: 300})")
    assert figure.evaluate("figure => figure.state.k") == 20
    figure.evaluate("figure => figure.show({k: 39})")
    assert figure.evaluate("figure => figure.state.k") == 39
    expect(page.locator(".controls output")).to_have_text("39")
    page.locator("[data-copy]").click()
    until(page, "location.search.includes('fix=k')")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [900, 390, 320])
def test_axe_finds_nothing_in_a_frame_or_where_presets_are_made(contexts, origin, axe, scheme, width):
    page = watched(contexts(color_scheme=scheme, viewport={"width": width, "height": 800}).new_page())
    for path in (f"/embed/{SLUG}/fig-story?fix=k", f"/figure/{SLUG}/fig-story/preset"):
        page.goto(origin + path)
        page.wait_for_selector("x-figure[ready]")
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert faults(page) == []


GROUND = "getComputedStyle(document.querySelector('.figure')).backgroundColor"


@pytest.mark.parametrize(("scheme", "other"), [("light", "dark"), ("dark", "light")])
def test_a_frame_takes_the_colours_that_it_is_asked_for(contexts, origin, scheme, other):
    page = contexts(color_scheme=scheme).new_page()
    seen = []
    for theme in (scheme, other):
        page.goto(f"{origin}/embed/{SLUG}/fig-story?theme={theme}")
        seen.append(page.evaluate(GROUND))
    page.goto(f"{origin}/embed/{SLUG}/fig-story")
    assert seen[0] == page.evaluate(GROUND)
    assert sorted(seen) == ["rgb(23, 34, 41)", "rgb(255, 255, 255)"]


def test_without_javascript_the_form_stays_in_the_frame(contexts, around, embed):
    page = contexts(java_script_enabled=False).new_page()
    page.goto(around(f"{embed}?seed=7&fix=seed&theme=dark"))
    frame = page.frame_locator("iframe")
    frame.locator("input[name=k-at]").evaluate("field => field.value = 18")
    frame.get_by_role("button", name="Update").click()
    expect(frame.locator(".say")).to_contain_text("With 19 knots")
    expect(frame.locator("html")).to_have_attribute("data-theme", "dark")
    (inner,) = [one.url for one in page.frames if "k-at=18" in one.url]
    assert "/embed/small-essay/fig-story?" in inner
    assert "seed=7&fix=seed" in inner


def test_print_shows_the_view_of_the_frame(contexts, origin):
    page = contexts().new_page()
    page.goto(f"{origin}/embed/{SLUG}/fig-story?k=20")
    page.wait_for_selector("x-figure[ready]")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".stage svg")).to_contain_text("K = 20")
    expect(page.locator(".controls")).to_be_hidden()
    expect(page.locator("footer")).to_contain_text("CC-BY-4.0")


def test_the_way_to_a_preset_follows_the_figure_and_the_addresses_follow_the_choice(page, origin):
    page.goto(f"{origin}/e/{SLUG}")
    page.locator("x-figure").scroll_into_view_if_needed()
    page.wait_for_selector("x-figure[ready]")
    for k in (20, 21):
        page.locator("x-figure").evaluate(f"figure => figure.change({{k: {k}}})")
    page.get_by_role("link", name="Embed").click()
    page.wait_for_url(lambda address: address.endswith("/preset?fig=fig-story&k=21"))
    page.wait_for_selector("x-figure[ready]")
    alone = page.get_by_label("A link to the figure alone")
    expect(alone).to_have_value(f"{origin}/embed/{SLUG}/fig-story?k=21")
    page.locator("x-figure .handle").focus()
    page.keyboard.press("ArrowRight")
    expect(alone).to_have_value(f"{origin}/embed/{SLUG}/fig-story?k=22")
    page.get_by_label("Knots K: fixed").check()
    expect(alone).to_have_value(f"{origin}/embed/{SLUG}/fig-story?k=22&fix=k")
    expect(page.get_by_label("Knots K: fixed")).to_be_focused()
    page.get_by_label("dark").check()
    expect(alone).to_have_value(f"{origin}/embed/{SLUG}/fig-story?k=22&fix=k&theme=dark")
    assert "how-k=fix" in page.url
    assert faults(page) == []


def test_a_preset_is_made_without_javascript(contexts, origin):
    page = contexts(java_script_enabled=False).new_page()
    page.goto(f"{origin}/figure/{SLUG}/fig-story/preset?k=20")
    page.get_by_label("Knots K: fixed").check()
    page.get_by_role("button", name="Make the addresses").click()
    expect(page.get_by_label("A link to the figure alone")).to_have_value(f"{origin}/embed/{SLUG}/fig-story?k=20&fix=k")
    page.locator("x-figure input[name=k-at]").evaluate("field => field.value = 3")
    page.get_by_role("button", name="Update").click()
    expect(page.get_by_label("A link to the figure alone")).to_have_value(f"{origin}/embed/{SLUG}/fig-story?k=4&fix=k")
