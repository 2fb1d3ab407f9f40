"""A sitting in a real browser: by keyboard, offline, in two tabs, after a reload, without JavaScript; axe."""

from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Route

from assessments import services as answers
from assessments.models import Attempt, Draft, Response
from overlook.cohorts import papers, services
from overlook.cohorts.models import Role
from overlook.kit.clock import now
from tests.assessments.sitting import right, slots_of
from tests.browser.conftest import faults, until
from tests.browser.test_items import tab_to
from tests.browser.test_teaching import signed_in
from tests.cohorts.cast import NOON, assigned_paper, person, publish_essay, seat_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STATE = "document.querySelector('p[data-state]').textContent"
NUMBER = 2
"""The question of the specimen that asks for a number, when nothing is shuffled."""


@pytest.fixture
def scene():
    """A cohort with a paper of half an hour, its owner and one learner."""
    publish_essay()
    owner = person("owner")
    cohort = services.create_cohort(user=owner, name="Statistics 2", time_zone="Europe/Berlin", at=NOON)
    paper = assigned_paper(cohort, minutes=30, shuffle=False, sittings=2)
    return cohort, owner, person("anna", cohort), paper


@pytest.fixture
def sitting(scene, live_server):
    _cohort, _owner, anna, paper = scene
    attempt = papers.begin_paper(user=anna, ref=paper.ref, at=now())
    return attempt, f"{live_server.url}/attempts/{attempt.ref}"


def types(page, text):
    page.fill("input[name=value]", text)


def is_saved(page):
    until(page, f"{STATE}.startsWith('Saved at')")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_of_a_paper_passes_axe_and_never_scrolls_sideways(
    contexts, live_server, scene, sitting, axe, width, scheme
):
    cohort, owner, anna, paper = scene
    attempt, address = sitting
    look = {"viewport": {"width": width, "height": 860}, "color_scheme": scheme}
    learner = signed_in(contexts, live_server, anna, **look)
    home = f"{live_server.url}/cohort/{cohort.ref}"
    numbers = range(1, len(slots_of(attempt)) + 1)
    pages = [home, f"{home}/assignments/{paper.ref}", *(f"{address}/{number}" for number in numbers)]
    for each in [*pages, f"{address}/review"]:
        learner.goto(each)
        assert axe(learner) == [], each
        assert learner.evaluate("document.documentElement.scrollWidth") <= width, each
    answers.save_draft(attempt=attempt, number=1, payload=right(slots_of(attempt)[0]), revision=1, seen=0, at=now())
    answers.submit_attempt(attempt=attempt, at=now())
    learner.goto(address)
    assert learner.locator("h1").inner_text() == "Handed in"
    assert axe(learner) == []
    teacher = signed_in(contexts, live_server, owner, **look)
    for each in (f"{home}/papers", f"{home}/assignments/{paper.ref}"):
        teacher.goto(each)
        assert axe(teacher) == [], each
        assert teacher.evaluate("document.documentElement.scrollWidth") <= width, each
    assert faults(learner) == faults(teacher) == []


def test_a_paper_is_taken_by_keyboard_alone(contexts, live_server, scene):
    cohort, _owner, anna, paper = scene
    page = signed_in(contexts, live_server, anna)
    page.goto(f"{live_server.url}/cohort/{cohort.ref}/assignments/{paper.ref}")
    tab_to(page, "main button.button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/1")
    tab_to(page, "input[name=option]")
    page.keyboard.press("Space")
    tab_to(page, "button[value=next]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/2")
    assert page.locator(".place-answered").count() == 1
    tab_to(page, "button[value=review]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/review")
    tab_to(page, "form[data-submit] button")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('Handed in')")
    assert Response.objects.count() == 1
    assert faults(page) == []


def test_saved_is_said_only_when_the_server_has_it(contexts, live_server, scene, sitting):
    page = signed_in(contexts, live_server, scene[2])
    page.goto(f"{sitting[1]}/{NUMBER}")
    held: list[Route] = []
    page.route("**/drafts/*", lambda route: held.append(route))
    types(page, "0.5")
    page.wait_for_timeout(1500)
    assert page.evaluate(STATE) == "Saving …"
    assert not Draft.objects.exists()
    assert page.locator(".place-answered").count() == 0
    held[0].continue_()
    is_saved(page)
    assert page.locator(".place-answered").text_content() == "Question 2, answered"
    assert Draft.objects.get().payload["value"] == "0.5"


