"""A real Chromium for the tests that need one. Where there is none they skip, and say so; `.ci/run` refuses that."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import pytest
from django.core.signals import request_finished, request_started
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from essays.build import build
from essays.management.commands.new_essay import write_essay
from essays.publish import register
from essays.registry import house
from overlook.kit.clock import now
from tests.browser.chromium import FLAGS, chromium_here
from tests.browser.site import Site, demo_site

SLUG = "small-essay"
_AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
_FAULTS: WeakKeyDictionary[Page, list[str]] = WeakKeyDictionary()
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker runs all browser tests: one Chromium, and no contest for two cores."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = chromium_here()
    if chromium is None:
        missing = pytest.fail if os.environ.get("OVERLOOK_REQUIRE_BROWSER") else pytest.skip
        missing("No Chromium on this machine: the browser tests did not run. On Debian: apt-get install chromium")
    # Playwright keeps an event loop running in this thread, which Django takes for an asynchronous caller.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(browser: Browser) -> Iterator[Site]:
    """Made once, since it takes long, for all tests that look and do not change what others see."""
    with demo_site(browser) as made:
        yield made


@pytest.fixture
def contexts(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Make a browser context, as in ``contexts(viewport=…, color_scheme="dark", java_script_enabled=False)``."""
    made: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 860}, **options})
        context.set_default_timeout(10_000)
        made.append(context)
        return context

    with _all_requests_answered():
        yield make
        for context in made:
            context.close()


@contextmanager
def _all_requests_answered() -> Iterator[None]:
    """Wait, at the end, for what the live server is still answering: a page that goes away may send a last word, and
    the test's database must not be taken from under it."""
    under_way: list[object] = []

    def begin(sender: object, **_: object) -> None:
        under_way.append(sender)

    def end(sender: object, **_: object) -> None:
        if under_way:
            under_way.pop()

    request_started.connect(begin)
    request_finished.connect(end)
    try:
        yield
        time.sleep(0.05)
        deadline = time.monotonic() + 10
        while under_way and time.monotonic() < deadline:
            time.sleep(0.01)
    finally:
        request_started.disconnect(begin)
        request_finished.disconnect(end)


@pytest.fixture
def page(contexts: Callable[..., BrowserContext]) -> Page:
    """A page of 1280 × 860 that remembers what went wrong on it: ask ``faults(page)``."""
    return watched(contexts().new_page())


@pytest.fixture
def small_essay(live_server: Any, tmp_path: Path, settings: Any) -> Callable[..., str]:
    """Publish the small essay with more below it and with changes, ``small_essay(more, (old, new))``: its address."""

    def publish(more: str = "", *changes: tuple[str, str]) -> str:
        settings.ESSAYS_BUILD_DIR = tmp_path / "build"
        folder = tmp_path / "content" / SLUG
        write_essay(folder)
        essay = folder / "essay.md"
        text = essay.read_text()
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        essay.write_text(text + more)
        register(artefact=build(folder, house(), settings.ESSAYS_BUILD_DIR / SLUG), at=now())
        return f"{live_server.url}/e/{SLUG}"

    return publish


def watched(page: Page) -> Page:
    """Collect script errors and refused resources (a breach of the content policy is one) for ``faults``."""
    found = _FAULTS.setdefault(page, [])
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    return page


def faults(page: Page) -> list[str]:
    """What went wrong on a page so far."""
    return _FAULTS[page]


def until(page: Page, expression: str, seconds: float = 10) -> None:
    """Wait until the expression holds. (Playwright's own ``wait_for_function`` is refused by our content policy.)"""
    deadline = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < deadline, f"It never came true: {expression}"
        page.wait_for_timeout(30)


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """Run axe (WCAG 2.0 to 2.2 A and AA, best practice) on a page: a sentence per violation."""

    def run(page: Page) -> list[str]:
        # Through the debugging protocol: a script tag would be refused by our own content policy.
        page.evaluate(_AXE.read_text() + "\n;0")
        result = page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", _RULES)
        return [
            f"{fault['id']}: {fault['help']} at {node['target']}"
            for fault in result["violations"]
            for node in fault["nodes"]
        ]

    return run
