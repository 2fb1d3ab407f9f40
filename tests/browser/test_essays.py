"""An essay in a browser: what its own module adds to a page that is whole without it."""

from collections.abc import Callable
from urllib.parse import urljoin

import pytest
from playwright.sync_api import expect

from essays.models import Reading
from overlook.figures.algorithms import algorithm_of
from tests.browser.conftest import faults, until, watched


@pytest.fixture
def address(small_essay: Callable[..., str]) -> str:
    """The small essay, with a control in its text."""
    control = ("Say it in words first.", "Say it at {ctl}`39 knots <fig-story?k=39>` first.")
    return small_essay("\n:::{explain} my-words\nSay it in a sentence.\n:::\n", control)


def test_a_prediction_is_answered_in_place_and_the_focus_moves_to_what_happens(page, address):
    page.goto(address)
    question = page.locator("#item-first-guess")
    question.get_by_label("Much farther than the data.").check()
    expect(page.locator(".reveal")).to_have_count(0)
    question.get_by_role("button", name="Predict, then see").click()
    expect(page.locator(".reveal")).to_contain_text("25")
    expect(question.locator(".feedback")).to_be_focused()
    assert page.url == address
    page.reload()
    expect(page.locator(".reveal")).to_contain_text("25")
    assert faults(page) == []


def test_a_refused_prediction_says_so_in_place(page, address):
    page.goto(address)
    page.get_by_role("button", name="Predict, then see").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.locator(".reveal")).to_have_count(0)


def test_a_control_in_the_text_moves_its_figure(page, address):
    page.goto(address)
    page.get_by_role("link", name="39 knots").click()
    expect(page.locator("#fig-story output").first).to_have_text("39")
    until(page, "document.querySelector('#fig-story').getBoundingClientRect().bottom > 80")
    assert page.url == address


def test_the_depth_that_a_reader_opens_is_open_next_time(page, address):
    page.goto(address)
    page.locator("details[data-depth=standard] summary").click()
    page.reload()
    expect(page.locator("details[data-depth=standard]")).to_have_attribute("open", "")
    expect(page.locator("details[data-depth=intro]")).not_to_have_attribute("open", "")


def test_how_far_a_reader_came_is_noted_when_they_leave(page, address):
    page.goto(address)
    page.locator("#you-can-now").scroll_into_view_if_needed()
    page.evaluate("document.querySelector('#you-can-now').scrollIntoView({block: 'center'})")
    page.wait_for_timeout(300)
    with page.expect_request("**/reading"):
        page.wait_for_timeout(5500)
    page.reload()
    expect(page.get_by_text("You have read this essay.")).to_be_visible()
    assert Reading.objects.get().completed_at is not None


def test_a_word_says_its_meaning_beside_itself_until_escape(page, address):
    page.goto(address)
    page.get_by_role("link", name="knots", exact=True).first.focus()
    note = page.locator(".at-hand")
    expect(note).to_have_text("A place where a chain of straight lines may bend.")
    expect(note).to_be_visible()
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()


def test_what_a_reader_writes_stays_in_the_browser(page, address):
    page.goto(address)
    page.get_by_label("In your own words").fill("Bends, not breaks.")
    page.get_by_label("In your own words").blur()
    page.reload()
    expect(page.get_by_label("In your own words")).to_have_value("Bends, not breaks.")
    assert faults(page) == []


def test_the_algorithm_opens_in_place_by_keyboard_and_its_code_can_be_copied(contexts, axe, address):
    page = watched(contexts(permissions=["clipboard-read", "clipboard-write"]).new_page())
    page.goto(address)
    summary = page.locator("#fig-story summary", has_text="Show the algorithm")
    summary.focus()
    page.keyboard.press("Enter")
    opened = page.locator("#fig-story details[open]")
    expect(opened.locator("pre")).to_have_count(3)
    expect(opened.get_by_role("group", name="In Python")).to_contain_text("def fit(")
    expect(summary).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(opened.get_by_role("status")).to_have_text("It is copied.")
    assert page.evaluate("navigator.clipboard.readText()") == algorithm_of("knot-fit").python
    found = [f"light: {fault}" for fault in axe(page)]
    page.emulate_media(color_scheme="dark")
    assert found + [f"dark: {fault}" for fault in axe(page)] == []
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#fig-story details[open]")).to_have_count(0)
    assert page.url == address
    assert faults(page) == []


def test_what_is_opened_below_a_pinned_figure_can_be_scrolled_to(page, address):
    page.goto(address)
    page.evaluate("document.querySelectorAll('.step')[1].scrollIntoView({block: 'center'})")
    page.locator(".pinned summary", has_text="Show the algorithm").click()
    expect(page.locator(".pinned pre")).to_have_count(3)
    place, before = page.locator(".pinned").bounding_box(), page.evaluate("scrollY")
    assert place["y"] + place["height"] <= 860
    page.mouse.move(place["x"] + 200, place["y"] + 200)
    page.mouse.wheel(0, 4000)
    expect(page.get_by_role("link", name="A page of its own")).to_be_in_viewport()
    assert page.evaluate("scrollY") == before


def test_where_the_clipboard_is_refused_the_code_is_selected(contexts, address):
    page = contexts().new_page()
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject()")
    page.goto(f"{urljoin(address, '/figures/knot-fit/algorithm')}")
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("status").last).to_contain_text("It is selected")
    assert page.evaluate("getSelection().toString()").strip() == algorithm_of("knot-fit").python.strip()


def test_where_the_part_cannot_be_fetched_the_link_leads_there(contexts, address):
    page = contexts().new_page()
    page.route("**/algorithm", lambda route: route.abort())
    page.goto(address)
    page.locator("#fig-story summary", has_text="Show the algorithm").click()
    link = page.locator("#fig-story details[open]").get_by_role("link", name="Show the algorithm")
    expect(link).to_have_attribute("href", "/figures/knot-fit/algorithm")


@pytest.mark.parametrize("width", [1280, 390])
def test_the_algorithm_has_a_page_without_a_script(contexts, axe, address, width):
    viewport = {"width": width, "height": 844}
    page = contexts(java_script_enabled=False, viewport=viewport).new_page()
    page.goto(address)
    page.locator("#fig-story").get_by_role("link", name="Show the algorithm").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Error curve and fit")
    expect(page.locator("pre")).to_have_count(3)
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)
    page.get_by_role("link", name="A chain and its error").click()
    assert page.url == f"{address}#fig-story"
    page = watched(contexts(viewport=viewport).new_page())
    page.goto(urljoin(address, "/figures/knot-fit/algorithm"))
    found = [f"light: {fault}" for fault in axe(page)]
    page.emulate_media(color_scheme="dark")
    assert found + [f"dark: {fault}" for fault in axe(page)] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert faults(page) == []
