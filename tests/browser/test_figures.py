"""Figures in a real browser: keyboard, pointer, motion, reflow, printing, and without JavaScript."""

import json
from collections.abc import Iterator

import pytest

from overlook.figures.knot_fit import KIND
from tests.browser.conftest import faults, until, watched
from tests.browser.reading import shapes
from tests.contracts.test_figures import differences
from tests.figures.gallery import served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def gallery() -> Iterator[str]:
    with served() as address:
        yield address


@pytest.fixture
def figures(page, gallery):
    page.goto(gallery)
    take_hold(page, "fig-knot-fit")
    return page


def take_hold(page, name):
    """Scroll the figure into view and wait until the host has it."""
    page.evaluate(f"document.getElementById('{name}').scrollIntoView({{block: 'center'}})")
    page.wait_for_selector(f"#{name}[ready] [role=slider]")


def state(page, name="fig-knot-fit"):
    return page.evaluate(f"document.getElementById('{name}').state")


def settled(page):
    """Two frames later the picture is that of the state."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def handle(page, name="fig-knot-fit"):
    box = page.locator(f"#{name} .handle .dot").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_picture_that_the_server_sent_is_the_one_that_is_drawn(contexts, gallery):
    static = contexts(java_script_enabled=False).new_page()
    live = watched(contexts().new_page())
    for page in (static, live):
        page.goto(gallery)
    for name in ("fig-knot-fit", "fig-curve-band"):
        take_hold(live, name)
        settled(live)
        sent, drawn = (_shapes(page.locator(f"#{name} .stage svg")) for page in (static, live))
        assert differences(sent, drawn) == []
        assert static.locator(f"#{name} .say").text_content() == live.locator(f"#{name} .say").text_content()
    assert faults(live) == []


def _shapes(svg):
    return shapes(svg.evaluate("svg => new XMLSerializer().serializeToString(svg)"))


def test_five_quick_presses_move_five_steps(figures):
    figures.locator("#fig-knot-fit .handle").focus()
    figures.evaluate(
        """() => { const slider = document.querySelector('#fig-knot-fit .handle');
        for (let press = 0; press < 5; press++)
          slider.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowRight', bubbles: true})); }"""
    )
    assert state(figures)["k"] == 15
    settled(figures)
    assert figures.locator("#fig-knot-fit output").first.inner_text() == "15"
    assert "K = 15" in figures.locator("#fig-knot-fit svg").text_content()


def test_every_key_of_a_slider_works_and_the_focus_stays(figures):
    slider = figures.locator("#fig-knot-fit .handle")
    slider.focus()
    seen = []
    for key in ("ArrowUp", "ArrowLeft", "PageUp", "PageDown", "End", "Home", "ArrowRight"):
        figures.keyboard.press(key)
        settled(figures)
        seen.append(state(figures)["k"])
    assert seen == [11, 10, 20, 10, 300, 1, 2]
    assert figures.evaluate("document.activeElement.getAttribute('data-handle')") == "k"
    assert slider.get_attribute("aria-valuenow") == "2"
    assert slider.get_attribute("aria-valuetext").startswith("2, test error ")


def test_the_sentence_follows_at_once_and_is_announced_when_it_is_quiet(figures):
    figures.locator("#fig-knot-fit .handle").focus()
    for _ in range(3):
        figures.keyboard.press("ArrowRight")
    assert figures.locator("#fig-knot-fit .say").inner_text().startswith("With 13 knots")
    live = figures.locator("#fig-knot-fit [data-live]")
    assert live.text_content() == ""
    until(figures, "document.querySelector('#fig-knot-fit [data-live]').textContent.startsWith('With 13')")


def test_a_handle_is_dragged(figures):
    x, y = handle(figures)
    figures.mouse.move(x + 5, y + 5)
    figures.mouse.down()
    figures.mouse.move(x + 60, y, steps=6)
    figures.mouse.up()
    assert state(figures)["k"] > 20
    settled(figures)
    assert handle(figures)[0] == pytest.approx(x + 55, abs=4)


def test_a_tap_picks_up_and_a_second_tap_puts_down(figures):
    x, y = handle(figures)
    figures.mouse.click(x + 3, y)
    assert state(figures)["k"] == 10
    assert "held" in figures.locator("#fig-knot-fit .handle").get_attribute("class")
    figures.mouse.click(x + 60, y + 30)
    assert state(figures)["k"] > 20
    settled(figures)
    assert "held" not in figures.locator("#fig-knot-fit .handle").get_attribute("class")


def test_escape_puts_down_without_moving(figures):
    figures.mouse.click(*handle(figures))
    figures.keyboard.press("Escape")
    assert "held" not in figures.locator("#fig-knot-fit .handle").get_attribute("class")
    x, y = handle(figures)
    figures.mouse.click(x + 90, y)
    assert state(figures)["k"] == 10


