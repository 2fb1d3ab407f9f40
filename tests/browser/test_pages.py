"""Every page as a reader meets it, wide and narrow, light and dark. Essays have their own: `test_essay_*.py`."""

import re
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import faults, watched

pytestmark = [pytest.mark.browser, pytest.mark.worker]

ESSAY = "/e/double-descent"
ANYBODY = [
    "/",
    ESSAY,
    "/simulations",
    "/simulations/double-descent",
    "/challenges",
    "/challenge/danger-zone",
    "/items/double-descent/mean-and-median",
    "/about",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/nowhere",
]
RECORD = ["/review", f"{ESSAY}/test", "{cohort}/board"]
LEARNER = ["/me", *RECORD, "/me/account", "/me/tokens", "/me/data", "/cohorts", "/accounts/email/", "/accounts/2fa/"]
INSTRUCTOR = ["/cohorts", "{cohort}", "{cohort}/learners", "{cohort}/settings", "{cohort}/board"]
PAGES = [
    *(("anybody", path) for path in ANYBODY),
    *(("learner", path) for path in [*LEARNER, "{run}", "{result}"]),
    *(("instructor", path) for path in INSTRUCTOR),
]
# The other pages meet axe beside their rooms' tests: test_essay_*, test_items, test_runs and test_teaching.
SEEN_HERE = [
    *(("anybody", path) for path in ("/", "/simulations/double-descent", "/challenge/danger-zone", "/about")),
    *(("anybody", path) for path in ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/nowhere")),
    *(("learner", path) for path in ("/me", *RECORD, "{result}")),
    ("instructor", "{cohort}"),
]
_INLINE = re.compile(
    r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\b(?:src=|type=\"application/json\"))", re.IGNORECASE
)
_ADDRESS = re.compile(r"\b(?:src|href|action|poster|data)=\"(?:https?:)?//([^/\"]+)")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(("role", "path"), SEEN_HERE)
def test_a_page_has_no_fault_in_light_and_in_dark(browser, site, axe, role, path, width):
    context = site.visited_by(browser, role, viewport={"width": width, "height": 844})
    page = watched(context.new_page())
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    answer = page.goto(site.address(path), wait_until="load")
    assert answer is not None
    assert answer.status == (404 if path == "/nowhere" else 200)
    found = [f"light: {fault}" for fault in axe(page)]
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {fault}" for fault in axe(page)]
    assert found == [], "\n".join(found)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert hosts - {"", urlsplit(site.origin).netloc} == set()
    assert [fault for fault in faults(page) if "404" not in fault] == []
    context.close()


@pytest.mark.parametrize(("role", "path"), PAGES)
def test_the_markup_holds_nothing_inline_and_names_no_other_origin(site, role, path):
    visitor = site.stack.visitor()
    visitor.cookies = {cookie["name"]: cookie["value"] for cookie in site.cookies[role]}
    html = visitor.get(path.format(**site.places)).text
    assert html.startswith("<!doctype html>")
    assert _INLINE.findall(html) == []
    loaded = [m[1] for m in _ADDRESS.finditer(html) if not html[: m.start()].rpartition("<")[2].startswith("a ")]
    assert loaded == []


def test_the_api_docs_run_under_the_content_policy(browser, site):
    context = site.visited_by(browser, "anybody")
    page = watched(context.new_page())
    page.goto(site.address("/api/v1/docs"))
    page.wait_for_selector(".opblock-tag-section .opblock, .opblock", timeout=30_000)
    assert page.locator(".opblock").count() >= 19
    assert faults(page) == []
    context.close()


def test_a_figure_moves_and_a_question_is_answered_without_javascript(browser, site):
    context = site.visited_by(browser, "anybody", java_script_enabled=False)
    page = context.new_page()
    page.goto(site.address(f"{ESSAY}?fig=fig-chain&k=39#fig-chain"))
    moved = page.locator("#fig-chain .say").inner_text()
    page.goto(site.address(f"{ESSAY}?fig=fig-chain&k=2#fig-chain"))
    assert page.locator("#fig-chain .say").inner_text() != moved
    form = page.locator("form[action='/items/double-descent/mean-and-median']")
    form.locator("input[type=radio]").first.check()
    form.locator(".actions button").click()
    page.wait_for_url("**/items/double-descent/mean-and-median?try=1*")
    assert page.locator(".feedback .mark-good, .feedback .mark-bad").count() == 1
    context.close()
