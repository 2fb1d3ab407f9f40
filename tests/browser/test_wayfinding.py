"""Finding one's way among essays, in a browser: search, the map, versions, and going on where one stopped."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from essays.models import EssayVersion, Reading
from tests.browser.conftest import SLUG, faults, until, watched

PHONE = {"viewport": {"width": 390, "height": 844}}
LOOKS = [({}, "light"), ({"color_scheme": "dark"}, "dark"), (PHONE, "phone")]


@pytest.fixture
def site(live_server, small_essay) -> str:
    """The small essay, which builds upon one that is not written, in two versions."""
    needs = ("prerequisites: []", "prerequisites: [{slug: to-come, title: An essay to come}]")
    small_essay("", needs)
    small_essay("", needs, ("Say it in words first.", "Say it in plain words first."))
    return str(live_server.url)


@pytest.fixture
def versions(site) -> list[str]:
    return [sha256[:12] for sha256 in EssayVersion.objects.order_by("pk").values_list("sha256", flat=True)]


def reads_to(page: Page, site: str, mark: str) -> None:
    """Scroll until the mark is in the middle of the view, and leave."""
    page.goto(f"{site}/e/{SLUG}")
    until(page, "document.querySelector('x-figure[ready]') !== null")
    page.evaluate("mark => document.getElementById(mark).scrollIntoView({block: 'center'})", mark)
    page.wait_for_timeout(200)
    with page.expect_request("**/reading"):
        page.evaluate("Object.defineProperty(document, 'visibilityState', {value: 'hidden', configurable: true})")
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_timeout(200)


def test_results_come_while_one_types_and_the_address_keeps_them(page, site):
    page.goto(f"{site}/search")
    box = page.get_by_role("searchbox", name="Search the essays")
    box.press_sequentially("textb", delay=40)
    expect(page.locator("#found mark")).to_have_text("textbooks")
    expect(page.locator("#found-status")).to_have_text("1 place")
    expect(box).to_be_focused()
    assert page.url == f"{site}/search?q=textb"
    page.locator("#found a").click()
    assert page.url == f"{site}/e/{SLUG}#the-thing-that-textbooks-leave-out"
    page.go_back()
    expect(page.locator("#found mark")).to_have_text("textbooks")
    assert faults(page) == []


def test_search_works_by_keyboard_and_without_javascript(contexts, site):
    page = contexts(java_script_enabled=False).new_page()
    page.goto(site)
    page.get_by_role("searchbox", name="Search the essays").fill("textboks")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="textbooks").click()
    assert page.url == f"{site}/search?q=textbooks"
    expect(page.locator("#found mark")).to_have_text("textbooks")


@pytest.mark.parametrize(("look", "_name"), LOOKS)
def test_nothing_stands_in_anybodys_way(contexts, axe, site, versions, look, _name):
    page = watched(contexts(**look).new_page())
    first, second = versions
    addresses = [
        "/",
        "/search",
        "/search?q=knots",
        "/search?q=knotte",
        f"/e/{SLUG}/versions",
        f"/e/{SLUG}/versions/{first}",
        f"/e/{SLUG}/versions/{first}..{second}",
    ]
    for address in addresses:
        page.goto(site + address)
        assert axe(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    assert faults(page) == []


def test_the_map_is_walked_by_keyboard_and_its_letters_are_true_to_size(page, site):
    page.goto(site)
    node = page.get_by_role("group", name=re.compile("^Map of the essays")).get_by_role("link")
    expect(node).to_have_accessible_name("Small essay 3 min")
    node.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Small essay")
    page.go_back()
    svg = page.locator(".map svg")
    assert svg.evaluate("svg => svg.getBoundingClientRect().width == svg.getAttribute('width')")
    assert svg.locator("g").text_content() == "An essay to come not written yet"
    inside = """svg => [...svg.querySelectorAll('text')].every(text => {
      const words = text.getBoundingClientRect(), box = text.parentNode.querySelector('rect').getBoundingClientRect();
      return words.left > box.left && words.right < box.right && words.top > box.top && words.bottom < box.bottom; })"""
    assert svg.evaluate(inside)


def test_a_phone_has_the_list_alone(contexts, site):
    page = contexts(**PHONE).new_page()
    page.goto(site)
    expect(page.locator(".map")).to_be_hidden()
    expect(page.locator(".order").get_by_role("link", name="Small essay")).to_be_visible()


def test_a_reader_sees_on_the_map_where_they_stand(page, site):
    reads_to(page, site, "story-1")
    page.goto(site)
    page.locator("#order").scroll_into_view_if_needed()
    expect(page.locator(".map").get_by_role("link")).to_have_accessible_name("Small essay 3 min · begun")


@pytest.mark.parametrize("way", ["tile", "essay"])
@pytest.mark.parametrize(
    ("look", "step", "knots"), [(PHONE, "story-2", 39), (PHONE, "story-1", 2), ({}, "story-2", 39)]
)
def test_going_on_leads_to_the_step_its_figure_in_its_state_and_its_text_in_sight(
    contexts: Callable[..., BrowserContext], site: str, look: dict[str, Any], step: str, knots: int, way: str
) -> None:
    page = watched(contexts(**look).new_page())
    reads_to(page, site, step)
    assert Reading.objects.get().mark == step
    if way == "tile":
        page.goto(site)
        page.get_by_role("link", name="Continue: Small essay").click()
    else:
        page.goto(f"{site}/e/{SLUG}")
        page.get_by_role("link", name="Continue there").click()
    assert page.url == f"{site}/e/{SLUG}#{step}"
    until(page, f"document.querySelector('.step.active')?.id === '{step}'")
    expect(page.locator("#fig-story output").first).to_have_text(str(knots))
    # The first line of the step is below the pinned figure, or beside it, and above the end of the view.
    sight = """step => {
      const line = document.getElementById(step).firstElementChild.getBoundingClientRect();
      const pinned = document.querySelector('.pinned').getBoundingClientRect();
      const beside = line.right <= pinned.left;
      return (beside || line.top >= pinned.bottom) && line.top >= 0 && line.bottom < innerHeight; }"""
    assert page.evaluate(sight, step)
    assert faults(page) == []


def test_what_changed_is_marked_in_words_and_not_by_colour_alone(page, site, versions):
    first, second = versions
    page.goto(f"{site}/e/{SLUG}/versions")
    page.get_by_role("link", name="1 text").click()
    assert page.url == f"{site}/e/{SLUG}/versions/{first}..{second}"
    expect(page.locator("ins")).to_have_text("added: plain")
    assert page.locator("ins").evaluate("node => getComputedStyle(node).textDecorationLine") == "underline"


def test_an_old_version_moves_its_figures_and_keeps_no_record(page, site, versions):
    page.goto(f"{site}/e/{SLUG}/versions/{versions[0]}#fig-story")
    handle = page.locator("#fig-story input[type=range]").first
    until(page, "document.querySelector('x-figure[ready]') !== null")
    handle.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#fig-story output").first).to_have_text("3")
    assert not Reading.objects.exists()
    assert faults(page) == []
