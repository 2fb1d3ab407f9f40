"""Questions in a real browser: full marks by keyboard alone, by tap, and without JavaScript; focus; axe."""

from decimal import Decimal

import pytest

from assessments.models import Response, Score
from assessments.simulated import possible_answers
from tests.assessments.conftest import as_form, publish_specimen, raw_bank
from tests.browser.conftest import faults, until, watched

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TRUTH = [1.1, 0.4, 0.2, 0.9, 170, 0.5, 0.3, 0.15]
ITEMS = [item["id"] for item in raw_bank()]


@pytest.fixture
def address(live_server) -> str:
    publish_specimen()
    return f"{live_server.url}/items/dd"


def box_of(page, selector):
    return page.locator(selector).bounding_box()


def tab_to(page, selector):
    """Reach an element with the Tab key, as somebody without a pointer does."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never reaches {selector}")


def send(page):
    tab_to(page, ".item button.button")
    page.keyboard.press("Enter")
    page.wait_for_selector(".feedback")


def test_a_choice_is_answered_by_keyboard_and_focus_moves_to_the_feedback(page, address, axe):
    page.goto(f"{address}/the-threshold")
    assert axe(page) == []
    tab_to(page, "input[name=option]")
    page.keyboard.press("Space")
    while "39" not in page.locator(".choice:has(:checked)").inner_text():
        page.keyboard.press("ArrowDown")
    tab_to(page, "input[name=confidence]")
    page.keyboard.press("Space")
    send(page)
    until(page, "document.activeElement.id === 'item-the-threshold-feedback'")
    assert page.locator(".feedback").inner_text().startswith("Right.")
    assert axe(page) == []
    assert (Score.objects.get().fraction, Response.objects.get().confidence) == (Decimal(1), "sure")
    assert faults(page) == []


def test_a_hint_in_place_keeps_the_draft_and_takes_the_focus(page, address):
    page.goto(f"{address}/the-threshold")
    page.locator("input[name=option]").first.check()
    page.get_by_role("button", name="A hint").click()
    until(page, "document.activeElement.textContent.startsWith('Count the coefficients')")
    assert page.locator("input[name=option]").first.is_checked()


def test_a_number_that_cannot_be_read_comes_back_in_place(page, address):
    page.goto(f"{address}/largest-step")
    page.fill("input[name=value]", "1,234")
    page.keyboard.press("Enter")
    page.wait_for_selector(".errors")
    until(page, "document.activeElement.matches('.errors')")
    assert page.input_value("input[name=value]") == "1,234"
    assert Response.objects.count() == 0


def test_a_point_is_placed_by_arrow_keys_to_full_marks(page, address, axe):
    page.goto(f"{address}/mark-the-peak")
    page.wait_for_selector("[role=slider]")
    assert axe(page) == []
    tab_to(page, "[role=slider]")
    for _ in range(60):
        if 35 <= float(page.get_attribute("[role=slider]", "aria-valuenow")) <= 43:
            break
        page.keyboard.press("ArrowRight")
    assert page.get_attribute("[role=slider]", "aria-valuetext").startswith("hinges ")
    send(page)
    assert Score.objects.get().fraction == 1
    assert page.locator("x-point-on-plot [role=slider]").count() == 1, "the question can be answered again"
    assert faults(page) == []


def test_a_tap_on_the_plot_places_the_point_without_dragging(contexts, address):
    page = watched(contexts(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True).new_page())
    page.goto(f"{address}/mark-the-peak")
    page.wait_for_selector("[role=slider]")
    box = box_of(page, "x-point-on-plot svg")
    page.touchscreen.tap(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.4)
    placed = page.input_value("input[name=x]"), page.input_value("input[name=y]")
    assert all(float(value) > 0 for value in placed)
    assert page.get_attribute("[role=slider]", "aria-valuenow") == placed[0]
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_curve_is_drawn_by_arrow_keys_to_full_marks(page, address, axe):
    page.goto(f"{address}/draw-it")
    page.wait_for_selector("[role=slider]")
    assert axe(page) == []
    tab_to(page, "[role=slider]")
    for wanted in TRUTH:
        for _ in range(60):
            now = float(page.evaluate("document.activeElement.getAttribute('aria-valuenow')"))
            if 1 / 1.15 < now / wanted < 1.15:
                break
            page.keyboard.press("ArrowUp" if now < wanted else "ArrowDown")
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(50)
    send(page)
    assert Score.objects.get().fraction == 1
    assert faults(page) == []


def test_a_stroke_across_the_plot_draws_the_curve(page, address):
    page.goto(f"{address}/draw-it")
    page.wait_for_selector("[role=slider]")
    box = box_of(page, "x-drawn-curve svg")
    page.mouse.move(box["x"] + 55, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 18, box["y"] + 220, steps=25)
    page.mouse.up()
    heights = [float(page.input_value(f"input[name=y-{index}]")) for index in range(8)]
    assert heights == sorted(heights, reverse=True)
    assert heights[0] > 100 * heights[-1]


def test_a_double_click_is_one_answer_and_a_changed_one_another(page, address):
    page.goto(f"{address}/largest-step")
    page.fill("input[name=value]", "3")
    page.locator(".item button.button").dblclick()
    page.wait_for_selector(".feedback")
    page.wait_for_timeout(300)
    assert Response.objects.count() == 1
    page.fill("input[name=value]", "4")
    page.keyboard.press("Enter")
    until(page, "document.querySelector('input[name=value]').value === '4.0'")
    assert Response.objects.count() == 2


def fill(page, fields):
    """Give every control of a form its value, whatever it is."""
    for name, value in as_form(fields).items():
        if name.startswith("option"):
            page.locator(f".choice input[value='{value}']").check()
            continue
        control = page.locator(f"[name='{name}']")
        if control.count() and control.evaluate("control => control.matches('select')"):
            control.select_option(value)
        elif control.count():
            control.fill(value)


@pytest.mark.parametrize("item", ITEMS)
def test_without_javascript_every_type_earns_full_marks(contexts, address, item):
    page = contexts(java_script_enabled=False, viewport={"width": 390, "height": 800}).new_page()
    page.goto(f"{address}/{item}")
    fill(page, possible_answers("dd", item)[0].fields)
    page.get_by_role("button", name="Answer").click()
    assert page.locator(".feedback").inner_text().startswith("Right.")
    assert Score.objects.get().fraction == 1


def test_an_order_is_put_right_by_its_buttons_and_every_move_is_said(page, address, axe):
    page.goto(f"{address}/the-loop")
    page.wait_for_selector("x-ordering.live button")
    assert axe(page) == []
    wanted = raw_bank()[ITEMS.index("the-loop")]["entries"]
    tab_to(page, ".ordering button")
    for place, text in enumerate(wanted):
        row = page.locator(".ordering li", has_text=text.partition(",")[0])
        row.get_by_role("button", name="Move up").focus()
        for _ in range(len(wanted)):
            if row.evaluate("row => [...row.parentElement.children].indexOf(row)") == place:
                break
            page.keyboard.press("Enter")
            assert page.evaluate("document.activeElement.getAttribute('aria-label').startsWith('Move up')")
    assert page.locator("x-ordering [role=status]").text_content().endswith("of 4")
    send(page)
    assert Score.objects.get().fraction == 1
    assert faults(page) == []


def test_a_place_that_is_chosen_moves_its_entry_there(page, address):
    page.goto(f"{address}/the-loop")
    page.wait_for_selector("x-ordering.live button")
    last = page.locator(".ordering li").last.inner_text()
    page.locator(".ordering select").last.select_option("1")
    assert page.locator(".ordering li").first.inner_text() == last
    assert [select.input_value() for select in page.locator(".ordering select").all()] == ["1", "2", "3", "4"]


def test_a_line_is_laid_by_arrow_keys_to_full_marks(page, address, axe):
    page.goto(f"{address}/lay-the-line")
    page.wait_for_selector("[role=slider]")
    assert axe(page) == []
    tab_to(page, "[role=slider]")
    for wanted in (2.1, 8.0):
        for _ in range(80):
            now = float(page.evaluate("document.activeElement.getAttribute('aria-valuenow')"))
            if abs(now - wanted) < 0.15:
                break
            page.keyboard.press("ArrowUp" if now < wanted else "ArrowDown")
        page.keyboard.press("ArrowRight")
    send(page)
    assert Score.objects.get().fraction == 1
    assert faults(page) == []


def test_a_figure_is_set_by_its_handle_and_the_input_follows(page, address, axe):
    page.goto(f"{address}/past-the-peak")
    page.wait_for_selector("[role=slider]")
    assert axe(page) == []
    tab_to(page, "[role=slider]")
    before = page.locator(".say").inner_text()
    page.keyboard.press("End")
    assert float(page.input_value("[name=state-k]")) > 150
    assert page.locator(".say").inner_text() != before
    send(page)
    assert Score.objects.get().fraction == 1
    assert faults(page) == []


def test_a_number_beside_a_figure_moves_it(page, address):
    page.goto(f"{address}/past-the-peak")
    page.wait_for_selector("[role=slider]")
    page.fill("[name=state-k]", "39")
    assert page.get_attribute("[role=slider]", "aria-valuenow") == "39"
    assert "39 knots" in page.locator(".say").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_no_question_breaks_a_rule_of_axe_or_scrolls_sideways(contexts, address, axe, scheme, width):
    page = watched(contexts(viewport={"width": width, "height": 800}, color_scheme=scheme).new_page())
    for item in ITEMS:
        page.goto(f"{address}/{item}")
        page.wait_for_load_state("load")
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert faults(page) == []
