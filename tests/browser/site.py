"""The demo on a stack of its own, with somebody signed in for each role."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page

from tests.worker_stack import Stack, worker_stack

PASSWORD = "overlook-demo"


@dataclass
class Site:
    """Where it answers, and who is known there. ``places`` are the parts of addresses that are made anew each time."""

    stack: Stack
    origin: str
    places: dict[str, str]
    cookies: dict[str, list[Any]] = field(default_factory=dict)

    def address(self, path: str) -> str:
        return self.origin + path.format(**self.places)

    def visited_by(self, browser: Browser, role: str, **options: Any) -> BrowserContext:
        """A browser of somebody with this role."""
        context = browser.new_context(**options)
        context.set_default_timeout(20_000)
        context.add_cookies(self.cookies[role])
        return context


@contextmanager
def demo_site(browser: Browser) -> Iterator[Site]:
    """Every essay published, the demo cohort, and one finished run."""
    with worker_stack() as stack:
        stack.manage("publish")
        said = stack.manage("demo")
        stack.start_worker(2)
        stack.start_beat()
        site = Site(stack, f"http://127.0.0.1:{stack.port}", {"cohort": re.findall(r"/cohort/\w+", said)[0]})
        for role in ("learner", "instructor"):
            site.cookies[role] = _sign_in(browser, site, f"{role}@overlook.test")
        site.cookies["anybody"] = []
        context = site.visited_by(browser, "learner")
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


def _run(page: Page, site: Site) -> tuple[str, str]:
    """Ask for a small run with the form, and wait until the page shows its end."""
    page.goto(site.address("/simulations/double-descent?family=spline"))
    page.fill("input[name=seeds]", "8")
    page.click("form[method=post] button[type=submit]")
    page.wait_for_url("**/runs/*")
    page.wait_for_selector("a[href^='/r/']", timeout=60_000)
    return urlsplit(page.url).path, str(page.get_attribute("a[href^='/r/']", "href")).partition("?")[0]
