"""An essay in a browser: what its own module adds to a page that is whole without it."""

import pytest
from playwright.sync_api import expect

from essays.build import build
from essays.management.commands.new_essay import write_essay
from essays.models import Reading
from essays.publish import register
from essays.registry import house
from overlook.kit.clock import now
from tests.browser.conftest import faults, until

SLUG = "small-essay"


@pytest.fixture
def address(live_server, tmp_path, settings) -> str:
    """The small essay, with a control in its text."""
    settings.ESSAYS_BUILD_DIR = tmp_path / "build"
    folder = tmp_path / "content" / SLUG
    write_essay(folder)
    essay = folder / "essay.md"
    text = essay.read_text().replace("Say it in words first.", "Say it at {ctl}`39 knots <fig-story?k=39>` first.")
    essay.write_text(f"{text}\n:::{{explain}} my-words\nSay it in a sentence.\n:::\n")
    register(artefact=build(folder, house(), settings.ESSAYS_BUILD_DIR / SLUG), at=now())
    return f"{live_server.url}/e/{SLUG}"


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
