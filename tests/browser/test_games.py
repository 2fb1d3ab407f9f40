"""Games in a real browser: played to their end by keyboard, and without JavaScript on a phone; axe."""

from importlib import import_module

import pytest

from overlook.kit.registry import discover
from simulations.models import ChallengePlay
from tests.browser.conftest import faults, watched

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GAMES = sorted(
    challenge.slug
    for slug in discover("simulations.catalog", "SIMULATION")
    for challenge in getattr(import_module(f"simulations.catalog.{slug.replace('-', '_')}"), "CHALLENGES", ())
)


def tab_to(page, selector):
    """Reach an element with the Tab key, as somebody without a pointer does."""
    for _ in range(90):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never reaches {selector}")


def press(page):
    with page.expect_navigation():
        page.keyboard.press("Enter")


def begin(page, address, slug):
    page.goto(f"{address}/challenge/{slug}")
    tab_to(page, "main form button")
    press(page)


@pytest.mark.parametrize("slug", GAMES)
def test_a_game_is_played_to_its_score_by_keyboard(page, live_server, axe, slug):
    begin(page, live_server.url, slug)
    assert axe(page) == []
    for _step in range(15):
        if not page.locator(".game-move").count():
            break
        if page.locator("input[name=do]").count() > 1:
            # The last choice is the one that gets on: to ship, to swear in, to set.
            tab_to(page, "input[name=do]:checked")
            while not page.locator("input[name=do]").last.is_checked():
                page.keyboard.press("ArrowDown")
        tab_to(page, ".game-move button")
        press(page)
    assert "Score" in page.locator(".game-score").inner_text()
    assert axe(page) == []
    assert ChallengePlay.objects.get().score == 0.0
    assert faults(page) == []


@pytest.mark.parametrize("slug", GAMES)
def test_a_game_fits_a_phone_and_needs_no_script(contexts, live_server, slug):
    page = watched(contexts(viewport={"width": 390, "height": 844}, java_script_enabled=False).new_page())
    page.goto(f"{live_server.url}/challenge/{slug}")
    page.get_by_role("button", name="Practise").click()
    page.locator(".game-move button").click()
    assert ChallengePlay.objects.get().revision == 1
    for seen in (page.locator("main"), *page.locator(".game-picture svg").all()):
        box = seen.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390


def test_a_mistake_is_told_beside_its_field_and_nothing_is_lost(page, live_server):
    begin(page, live_server.url, "radar")
    tab_to(page, "input[name=threshold]")
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("far")
    press(page)
    assert "Must be a number." in page.get_by_role("alert").inner_text()
    assert page.locator("input[name=threshold]").input_value() == "far"
    assert page.locator("input[name=threshold]").get_attribute("aria-invalid") == "true"
    assert ChallengePlay.objects.get().revision == 0
