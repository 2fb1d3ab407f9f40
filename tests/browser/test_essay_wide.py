"""Every published essay on a wide screen: what it costs, whether it jumps, who can read it, and how it is printed."""

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ViewportSize

from overlook.figures.contract import Kind
from overlook.figures.host import WIDTH
from tests.browser.conftest import faults
from tests.browser.reading import ESSAYS, Reading, reading, shapes
from tests.browser.site import Site
from tests.contracts.test_figures import KINDS, differences

pytestmark = [pytest.mark.browser, pytest.mark.worker]

KB = 1024
LIMITS = {"script": 48, "stylesheet": 8, "font": 90, "document": 30}
MOST_SCRIPTS, FIRST_VIEW, ARTEFACT, SHIFT = 12, 150, 20, 0.02


WIDE: ViewportSize = {"width": 1280, "height": 860}


@pytest.fixture(scope="module", params=ESSAYS)
def essay(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[Reading]:
    with reading(browser, site, request.param, viewport=WIDE) as read:
        yield read


@pytest.fixture
def still(essay: Reading) -> Iterator[None]:
    """Nothing moves by itself."""
    essay.page.emulate_media(reduced_motion="reduce")
    yield
    essay.page.emulate_media(reduced_motion="no-preference")


def test_every_essay_of_the_house_is_published_and_looked_at(site):
    published = site.stack.visitor().get("/api/v1/essays").json()
    assert sorted(one["slug"] for one in published["results"]) == ESSAYS


def test_an_essay_keeps_to_its_budget(essay):
    """Bytes as they cross the wire, after scrolling to the end so that every figure has asked for its module."""
    sums = {kind: essay.kilobytes(kind) for kind in LIMITS}
    over = [f"{kind}: {sums[kind]:.1f} KB of {limit}" for kind, limit in LIMITS.items() if not 0 < sums[kind] <= limit]
    scripts = [piece.path for piece in essay.wire if piece.kind == "script"]
    over += [f"{len(scripts)} scripts: {scripts}"] if len(scripts) > MOST_SCRIPTS else []
    over += [f"first view: {essay.first_view:.1f} KB of {FIRST_VIEW}"] if essay.first_view > FIRST_VIEW else []
    data = [piece for piece in essay.wire if piece.kind in ("data", "fetch")]
    over += [f"{piece.path}: {piece.kilobytes:.1f} KB of {ARTEFACT}" for piece in data if piece.kilobytes > ARTEFACT]
    assert not over, "\n".join(over)


def test_an_essay_is_small_public_and_the_same_for_everybody(site, essay):
    path = f"/e/{essay.slug}"
    first, second = (site.stack.visitor().get(path) for _ in range(2))
    assert first.text == second.text
    assert "public" in first.headers["Cache-Control"]
    assert first.headers["ETag"]
    assert "Set-Cookie" not in first.headers
    assert len(gzip.compress(first.text.encode(), 9)) <= 30 * KB
    assert site.stack.visitor().get(path, **{"If-None-Match": first.headers["ETag"]}).status == 304


def test_nothing_fails_or_is_refused_and_nobody_else_is_asked(essay):
    assert essay.undrawn == []
    assert faults(essay.page) == []
    assert essay.look("refused") == []
    assert essay.hosts - {"", urlsplit(essay.site.origin).netloc} == set()


def test_nothing_jumps_while_a_reader_scrolls(essay):
    assert sum(value for value, _ in essay.shifts) <= SHIFT, sorted(essay.shifts)[-5:]


def test_axe_finds_nothing_in_light(essay, axe):
    """In the dark it looks at the phone: schemes differ in colours alone, whose contrast is tested from the tokens."""
    assert axe(essay.page) == []


# -- The picture ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sent:
    """A figure as the server sends it; and as it would, in another state."""

    config: dict[str, Any]
    picture: str
    sentence: str
    data: Any

    def drawn(self, name: str, state: dict[str, Any]) -> tuple[str, str]:
        kind: Kind = KINDS[re.findall(r"/figures/(.+)-[A-Z0-9]{8}\.js$", self.config["module"])[0]]
        known = kind.state(self.data, state)
        return kind.static(known, self.data, WIDTH, name, "label"), kind.describe(known, self.data)


def _sent(essay: Reading) -> dict[str, Sent]:
    visitor = essay.site.stack.visitor()
    found = {}
    for name, (told, picture, sentence) in essay.look("sent(a)", visitor.get(f"/e/{essay.slug}").text).items():
        data = visitor.get(told["data"]).json() if told.get("data") else None
        found[name] = Sent(told, picture, sentence, data)
    return found


def _compared(essay: Reading, name: str, picture: str, sentence: str) -> list[str]:
    drawn, spoken = essay.look("drawing(look.figure(a))", name)
    found = differences(shapes(picture), shapes(drawn))
    found += [] if sentence == spoken else [f"the server says {sentence!r} and the browser {spoken!r}"]
    return [f"{name}: {fault}" for fault in found[:3]]


def test_each_picture_that_the_server_sends_is_the_one_that_is_drawn(essay, still):
    """In the author's state and in one that is different in everything; at the width of the server's picture."""
    faulty = []
    for name, sent in _sent(essay).items():
        essay.show(name)
        faulty += _compared(essay, name, sent.picture, sent.sentence)
        other = essay.look("other(a)", name)
        essay.show(name, **other)
        faulty += [f"{fault}, at {other}" for fault in _compared(essay, name, *sent.drawn(name, other))]
        essay.show(name)
    assert not faulty, "\n".join(faulty)


# -- The keyboard -----------------------------------------------------------------------------------------------------


def test_tab_reaches_every_handle_and_every_control(essay):
    page = essay.page
    page.evaluate("() => { scrollTo(0, 0); document.activeElement.blur(); look.met.clear() }")
    expected = essay.look("stops()")
    for _ in range(len(expected) + 30):
        page.keyboard.press("Tab")
    met = set(page.evaluate("[...look.met]"))
    missed = [name for name in dict.fromkeys(expected) if name not in met]
    assert not missed, "\n".join(missed)
    assert sum(" g " in name for name in met) >= len(essay.figures), "each figure has a handle"


def test_arrow_keys_move_every_handle_and_control_and_the_sentence_follows(essay, still):
    dead = []
    for name in essay.figures:
        handles, controls = essay.look("arrowed(a)", name)
        spoken = []
        for selector in [*handles, *controls]:
            essay.show(name)
            essay.page.focus(selector)
            # Where the focus brings another step into the middle, that step has its say first.
            essay.look("settled()")
            essay.look("settled()")
            moved, said = _moved(essay, name, selector)
            dead += [] if moved else [f"{name}: {selector} does not move, or does not say so"]
            spoken.append(said)
        essay.show(name)
        # What one of them changes may be nothing that matters, and is then rightly not told.
        dead += [] if any(spoken) else [f"{name}: the sentence stays the same whatever is moved"]
    assert not dead, "\n".join(dead)


def _moved(essay: Reading, name: str, selector: str) -> tuple[bool, bool]:
    """Whether one key changes the state and what the control says of itself; and that or ten more the sentence."""
    before = essay.look("told(a, b)", name, selector)
    essay.page.keyboard.press("ArrowRight")
    after = essay.look("told(a, b)", name, selector)
    if after[0] == before[0]:
        essay.page.keyboard.press("ArrowLeft")
    # A handle is dressed with its words when it is drawn.
    essay.look("settled()")
    after = essay.look("told(a, b)", name, selector)
    for key in ("PageUp", "PageDown", "PageDown"):
        if after[2] != before[2]:
            break
        essay.page.keyboard.press(key)
        after = [*after[:2], essay.look("told(a, b)", name, selector)[2]]
    return before[0] != after[0] and before[1] != after[1], before[2] != after[2]


# -- Other ways to look ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_leave_every_line_and_mark_to_be_seen(essay, scheme):
    essay.page.emulate_media(forced_colors="active", color_scheme=scheme)
    faint = essay.look("faint()")
    essay.page.emulate_media(forced_colors="none", color_scheme="light")
    assert not faint, "\n".join(faint)


def test_where_motion_is_unwelcome_a_step_is_one_picture(essay, still):
    counts = {name: essay.look("pictures(a)", name) for name in essay.figures}
    assert any(counts.values())
    assert not {name: found for name, found in counts.items() if max(found, default=0) > 1}


def test_paper_shows_the_declared_states_and_nothing_that_paper_cannot_do(essay, still):
    page = essay.page
    page.evaluate("look.all('x-figure').forEach((figure) => figure.show({}))")
    sent = _sent(essay)
    page.emulate_media(media="print", reduced_motion="reduce")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    found = []
    for name, one in sent.items():
        state = one.config["state"] | one.config.get("base", {}) | one.config.get("print", {})
        found += [f"on paper, {fault}" for fault in _compared(essay, name, *one.drawn(name, state))]
    # The width of A4 within the margins.
    page.set_viewport_size({"width": 658, "height": 930})
    essay.look("settled()")
    found += [f"cut off: {cut}" for cut in essay.look("cut(true)")]
    found += [f"wider than the sheet: {wide}" for wide in essay.look(_WIDE)]
    found += [f"of no use on paper: {useless}" for useless in essay.look(_USELESS)]
    found += [f"closed on paper: {closed}" for closed in essay.look(_CLOSED)]
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen", reduced_motion="no-preference")
    page.set_viewport_size(WIDE)
    assert not found, "\n".join(found)


_WIDE = """all('main *').filter((one) => look.shown(one) && !one.closest('math, svg')
  && one.getBoundingClientRect().right > innerWidth + 1).map(look.named)"""
_USELESS = "all('button, input[type=range], .bar, .foot, .controls').filter(look.shown).map(look.named)"
_CLOSED = """all("details:not([open])").filter((one) => look.shown(one) && !look.shown(one.lastElementChild)).map(
  (one) => one.textContent.slice(0, 60))"""