def test_a_click_away_from_every_handle_moves_nothing(figures):
    x, y = handle(figures)
    figures.mouse.click(x + 80, y + 40)
    assert state(figures)["k"] == 10


def test_controls_and_figure_agree(figures):
    figures.locator("#fig-knot-fit-ridge").focus()
    figures.keyboard.press("ArrowRight")
    assert state(figures)["ridge"] == -5.75
    figures.get_by_label("independently").check()
    figures.get_by_role("button", name="Draw other knots").last.click()
    assert state(figures)["design"] == "iid"
    assert state(figures)["seed"] == 2
    assert faults(figures) == []


def test_a_goal_that_is_reached_is_said_once(figures):
    status = figures.locator("#fig-knot-fit [data-goal]")
    assert status.inner_text() == ""
    figures.evaluate("document.getElementById('fig-knot-fit').change({k: 39})")
    figures.wait_for_selector("#fig-knot-fit .mark-good")
    assert "reached the goal" in status.inner_text()
    figures.evaluate("document.getElementById('fig-knot-fit').change({k: 5})")
    assert "reached the goal" in status.inner_text()


def test_a_link_holds_the_state_and_brings_it_back_in_front_of_the_step(figures, gallery):
    figures.evaluate("scrollTo(0, 0)")
    figures.wait_for_timeout(100)
    figures.evaluate("document.getElementById('fig-pinned').change({k: 60, seed: 3})")
    figures.locator("#fig-pinned [data-copy]").click()
    until(figures, "location.search")
    address = figures.url
    assert "fig=fig-pinned" in address
    assert "k=60" in address
    assert address.endswith("#fig-pinned")
    figures.goto(address)
    figures.wait_for_selector("#fig-pinned[ready]")
    assert state(figures, "fig-pinned")["k"] == 60


def test_a_step_sets_its_absolute_state_and_the_thread_is_at_the_reader(page, gallery):
    page.goto(gallery)
    page.wait_for_selector("#fig-pinned[ready]")
    page.evaluate("document.getElementById('fig-pinned').change({seed: 9})")
    for step, k in ((2, 39), (3, 240), (2, 39), (1, 10)):
        page.evaluate(f"document.getElementById('step-{step}').scrollIntoView({{block: 'center'}})")
        page.wait_for_selector(f"#step-{step}.active")
        found = state(page, "fig-pinned")
        assert (found["k"], found["seed"]) == (k, 1)
        assert page.locator(".step.active").count() == 1


FRAMES = """() => { window.drawings = new Set();
  new MutationObserver(() => window.drawings.add(document.querySelector('#fig-pinned svg path.s1').getAttribute('d')))
    .observe(document.querySelector('#fig-pinned svg'), {subtree: true, attributes: true, childList: true}); }"""


@pytest.mark.parametrize(("motion", "few"), [("no-preference", False), ("reduce", True)])
def test_a_step_is_tweened_unless_motion_is_unwelcome(contexts, gallery, motion, few):
    page = contexts(reduced_motion=motion).new_page()
    page.goto(gallery)
    page.wait_for_selector("#fig-pinned[ready]")
    page.evaluate(FRAMES)
    page.evaluate("document.getElementById('fig-pinned').show({k: 120})")
    assert state(page, "fig-pinned")["k"] == 120, "the state is set at once"
    until(page, "document.querySelector('#fig-pinned svg').textContent.includes('K = 120')")
    page.wait_for_timeout(100)
    drawings = page.evaluate("window.drawings.size")
    assert (drawings <= 1) if few else (drawings > 3)


def test_at_320_pixels_nothing_scrolls_sideways_and_text_keeps_its_size(contexts, gallery):
    page = watched(contexts(viewport={"width": 320, "height": 640}).new_page())
    page.goto(gallery)
    for name in ("fig-knot-fit", "fig-curve-band"):
        take_hold(page, name)
        assert (
            page.locator(f"#{name} svg").evaluate(
                "svg => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width"
            )
            == 1
        )
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.evaluate("document.getElementById('step-2').scrollIntoView({block: 'end'})")
    page.wait_for_selector("#step-2.active")
    assert page.locator(".pinned").evaluate("pinned => pinned.getBoundingClientRect().height") <= 320.5
    assert faults(page) == []


