"""Runs and challenges in a real browser, on a real server and worker: live, by polling, without script, accessible."""

import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, Route

from tests.browser.conftest import faults, until, watched
from tests.worker_stack import Stack, worker_stack

pytestmark = pytest.mark.browser
PAGE = "/simulations/stepping-stones"
STAGE = "document.querySelector('.stage')"
FITS = f"{STAGE}.querySelector('svg').width.baseVal.value === Math.floor({STAGE}.getBoundingClientRect().width)"
DONE = "document.querySelector('[data-state]')?.dataset.state === 'done'"


@pytest.fixture(scope="module")
def site() -> Iterator[Stack]:
    with worker_stack(SIMULATION_CATALOGUES="tests.simulations.catalog") as running:
        running.start_worker(1)
        yield running


@pytest.fixture
def open_page(site: Stack, page: Page) -> Callable[[str], Page]:
    def open_page(path: str) -> Page:
        page.goto(f"http://127.0.0.1:{site.port}{path}")
        return page

    return open_page


def begin(page: Page, *, seeds: int = 12, dawdle: float = 0.05) -> str:
    """Ask for a run by the form, one that nobody has asked for before; gives the address of its page."""
    page.fill("#id_root", str(time.time_ns() % 10**9))
    page.fill("#id_dawdle", str(dawdle))
    page.fill("#id_seeds", str(seeds))
    page.get_by_role("button", name="Run").click()
    page.wait_for_selector("[data-run]")
    return page.url


def test_a_run_settles_on_its_page_while_the_axes_stay(open_page: Callable[[str], Page]) -> None:
    page = open_page(PAGE)
    begin(page, seeds=16, dawdle=0.1)
    until(page, "document.querySelector('progress').value > 0")
    first = page.get_attribute("[data-state]", "data-domains") or ""
    assert page.locator("[data-panel=test] path.band").count() == 1
    until(page, DONE)
    last = page.get_attribute("[data-state]", "data-domains") or ""
    for before, after in zip(first.split(";"), last.split(";"), strict=True):
        (low, high), (lower, higher) = ([float(edge) for edge in part.split(":")[1:]] for part in (before, after))
        assert lower <= low < high <= higher
    until(page, "document.querySelector('[data-status]').textContent.startsWith('Done, 16 seeds.')")
    assert page.get_by_role("link", name="Permanent result").is_visible()
    assert page.get_by_role("button", name="Cancel").count() == 0
    assert not faults(page)


def test_the_picture_has_the_width_of_its_place(open_page: Callable[[str], Page]) -> None:
    page = open_page(PAGE)
    begin(page, seeds=4, dawdle=0)
    until(page, DONE)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 800})
        until(page, FITS)


def test_a_refused_stream_is_replaced_by_polling(open_page: Callable[[str], Page]) -> None:
    page = open_page(PAGE)
    polls = []

    def refuse(route: Route) -> None:
        route.fulfill(status=503, body="{}", content_type="application/problem+json")

    page.route("**/events*", refuse)
    page.on("request", lambda request: polls.append(request.url) if "after=" in request.url else None)
    begin(page, seeds=12, dawdle=0.15)
    until(page, DONE)
    assert polls


def test_cancelling_leaves_what_is_there(open_page: Callable[[str], Page]) -> None:
    page = open_page(PAGE)
    begin(page, seeds=40, dawdle=0.1)
    until(page, "document.querySelector('progress').value > 0")
    page.get_by_role("button", name="Cancel").click()
    page.wait_for_selector("[data-state=cancelled]")
    assert page.locator("[data-status]").inner_text().startswith("Cancelled after ")
    assert not faults(page)


def test_without_script_a_run_is_asked_for_followed_and_read(
    site: Stack, contexts: Callable[..., BrowserContext]
) -> None:
    page = contexts(java_script_enabled=False).new_page()
    page.goto(f"http://127.0.0.1:{site.port}{PAGE}")
    url = begin(page, seeds=12, dawdle=0.2)
    page.wait_for_selector("[data-state=done]", timeout=20_000)
    assert page.url == url
    assert page.locator("[data-panel=test] svg path.s1").count() == 1
    assert page.locator("meta[http-equiv=refresh]").count() == 0


def test_two_results_are_compared_by_the_links_of_their_pages_without_script(
    site: Stack, contexts: Callable[..., BrowserContext]
) -> None:
    page = contexts(java_script_enabled=False).new_page()
    for _ in range(2):
        page.goto(f"http://127.0.0.1:{site.port}{PAGE}")
        begin(page, seeds=4, dawdle=0)
        page.wait_for_selector("[data-state=done]", timeout=20_000)
    page.get_by_role("link", name="Permanent result").click()
    page.get_by_role("link", name="Compare with…").click()
    page.locator("section", has_text="Your results on the same axis").get_by_role("link").first.click()
    assert page.locator("[data-panel=test] svg path.s2").count() == 1
    assert page.locator("tr", has_text="Random stream").count() == 1


