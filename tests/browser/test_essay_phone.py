"""Every published essay on a phone: reflow, fingers, and what the pinned figure may hide."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ViewportSize

from tests.browser.conftest import faults
from tests.browser.reading import ESSAYS, Reading, reading

pytestmark = [pytest.mark.browser, pytest.mark.worker]

SHIFT = 0.02
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture(scope="module", params=ESSAYS)
def essay(request: pytest.FixtureRequest, browser: Browser, site) -> Iterator[Reading]:
    with reading(browser, site, request.param, viewport=PHONE, has_touch=True) as read:
        yield read


def test_nothing_jumps_while_a_reader_scrolls(essay):
    assert sum(value for value, _ in essay.shifts) <= SHIFT, sorted(essay.shifts)[-5:]


def test_nothing_fails_or_is_refused(essay):
    assert essay.undrawn == []
    assert faults(essay.page) == []
    assert essay.look("refused") == []


def test_axe_finds_nothing_in_the_dark(essay, axe):
    essay.page.emulate_media(color_scheme="dark")
    found = axe(essay.page)
    essay.page.emulate_media(color_scheme="light")
    assert found == []


def test_what_has_the_focus_is_never_hidden(essay):
    hidden = essay.look("hidden()")
    assert not hidden, "\n".join(hidden)


def test_every_target_is_large_enough_for_a_finger(essay):
    small = essay.look("small()")
    assert not small, "\n".join(small)


def test_a_tap_picks_a_handle_up_and_another_puts_it_down_elsewhere(essay):
    essay.page.emulate_media(reduced_motion="reduce")
    stuck = [name for name in essay.figures if not _carried(essay, name)]
    essay.page.emulate_media(reduced_motion="no-preference")
    assert not stuck, "\n".join(stuck)


def _carried(essay: Reading, name: str) -> bool:
    """Whether two taps change the state: the second beside the first, in one of four directions."""
    page = essay.page
    dot = page.locator(f"#{name} [data-handle] .dot").first
    for place in _places(essay, name):
        page.evaluate("place => document.querySelector(place).scrollIntoView({ block: 'center' })", place)
        essay.look("settled()")
        for across, down in ((60, 0), (-60, 0), (0, -60), (0, 60)) if dot.count() else ():
            before = essay.look("told(a, b)", name, "body")[0]
            box, picture = dot.bounding_box(), page.locator(f"#{name} .stage").bounding_box()
            assert box is not None
            assert picture is not None
            x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
            if (
                not 0 < x + across - picture["x"] < picture["width"]
                or not 0 < y + down - picture["y"] < picture["height"]
            ):
                continue
            page.touchscreen.tap(x, y)
            page.touchscreen.tap(x + across, y + down)
            if essay.look("told(a, b)", name, "body")[0] != before:
                return True
            page.keyboard.press("Escape")
    return False


def _places(essay: Reading, name: str) -> list[str]:
    """Where a reader meets the figure: at its steps, of which some may show a panel without a handle."""
    steps = essay.look("all('.step').filter((step) => step.dataset.figure === a).map(({ id }) => `#${id}`)", name)
    return steps or [f"#{name} .stage"]


_WIDER = """() => { const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important }"
    + "* { word-spacing: .16em !important } p { margin-bottom: 2em !important }");
  document.adoptedStyleSheets = [sheet]; }"""


def test_at_320_pixels_nothing_is_lost_and_the_pinned_figure_leaves_half(essay):
    essay.page.set_viewport_size({"width": 320, "height": 640})
    essay.look("settled()")
    found = _lost(essay)
    essay.page.evaluate(_WIDER)
    essay.look("settled()")
    found += [f"with wider spaces, {fault}" for fault in _lost(essay)]
    essay.page.evaluate("() => { document.adoptedStyleSheets = [] }")
    essay.page.set_viewport_size(PHONE)
    assert not found, "\n".join(found)


def _lost(essay: Reading) -> list[str]:
    wide = essay.page.evaluate("document.documentElement.scrollWidth")
    found = [f"the page is {wide} px wide"] if wide > 320 else []
    for scrolly in essay.look("all('.scrolly').map(({ id }) => id)"):
        # The step with the longest sentence leaves the least room.
        step, high = essay.look(_LONGEST, scrolly)
        found += [f"at {step} the pinned figure is {high} px high"] if high > 320.5 else []
        found += [f"at {step}: {cut}" for cut in essay.look("cut()")]
    return found


_LONGEST = """settled().then(async () => {
  const steps = look.all(`#${a} .step`).sort((one, two) => two.dataset.say.length - one.dataset.say.length);
  steps[0].scrollIntoView({ block: "center" });
  await look.settled();
  return [steps[0].id, document.querySelector(`#${a} .pinned`).getBoundingClientRect().height];
})"""
