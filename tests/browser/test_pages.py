"""Every page as a reader meets it, wide and narrow, light and dark; and what an essay costs to load."""

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import faults, watched
from tests.worker_stack import Stack, worker_stack

pytestmark = [pytest.mark.browser, pytest.mark.worker]

PASSWORD = "overlook-demo"
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
# The other pages meet axe beside their rooms' tests: test_items, test_runs and test_teaching.
SEEN_HERE = [
    *(("anybody", path) for path in ("/", ESSAY, "/simulations/double-descent", "/challenge/danger-zone", "/about")),
    *(("anybody", path) for path in ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/nowhere")),
    *(("learner", path) for path in ("/me", *RECORD, "{result}")),
    ("instructor", "{cohort}"),
]
_INLINE = re.compile(
    r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\b(?:src=|type=\"application/json\"))", re.IGNORECASE
)
_ADDRESS = re.compile(r"\b(?:src|href|action|poster|data)=\"(?:https?:)?//([^/\"]+)")


@dataclass
class Site:
    """The demo on a stack of its own, with somebody signed in for each role."""

    stack: Stack
    origin: str
    places: dict[str, str]
    cookies: dict[str, list[Any]] = field(default_factory=dict)

    def address(self, path: str) -> str:
        return self.origin + path.format(**self.places)


@pytest.fixture(scope="module")
def site(browser: Browser) -> Iterator[Site]:
    with worker_stack() as stack:
        stack.manage("publish")
        said = stack.manage("demo")
        stack.start_worker(2)
        stack.start_beat()
        site = Site(stack, f"http://127.0.0.1:{stack.port}", {"cohort": re.findall(r"/cohort/\w+", said)[0]})
        for role in ("learner", "instructor"):
            site.cookies[role] = _sign_in(browser, site, f"{role}@overlook.test")
        site.cookies["anybody"] = []
        context = _as(browser, site, "learner")
        site.places["run"], site.places["result"] = _run(context.new_page(), site)
        context.close()
        yield site


def _sign_in(browser: Browser, site: Site, email: str) -> list[Any]:
    context = browser.new_context()
    page = context.new_page()
    page.goto(site.address("/accounts/login/"))
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: "/accounts/" not in url)
    cookies = context.cookies()
    context.close()
    return cookies


def _as(browser: Browser, site: Site, role: str, **options) -> BrowserContext:
    context = browser.new_context(**options)
    context.set_default_timeout(20_000)
    context.add_cookies(site.cookies[role])
    return context


def _run(page: Page, site: Site) -> tuple[str, str]:
    """Ask for a small run with the form, and wait until the page shows its end."""
    page.goto(site.address("/simulations/double-descent?family=spline"))
    page.fill("input[name=seeds]", "8")
    page.click("form[method=post] button[type=submit]")
    page.wait_for_url("**/runs/*")
    page.wait_for_selector("a[href^='/r/']", timeout=60_000)
    return urlsplit(page.url).path, str(page.get_attribute("a[href^='/r/']", "href")).partition("?")[0]


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(("role", "path"), SEEN_HERE)
def test_a_page_has_no_fault_in_light_and_in_dark(browser, site, axe, role, path, width):
    context = _as(browser, site, role, viewport={"width": width, "height": 844})
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
    context = _as(browser, site, "anybody")
    page = watched(context.new_page())
    page.goto(site.address("/api/v1/docs"))
    page.wait_for_selector(".opblock-tag-section .opblock, .opblock", timeout=30_000)
    assert page.locator(".opblock").count() >= 19
    assert faults(page) == []
    context.close()


def test_an_essay_keeps_to_its_budget(browser, site):
    """Bytes as they cross the wire, after scrolling to the end so that every figure has asked for its module."""
    context = _as(browser, site, "anybody", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    sizes: dict[str, list[int]] = {}

    def note(request):
        kind = request.resource_type if request.resource_type != "other" else "fetch"
        sizes.setdefault(kind, []).append(request.sizes()["responseBodySize"])

    page.on("requestfinished", note)
    page.goto(site.address(ESSAY), wait_until="networkidle")
    page.evaluate("""async () => {
        for (let y = 0; y < document.body.scrollHeight; y += 500) {
            scrollTo(0, y);
            await new Promise(done => setTimeout(done, 30));
        }
    }""")
    page.wait_for_load_state("networkidle")
    kilobytes = {kind: sum(all_) / 1024 for kind, all_ in sizes.items()}
    assert kilobytes["script"] <= 48, kilobytes
    assert len(sizes["script"]) <= 12, sizes
    assert kilobytes["stylesheet"] <= 8, kilobytes
    assert kilobytes["font"] <= 90, kilobytes
    context.close()


def test_the_essay_is_small_public_and_the_same_for_everybody(site):
    first, second = (site.stack.visitor().get(ESSAY) for _ in range(2))
    assert first.text == second.text
    assert "public" in first.headers["Cache-Control"]
    assert first.headers["ETag"]
    assert "Set-Cookie" not in first.headers
    assert len(gzip.compress(first.text.encode(), 9)) <= 30 * 1024
    assert site.stack.visitor().get(ESSAY, **{"If-None-Match": first.headers["ETag"]}).status == 304


def test_the_essay_is_complete_without_javascript(browser, site):
    context = _as(browser, site, "anybody", java_script_enabled=False)
    page = context.new_page()
    page.goto(site.address(ESSAY))
    figures = page.locator("x-figure .figure")
    assert figures.count() >= 3
    for index in range(figures.count()):
        figure = figures.nth(index)
        assert figure.locator("svg").count() >= 1
        assert figure.locator(".say").inner_text()
        assert figure.locator("table, .numbers a").count() == 1
        assert figure.locator("form.controls").count() == 1
    assert page.locator("form[action^='/items/']").count() >= 8
    assert page.locator("math").count() >= 1
    page.goto(site.origin + page.locator(".numbers a").first.get_attribute("href"))
    assert page.locator("table tbody tr").count() >= 5
    context.close()


def test_a_figure_moves_and_a_question_is_answered_without_javascript(browser, site):
    context = _as(browser, site, "anybody", java_script_enabled=False)
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
