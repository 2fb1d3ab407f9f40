"""A reader's own table in a figure: drawn in the browser, sent to nobody, and without a script drawn by the server."""

import random
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from sklearn.metrics import roc_auc_score

from tests.browser.conftest import faults, until, watched
from tests.essays.test_own_figures import FIGURE

pytestmark = pytest.mark.browser

_PEN = random.Random(4)
LABELS = [index % 3 // 2 for index in range(60)]
SCORES = [round(_PEN.gauss(50 + 12 * label, 10)) for label in LABELS]
CSV = "points;kind\r\n" + "".join(f"{score};{label}\r\n" for score, label in zip(SCORES, LABELS, strict=True))
AREA = f"the area under the curve is {roc_auc_score(LABELS, SCORES):.3f}."


@pytest.fixture
def address(small_essay: Callable[..., str]) -> str:
    return small_essay(FIGURE)


def opened(page, address):
    """The figure, with its panel open and all that it needs loaded."""
    page.goto(f"{address}#fig-own")
    page.wait_for_selector("#fig-own[ready]")
    figure = page.locator("#fig-own")
    figure.locator("summary", has_text="Use your own data").click()
    expect(figure.get_by_label("Paste the table")).to_be_visible()
    page.wait_for_load_state("networkidle")
    return figure


def test_a_pasted_table_is_drawn_and_measured_and_sent_to_nobody(page, address, axe):
    figure = opened(page, address)
    asked = []
    page.on("request", lambda request: asked.append(f"{request.method} {request.url} {request.post_data}"))
    figure.get_by_label("Paste the table").fill(CSV)
    figure.get_by_role("button", name="Use it").click()
    expect(figure.locator(".say")).to_contain_text(AREA)
    figure.get_by_text("Show the numbers").click()
    expect(figure.locator(".numbers td").first).to_have_text(str(min(SCORES)))
    handle = figure.get_by_role("slider", name="Threshold").first
    handle.focus()
    before = figure.locator(".say").inner_text()
    page.keyboard.press("ArrowRight")
    expect(figure.locator(".say")).not_to_have_text(before)
    expect(figure.locator(".task")).to_be_hidden()
    figure.get_by_role("button", name="Copy a link").click()
    expect(figure.locator("[data-copied]")).to_contain_text("not in a link")
    page.wait_for_timeout(700)
    # The page's own affairs go on: how far a reader came, and its other parts. None of it has room for a table.
    others = r"GET http://[^/]+(/static/[\w/-]+\.js|/e/small-essay/blocks\.json) None|POST \S+/reading furthest=\d+"
    assert [one for one in asked if not re.fullmatch(others, one)] == []
    assert page.url == f"{address}#fig-own"
    assert "points" not in page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}])")
    assert axe(page) == []
    figure.get_by_role("button", name="Back to the essay's data").click()
    expect(figure.locator(".say")).to_contain_text("of 40 positives")
    expect(figure.locator(".task")).to_be_visible()
    assert faults(page) == []


def test_faults_are_listed_and_the_table_is_kept_in_the_tab_only_if_asked(page, address):
    figure = opened(page, address)
    figure.get_by_label("Paste the table").fill("score,label\n.1,0\n.2,1\n.3,1\n.4,0\n.5,abc\n")
    figure.get_by_role("button", name="Use it").click()
    expect(figure.get_by_role("alert")).to_be_focused()
    expect(figure.get_by_role("alert")).to_contain_text("Row 6, column 2 (label): “abc” is not a number.")
    figure.locator("input[type=file]").set_input_files(
        {"name": "own.csv", "mimeType": "text/csv", "buffer": CSV.encode("utf-16")}
    )
    expect(figure.get_by_role("alert")).to_have_count(0)
    figure.get_by_text("Which column is what").click()
    figure.get_by_label("The column with a score").select_option("kind")
    figure.get_by_label("The column with a class").select_option("kind")
    figure.get_by_role("button", name="Use it").click()
    expect(figure.get_by_role("alert")).to_contain_text("chosen for two things")
    figure.get_by_label("The column with a score").select_option("points")
    figure.get_by_label("Keep the table in this tab").check()
    figure.get_by_role("button", name="Use it").click()
    expect(figure.locator(".say")).to_contain_text(AREA)
    page.reload()
    assert "points;kind" in opened(page, address).get_by_label("Paste the table").input_value()
    big = {"name": "big.csv", "mimeType": "text/csv", "buffer": b"1,0\n" * 1_000_000}
    figure.locator("input[type=file]").set_input_files(big)
    expect(figure.get_by_role("alert")).to_contain_text("longer than 64 KB")
    assert faults(page) == []


def test_on_paper_the_reader_s_own_data_stand(page, address):
    figure = opened(page, address)
    figure.get_by_role("button", name="Try an example").click()
    expect(figure.locator(".say")).to_contain_text("is 0.783.")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    until(page, "document.querySelector('#fig-own .stage').textContent.includes('of 9 flagged')")
    assert faults(page) == []


def test_without_a_script_the_server_draws_it(contexts, address):
    page = watched(contexts(java_script_enabled=False).new_page())
    page.goto(address)
    page.get_by_role("link", name="Use your own data").click()
    page.get_by_label("Paste the table").fill(CSV)
    page.get_by_role("button", name="Use it").click()
    expect(page.locator(".say")).to_contain_text(AREA)
    assert re.search(r"/e/small-essay/figure/fig-own/own", page.url)
    expect(page.get_by_label("Paste the table")).to_have_value(CSV.replace("\r\n", "\n"))
    page.get_by_label("Threshold").press("End")
    page.get_by_role("button", name="Update").click()
    expect(page.locator(".say")).to_contain_text(f"At {max(SCORES)}")
    page.get_by_label("Paste the table").fill("score,label\n.1,0\n.2,x\n")
    page.get_by_role("button", name="Use it").click()
    expect(page.get_by_role("alert")).to_contain_text("Row 3, column 2 (label): “x” is not a number.")
    expect(page.get_by_label("Paste the table")).to_have_value("score,label\n.1,0\n.2,x\n")
