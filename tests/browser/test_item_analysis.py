"""The item analysis in a real browser: accessible in light and dark, at desk and phone, by keyboard, and scriptless."""

import pytest

from overlook.cohorts import services
from tests.browser.conftest import faults, watched
from tests.cohorts.answered import ESSAY, ITEM, LINE, NEVER, RIGHT, group
from tests.cohorts.cast import NOON, assigned, client_of, person, publish_essay, publish_questions

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def scene():
    """Forty learners at a question whose key draws the weak: its owner, and where it is looked at."""
    publish_essay()
    owner = person("owner")
    cohort = services.create_cohort(user=owner, name="Statistics 2", time_zone="Europe/Berlin", at=NOON)
    publish_questions()
    assigned(cohort)
    group(cohort, 40, choose=lambda number: RIGHT if number < 14 else NEVER if number % 5 == 0 else LINE)
    return owner, f"/cohort/{cohort.ref}/items/{ESSAY}"


def signed_in(contexts, live_server, user, **options):
    context = contexts(**options)
    session = client_of(user).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    return watched(context.new_page())


def test_the_pages_pass_axe_and_never_scroll_sideways(contexts, live_server, scene, axe):
    owner, base = scene
    for width, scheme in ((1280, "light"), (1280, "dark"), (390, "light"), (390, "dark"), (320, "light")):
        page = signed_in(contexts, live_server, owner, viewport={"width": width, "height": 860}, color_scheme=scheme)
        for address in (base, f"{base}/{ITEM}"):
            page.goto(live_server.url + address)
            page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
            assert axe(page) == [], (address, width, scheme)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)
        assert faults(page) == []


def test_a_flagged_question_is_reached_and_read_by_keyboard_without_a_script(contexts, live_server, scene):
    owner, base = scene
    page = signed_in(contexts, live_server, owner, java_script_enabled=False)
    page.goto(live_server.url + base)
    assert "perhaps mis-keyed B" in page.locator(".items-table tbody tr").first.inner_text()
    page.locator(".items-table a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{base}/{ITEM}")
    assert "learners who do well on the other questions choose option B here" in page.inner_text("main")
    page.locator("summary", has_text="Show the numbers").first.press("Enter")
    assert page.locator("table", has_text="Mean on the others").is_visible()
    page.locator("a", has_text="Version 1").press("Enter")
    page.wait_for_url("**?version=1")
    assert "version 1" in page.inner_text(".kicker")