@pytest.mark.parametrize("width", [390, 320])
def test_without_javascript_a_picture_keeps_its_size_on_a_phone_and_scrolls_in_its_frame(contexts, gallery, width):
    page = contexts(viewport={"width": width, "height": 640}, java_script_enabled=False).new_page()
    page.goto(gallery)
    for name in ("fig-pinned", "fig-knot-fit", "fig-curve-band"):
        stage = page.locator(f"#{name} .stage")
        drawn, declared, inner, outer, overflow = stage.evaluate(
            """stage => [stage.firstElementChild.getBoundingClientRect().width,
                         stage.firstElementChild.viewBox.baseVal.width, stage.scrollWidth, stage.clientWidth,
                         getComputedStyle(stage).overflowX]"""
        )
        assert drawn == declared
        assert outer < inner
        assert overflow == "auto"
        assert (stage.get_attribute("tabindex"), stage.get_attribute("aria-label")) == ("0", "Picture")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_picture_that_is_drawn_to_fit_is_no_stop_for_the_keyboard(figures):
    assert figures.locator("#fig-knot-fit .stage").get_attribute("tabindex") is None


def test_a_resized_figure_is_drawn_anew_in_its_state(figures):
    figures.evaluate("document.getElementById('fig-knot-fit').change({k: 33})")
    figures.set_viewport_size({"width": 420, "height": 860})
    until(figures, "document.querySelector('#fig-knot-fit svg').viewBox.baseVal.width < 400")
    settled(figures)
    assert "K = 33" in figures.locator("#fig-knot-fit svg").text_content()
    figures.locator("#fig-knot-fit .handle").focus()
    figures.keyboard.press("ArrowRight")
    assert state(figures)["k"] == 34, "one step, not one per mount"


def test_without_javascript_the_form_moves_the_figure(contexts, gallery):
    page = contexts(java_script_enabled=False).new_page()
    page.goto(gallery)
    form = page.locator("#fig-knot-fit form")
    form.get_by_label("independently").check()
    form.get_by_role("button", name="Update").click()
    assert "fig=fig-knot-fit" in page.url
    assert page.url.endswith("#fig-knot-fit")
    assert page.locator("#fig-knot-fit input[value=iid]").is_checked()
    page.locator("#fig-knot-fit").get_by_role("button", name="Draw other knots").click()
    assert page.locator("#fig-knot-fit input[type=hidden][name=seed]").get_attribute("value") == "2"
    assert page.locator("#fig-knot-fit input[value=iid]").is_checked()


def test_print_shows_the_declared_state_and_screen_the_reader_s(figures):
    figures.evaluate("document.getElementById('fig-knot-fit').change({k: 77})")
    settled(figures)
    figures.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert "K = 10" in figures.locator("#fig-knot-fit svg").text_content()
    figures.evaluate("dispatchEvent(new Event('afterprint'))")
    assert "K = 77" in figures.locator("#fig-knot-fit svg").text_content()


def test_the_numbers_follow_the_state_while_somebody_looks_at_them(figures):
    table = figures.locator("#fig-knot-fit .numbers table")
    figures.locator("#fig-knot-fit .numbers summary").click()
    before = table.inner_text()
    figures.evaluate("document.getElementById('fig-knot-fit').change({design: 'iid', seed: 5})")
    until(figures, f"document.querySelector('#fig-knot-fit .numbers table').innerText !== {json.dumps(before)}")
    headers, rows = KIND.table(KIND.state(None, {"design": "iid", "seed": 5}), None)
    assert table.inner_text().split() == " ".join([*headers, *(cell for row in rows for cell in row)]).split()


WIDER = """() => { const sheet = new CSSStyleSheet();
  sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important } '
    + '* { word-spacing: .16em !important } '
    + 'p { margin-bottom: 2em !important }');
  document.adoptedStyleSheets = [sheet]; }"""


@pytest.mark.parametrize("width", [1280, 320])
def test_wider_spaced_text_is_neither_cut_nor_pushed_out(contexts, gallery, width):
    page = contexts(viewport={"width": width, "height": 860}).new_page()
    page.goto(gallery)
    take_hold(page, "fig-curve-band")
    page.evaluate(WIDER)
    settled(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    cut = (
        "[...document.querySelectorAll('button, label, summary, .say')].filter(e => e.scrollWidth > e.clientWidth + 1)"
    )
    assert page.evaluate(f"{cut}.filter(e => getComputedStyle(e).display !== 'inline').map(e => e.textContent)") == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(contexts, gallery, axe, scheme, width):
    page = watched(contexts(color_scheme=scheme, viewport={"width": width, "height": 860}).new_page())
    page.goto(gallery)
    for name in ("fig-knot-fit", "fig-curve-band"):
        take_hold(page, name)
    assert axe(page) == []
    assert faults(page) == []


def test_forced_colours_keep_the_lines(contexts, gallery):
    page = contexts(forced_colors="active").new_page()
    page.goto(gallery)
    take_hold(page, "fig-knot-fit")
    stroke, ground = page.evaluate(
        """() => [getComputedStyle(document.querySelector('#fig-knot-fit path.s1')).stroke,
                  getComputedStyle(document.body).backgroundColor]"""
    )
    assert stroke != ground
