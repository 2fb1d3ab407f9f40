"""The pages of those who teach, in a real browser: accessible in light and dark, at desk and phone, and scriptless."""

import pytest

from overlook.accounts.services import learner_for
from overlook.cohorts import services
from overlook.cohorts.models import Role
from overlook.kit.clock import now
from tests.browser.conftest import faults, watched
from tests.cohorts.cast import NOON, answers, assigned, client_of, person, publish_essay, reads, seat_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def scene():
    """A cohort of six with something on every panel; its owner."""
    essay = publish_essay()
    owner = person("owner")
    cohort = services.create_cohort(user=owner, name="Statistics 2", time_zone="Europe/Berlin", at=NOON)
    assigned(cohort)
    publish_essay("second-essay", "Second essay")
    assigned(cohort, "second-essay")
    anna, ben, cleo, *_rest = [person(name, cohort) for name in ("anna", "ben", "cleo", "dora", "emil", "fay")]
    answers(learner_for(anna), "111111")
    answers(learner_for(ben), "10000", confidence="sure", tag="GEN.more-data-fixes")
    answers(learner_for(cleo), "10", objective="read-average", tag="GEN.complex-bad")
    reads(anna, essay, completed=now())
    person("assistant", cohort, Role.ASSISTANT)
    return cohort, owner


def signed_in(contexts, live_server, user, **options):
    context = contexts(**options)
    session = client_of(user).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    return watched(context.new_page())


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_passes_axe_and_never_scrolls_sideways(contexts, live_server, scene, axe, width, scheme):
    cohort, owner = scene
    page = signed_in(contexts, live_server, owner, viewport={"width": width, "height": 860}, color_scheme=scheme)
    ben = seat_in(cohort, cohort.enrolments.get(user__email="ben@example.org").user)
    base = f"{live_server.url}/cohort/{cohort.ref}"
    others = ["/cohorts", "/me/account", "/me/tokens", "/me/data", "/accounts/2fa/", "/accounts/email/"]
    addresses = [base, f"{base}/learners", f"{base}/learners/{ben.ref}", f"{base}/settings"]
    for address in [*addresses, *(live_server.url + path for path in others)]:
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
        assert axe(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    assert faults(page) == []


@pytest.mark.parametrize("path", ["login", "signup", "password/reset"])
def test_the_entrance_passes_axe(page, live_server, axe, path, db):
    page.goto(f"{live_server.url}/accounts/{path}/")
    assert axe(page) == []
    assert faults(page) == []


def test_the_dashboard_is_complete_without_a_script(contexts, live_server, scene):
    cohort, owner = scene
    page = signed_in(contexts, live_server, owner, java_script_enabled=False)
    page.goto(f"{live_server.url}/cohort/{cohort.ref}")
    assert page.locator(".needing h3").first.inner_text() == "Ben"
    page.locator("select[name=sort]").select_option("name")
    page.click("text=Apply")
    assert "sort=name" in page.url
    assert page.locator(".heat tbody th").first.inner_text().startswith("Anna")
    before = page.locator(".needing li li").count()
    page.locator(".needing button:has-text('Acknowledge')").first.click()
    assert page.locator(".needing li li").count() == before - 1
    assert "Acknowledged until new evidence." in page.inner_text("main")


def test_a_row_of_the_heat_map_is_read_out_in_words(contexts, live_server, scene):
    cohort, owner = scene
    page = signed_in(contexts, live_server, owner)
    page.goto(f"{live_server.url}/cohort/{cohort.ref}?sort=name")
    cells = page.locator(".heat tbody tr").first.locator("td").all_text_contents()
    assert " ".join(cells[0].split()) == "0.93 6 first tries, secure"
    assert "no answers" in cells[1]


def test_the_heat_map_scrolls_by_keyboard_on_a_phone(contexts, live_server, scene):
    cohort, owner = scene
    page = signed_in(contexts, live_server, owner, viewport={"width": 320, "height": 640})
    page.goto(f"{live_server.url}/cohort/{cohort.ref}")
    region = page.locator(".table-scroll:has(.heat)")
    region.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    assert region.evaluate("region => region.scrollLeft") > 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