def test_what_is_written_offline_is_kept_and_sent_when_there_is_a_connection_again(
    contexts, live_server, scene, sitting
):
    page = signed_in(contexts, live_server, scene[2])
    page.goto(f"{sitting[1]}/{NUMBER}")
    page.context.set_offline(True)
    types(page, "0.5")
    until(page, f"{STATE}.startsWith('Not saved yet: no connection.')")
    page.get_by_role("button", name="Save and go on").click()
    until(page, f"{STATE}.startsWith('No connection: this page stays open')")
    assert page.url.endswith(f"/{NUMBER}")
    assert not Draft.objects.exists()
    page.context.set_offline(False)
    is_saved(page)
    assert Draft.objects.get().payload["value"] == "0.5"


def test_what_was_written_offline_survives_that_the_tab_is_closed(contexts, live_server, scene, sitting):
    page = signed_in(contexts, live_server, scene[2])
    page.goto(f"{sitting[1]}/{NUMBER}")
    page.context.set_offline(True)
    types(page, "0.5")
    until(page, f"{STATE}.startsWith('Not saved yet')")
    page.close()
    again = page.context.new_page()
    page.context.set_offline(False)
    # On another question of the same sitting it is sent too.
    again.goto(f"{sitting[1]}/1")
    for _wait in range(100):
        if Draft.objects.exists():
            break
        again.wait_for_timeout(50)
    again.goto(f"{sitting[1]}/{NUMBER}")
    assert again.input_value("input[name=value]") == "0.5"


def test_two_tabs_are_told_and_either_may_be_kept(contexts, live_server, scene, sitting):
    first = signed_in(contexts, live_server, scene[2])
    second = first.context.new_page()
    for page in (first, second):
        page.goto(f"{sitting[1]}/{NUMBER}")
    types(first, "0.5")
    is_saved(first)
    types(second, "0.7")
    box = second.locator("[data-conflict]")
    box.wait_for()
    assert box.inner_text().startswith("This answer was changed in another tab or on another device")
    assert Draft.objects.get().payload["value"] == "0.5"
    box.get_by_role("button", name="Keep what is on this page").click()
    is_saved(second)
    assert Draft.objects.get().payload["value"] == "0.7"
    types(first, "0.9")
    first.locator("[data-conflict]").wait_for()
    first.get_by_role("button", name="Take what is saved").click()
    until(first, "document.querySelector('input[name=value]')?.value === '0.7'")


def test_another_end_is_shown_within_ten_seconds_while_the_sitting_runs(contexts, live_server, scene, sitting):
    cohort, _owner, anna, _paper = scene
    page = signed_in(contexts, live_server, anna)
    page.goto(f"{sitting[1]}/1")
    until(page, "document.querySelector('[data-left]').textContent === '30 min left'")
    services.change_enrolment(enrolment=seat_in(cohort, anna), role=Role.LEARNER, time_multiplier=Decimal(2), at=now())
    until(page, "document.querySelector('[data-left]').textContent === '60 min left'", 10)
    assert "You have other times now" in page.locator("[data-said]").text_content()


def test_at_the_end_what_is_on_the_page_is_saved_and_handed_in_by_itself(contexts, live_server, scene, sitting):
    attempt, address = sitting
    Attempt.objects.filter(pk=attempt.pk).update(deadline=now() + timedelta(seconds=4))
    page = signed_in(contexts, live_server, scene[2])
    page.goto(f"{address}/{NUMBER}")
    types(page, right(slots_of(attempt)[NUMBER - 1])["value"])
    page.wait_for_selector("h1:has-text('Handed in')", timeout=20_000)
    assert "Your time was over on" in page.inner_text("main")
    response = Response.objects.get()
    assert (response.late, response.scores.get().fraction) == (False, Decimal(1))


def test_a_paper_is_complete_without_a_script(contexts, live_server, scene, sitting):
    page = signed_in(contexts, live_server, scene[2], java_script_enabled=False)
    page.goto(f"{sitting[1]}/{NUMBER}")
    assert "until" in page.inner_text(".clock")
    types(page, "0.5")
    page.locator("button.place", has_text="4").click()
    assert page.url.endswith("/4")
    assert Draft.objects.get().payload["value"] == "0.5"
    page.get_by_role("button", name="Look over and hand in").click()
    assert "no answer and would count as 0" in page.inner_text("main")
    page.get_by_role("button", name="Hand in").click()
    assert page.inner_text("h1") == "Handed in"
    assert Response.objects.count() == 1