def test_a_refused_form_leads_to_its_fields(open_page: Callable[[str], Page]) -> None:
    page = open_page(PAGE)
    page.fill("#id_points", "1001")
    page.get_by_role("button", name="Run").click()
    page.get_by_role("alert").get_by_role("link").click()
    until(page, "document.activeElement.id === 'id_points' || location.hash === '#id_points'")
    assert page.locator("#id_points").get_attribute("aria-invalid") == "true"


def test_own_data_are_pasted_mended_used_and_deleted_without_script(
    site: Stack, contexts: Callable[..., BrowserContext]
) -> None:
    page = contexts(java_script_enabled=False).new_page()
    page.goto(f"http://127.0.0.1:{site.port}{PAGE}?family=weighed")
    page.get_by_text("Bring your own data").click()
    page.get_by_label("Paste the table").fill("weight\n1\nheavy\n3")
    page.get_by_label("What to call it").fill("Garden")
    page.get_by_role("button", name="Run").click()
    assert page.get_by_role("alert").get_by_text("Row 3, column 1 (weight): “heavy” is not a number.").count() == 1
    kept = page.get_by_label("Paste the table")
    assert kept.is_visible()
    assert kept.input_value() == "weight\n1\nheavy\n3"
    kept.fill("weight\n1\n2\n3")
    page.get_by_role("button", name="Run").click()
    page.wait_for_selector("[data-state=done]", timeout=20_000)
    assert page.locator("tr", has_text="Garden (3 × 1)").count() == 1
    page.get_by_role("link", name="Permanent result").click()
    assert page.get_by_text("only you can see this page").count() == 1
    result = page.url
    page.goto(f"http://127.0.0.1:{site.port}/data")
    page.get_by_role("link", name="Garden").click()
    page.get_by_role("button", name="Delete the data and all results on them").click()
    assert page.get_by_role("status").get_by_text("“Garden” and everything computed from it are deleted.").count() == 1
    answer = page.goto(result)
    assert answer is not None
    assert answer.status == 404


def test_a_file_is_brought_by_keyboard_alone(open_page: Callable[[str], Page]) -> None:
    page = open_page("/data")
    page.locator("#id_data_file").set_input_files(
        {"name": "stones.csv", "mimeType": "text/csv", "buffer": b"weight;age\n1,5;2\n2,5;3\n"}
    )
    page.locator("#id_data_name").press("Enter")
    page.wait_for_selector("text=2 rows, 2 columns, seen by you alone.")
    assert page.locator("h1").inner_text() == "stones.csv"
    page.get_by_role("link", name="Stepping stones: Weighed stones").press("Enter")
    assert page.locator("#id_data option:checked").inner_text() == "stones.csv (2 × 2)"
    page.locator("#id_seeds").press("Enter")
    page.wait_for_selector("[data-run]")
    until(page, DONE)
    assert not faults(page)


def test_a_challenge_is_played_by_keyboard_to_its_score(open_page: Callable[[str], Page]) -> None:
    page = open_page("/challenge/three-jumps")
    page.get_by_role("button", name="Practise on a random instance").press("Enter")
    for step in range(3):
        # The page of the next step, not the one that is about to go.
        page.wait_for_selector(f"input[name=step][value='{step}']", state="attached")
        page.locator("#id_jump").fill("4")
        page.locator("#id_jump").press("Enter")
    page.wait_for_selector("text=The stone lay at")
    assert not faults(page)


def _brought(page: Page, base: str) -> str:
    """Keep a table; gives the address of its page."""
    page.goto(f"{base}/data")
    page.fill("#id_data_text", "weight,a rather long name of a column\n" + "1,123456.789\n" * 12)
    page.get_by_role("button", name="Keep it").click()
    page.wait_for_url("**/data/*")
    return page.url.removeprefix(base)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_is_accessible_and_does_not_scroll_sideways(
    site: Stack, contexts: Callable[..., BrowserContext], axe: Callable[[Page], list[str]], width: int, scheme: str
) -> None:
    context = contexts(viewport={"width": width, "height": 860}, color_scheme=scheme, reduced_motion="reduce")
    page = watched(context.new_page())
    base = f"http://127.0.0.1:{site.port}"
    page.goto(base + PAGE)
    run = begin(page, seeds=4, dawdle=0)
    until(page, DONE)
    result = page.get_by_role("link", name="Permanent result").get_attribute("href")
    page.goto(base + PAGE)
    begin(page, seeds=4, dawdle=0)
    until(page, DONE)
    other = page.get_by_role("link", name="Permanent result").get_attribute("href")
    page.goto(base + "/challenge/three-jumps")
    page.get_by_role("button", name="Practise on a random instance").click()
    page.wait_for_selector("#id_jump")
    paths = ["/simulations", PAGE, run.removeprefix(base), result, "/challenges", "/challenge/three-jumps"]
    paths += ["/compare", f"/compare?r={result}", f"/compare?r={result}&r={other}", "/runs", f"{PAGE}?family=weighed"]
    paths += ["/data", _brought(context.new_page(), base)]
    for path in [*paths, page.url.removeprefix(base)]:
        page.goto(f"{base}{path}")
        page.wait_for_load_state("networkidle")
        assert axe(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert not faults(page)
