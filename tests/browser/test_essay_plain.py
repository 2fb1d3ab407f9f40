"""Every published essay without JavaScript: nothing is missing, every form works, every link leads somewhere."""

import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Locator

from tests.browser.reading import ESSAYS, LOOK, Reading
from tests.browser.site import Site
from tests.worker_stack import Answer, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.worker]


@pytest.fixture(scope="module", params=ESSAYS)
def essay(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[Reading]:
    context = site.visited_by(browser, "anybody", viewport={"width": 1280, "height": 860}, java_script_enabled=False)
    page = context.new_page()
    answer = page.goto(site.address(f"/e/{request.param}"))
    assert answer is not None
    assert answer.status == 200
    # Only the page's own scripts are off: the debugging protocol may still ask.
    page.evaluate(LOOK.read_text() + "\n;0")
    yield Reading(request.param, site, page)
    context.close()


def _source(slug: str) -> str:
    return str((settings.ESSAYS_DIR / slug / "essay.md").read_text())


def test_every_figure_has_its_picture_its_sentence_its_numbers_and_its_form(essay):
    missing = []
    for name in essay.figures:
        figure = essay.page.locator(f"#{name}")
        missing += [f"{name}: {what}" for what in _PARTS if not essay.look(_PARTS[what], name)]
        link = figure.locator(".numbers a")
        if link.count():
            numbers = essay.site.stack.visitor().get(str(link.get_attribute("href")))
            missing += (
                [] if numbers.status == 200 and numbers.text.count("<tr") > 1 else [f"{name}: the linked numbers"]
            )
    assert not missing, "\n".join(missing)


_PARTS = {
    "a picture with lines": "figure(a).querySelectorAll('.stage svg :is(path, line, rect, circle)').length > 3",
    "a sentence": "figure(a).querySelector('.say').textContent.trim().length > 20",
    "numbers": "figure(a).querySelectorAll('.numbers table, .numbers a').length === 1",
    "a form that is sent": "shown(look.figure(a).querySelector('form.controls[method=get] .needs-no-script'))",
    "a description": "figure(a).querySelectorAll('.figure-foot :is([data-part=p], details p)').length >= 1",
}


def test_the_form_of_a_figure_moves_it(essay):
    still = []
    for name in essay.figures:
        figure = essay.page.locator(f"#{name}")
        fields = _filled(figure.locator("form.controls"), moved=True)
        query = "&".join(f"{field}={value}" for field, value in fields.items())
        answer = essay.site.stack.visitor().get(f"/e/{essay.slug}?{query}")
        there = essay.look("sent(a)", answer.text)[name] if answer.status == 200 else None
        still += [] if there and there[1:] != essay.look("drawing(look.figure(a))", name) else [f"{name}?{query}"]
    assert not still, "\n".join(still)


def test_every_step_and_every_depth_is_there(essay):
    source = _source(essay.slug)
    steps = essay.look("all('.step').map((step) => [step.id, look.shown(step) && step.innerText.length])")
    assert len(steps) == len(re.findall(r"^:+\{step\}", source, re.MULTILINE)) > 0
    assert [name for name, length in steps if not length or length < 40] == []
    depths = essay.look("all('details.depth').map((depth) => depth.textContent.length)")
    assert len(depths) == len(re.findall(r"^:+\{depth\}", source, re.MULTILINE))
    assert min(depths) > 40


def test_nothing_that_needs_a_script_is_to_be_seen(essay):
    assert essay.look("all('.needs-script').filter(look.shown).map(look.named)") == []
    assert essay.look("all('main button, main input:not([type=hidden])').filter(look.shown).length") > 0


def test_every_question_and_every_prediction_is_a_form_that_works(essay):
    """What somebody fills in who touches each field once is taken, and told about."""
    items = essay.page.locator(".item[data-item]")
    source = _source(essay.slug)
    asked = re.findall(r"^:+\{(check|predict)\}", source, re.MULTILINE)
    assert items.count() >= len(asked) > 0
    broken = []
    for index in range(items.count()):
        item = items.nth(index)
        form = item.locator("form").first
        action = str(form.get_attribute("action"))
        assert form.get_attribute("method") == "post"
        answer = _posted(essay.site, action, _filled(form, moved=False))
        told = any(word in answer.text for word in ('class="feedback"', 'class="reveal"'))
        if answer.status != 200 or not told:
            broken.append(f"{item.get_attribute('data-type')} {action}: {answer.status} {_alert(answer.text)}")
    assert not broken, "\n".join(broken)


def _posted(site: Site, action: str, fields: dict[str, str]) -> Answer:
    """What a browser without a script sees after sending a form."""
    visitor = site.stack.visitor()
    answer = _post(visitor, action, fields)
    if answer.status in (302, 303):
        answer = visitor.get(answer.headers["Location"].partition("#")[0])
    return answer


def _post(visitor: Visitor, action: str, fields: dict[str, str]) -> Answer:
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    body = "&".join(f"{name}={value}" for name, value in fields.items())
    return visitor.request("POST", action, body, headers)


def _alert(page: str) -> str:
    found = re.search(r'role="alert"[^>]*>(.*?)</div>', page, re.DOTALL)
    return re.sub(r"<[^>]+>", " ", found[1]).strip() if found else ""


def _filled(form: Locator, *, moved: bool) -> dict[str, str]:
    """Field by field what a browser would send after each was set to something; ``moved``: to what it was not."""
    found: dict[str, str] = form.evaluate(_FILL, moved)
    return found


_FILL = """(form, moved) => {
  const set = {};
  let lists = 0;
  const given = (options) => [...options].map((one) => one.value).filter((one) => one);
  // The label, or the head of a table, says from where to where a number goes.
  const lowest = (field) => {
    const told = field.labels[0] ?? field.closest("table")?.tHead;
    return told?.textContent.match(/([−\\d.]+)–/)?.[1].replace("−", "-");
  };
  for (const field of form.elements) {
    const { name, type, value, min, max, options, checked, disabled, tagName } = field;
    if (!name || disabled || tagName === "BUTTON") continue;
    if (type === "radio") {
      if (moved ? !checked : !(name in set)) set[name] = value;
    } else if (type === "checkbox") set[name] = value;
    else if (type === "range") set[name] = moved && value === max ? min : max;
    // Places in an order: to each another.
    else if (tagName === "SELECT") set[name] = given(options)[lists++ % given(options).length];
    else if (type === "hidden" || value) set[name] = value;
    else set[name] = min || lowest(field) || "1";
  }
  return Object.fromEntries(Object.entries(set).map(([name, value]) => [name, encodeURIComponent(value)]));
}"""


# -- Links ------------------------------------------------------------------------------------------------------------

_HREF = re.compile(r'<a\b[^>]*\bhref="([^"]*)"')
_ID = re.compile(r'\bid="([^"]*)"')


def test_every_link_of_the_page_leads_somewhere(essay):
    """Within the site to a page that answers, and there to a place that exists; elsewhere by https."""
    page = essay.page.content()
    broken = []
    for href in sorted({unescape(one) for one in _HREF.findall(page)}):
        address, _, place = href.partition("#")
        address = f"/e/{essay.slug}{address}" if address.startswith("?") else address
        if address.startswith("http"):
            broken += [] if address.startswith("https://") else [f"{href} is not https"]
            continue
        if address and not address.startswith("/"):
            broken.append(f"{href} is no address of the site")
            continue
        status, ids = (200, set(_ID.findall(page))) if not address else _met(essay.site, address)
        if status != 200:
            broken.append(f"{href} answers {status}")
        elif place and place not in ids:
            broken.append(f"{href}: nothing there is called {place}")
    assert not broken, "\n".join(broken)


@cache
def _met_once(port: int, address: str) -> tuple[int, set[str]]:
    visitor = Visitor(port)
    answer = visitor.get(address)
    while answer.status in (301, 302, 303):
        answer = visitor.get(answer.headers["Location"].partition("#")[0])
    return answer.status, set(_ID.findall(answer.text))


def _met(site: Any, address: str) -> tuple[int, set[str]]:
    """Status and ids of a page, asked for once."""
    return _met_once(site.stack.port, address)
