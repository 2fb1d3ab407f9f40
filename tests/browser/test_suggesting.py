"""Suggest an edit in a browser: links on demand that move nothing, and the way to an editor without a script."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import expect

from essays.edits.queue import manuscript_of
from essays.models import Suggestion
from overlook.accounts.models import User
from tests.browser.conftest import SLUG, faults, watched

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MORE = """
- The first of two.
- The second, $x + y$ and {const}`n-points`.

:::{table} tab-both
:caption: Both, side by side.
| one | other |
| --- | --- |
| left | right |
:::

The same words.

The same words.
"""
_SHIFT = "document.documentElement.scrollHeight + '/' + document.documentElement.scrollWidth"
# Read like a reader does: the words of the block without the link itself.
_LINKED = """[...document.querySelectorAll("[data-at]")].map((block) => {
  const own = block.cloneNode(true);
  own.querySelector(".edit-link").remove();
  return [new URL(block.querySelector(".edit-link").href).searchParams.get("at"), own.textContent];
})"""


@pytest.fixture
def address(small_essay: Callable[..., str]) -> str:
    return small_essay(MORE)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_the_switch_puts_a_link_to_its_own_line_beside_each_block_and_moves_nothing(
    contexts, address, axe, width, scheme
):
    page = watched(contexts(viewport={"width": width, "height": 860}, color_scheme=scheme).new_page())
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address, wait_until="networkidle")
    assert not [url for url in asked if "edits" in url or "blocks.json" in url]
    before = page.evaluate(_SHIFT)
    switch = page.get_by_role("button", name="Show edit links")
    switch.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".edit-link").first).to_be_visible()
    expect(switch).to_have_attribute("aria-pressed", "true")
    assert page.evaluate(_SHIFT) == before
    source = manuscript_of(SLUG)
    linked = dict(page.evaluate(_LINKED))
    shown = {"paragraph", "list item", "heading", "equation", "table", "task", "caption"}
    due = [one for one in source.blocks if one.kind in shown and one.text != "Both, side by side."]
    assert {int(line) for line in linked} == {one.line for one in due}
    for block in due:
        if block.kind in ("paragraph", "list item", "heading") and "$" not in block.text:
            assert " ".join(linked[str(block.line)].split()) == " ".join(source.plain(block.text).split())
    same = [one.line for one in due if one.text == "The same words."]
    assert [line for line in map(int, linked) if line in same] == same
    assert axe(page) == []
    page.keyboard.press("Enter")
    expect(page.locator(".edit-link")).to_have_count(0)
    assert faults(page) == []


def test_a_link_comes_up_beside_what_is_pointed_at_and_goes_with_the_pointer(page, address):
    page.goto(address, wait_until="networkidle")
    first = page.get_by_text("Begin with something that can be seen.")
    first.hover()
    expect(first.locator(".edit-link")).to_be_visible()
    other = page.get_by_text("The first of two.")
    other.scroll_into_view_if_needed()
    other.hover()
    expect(page.locator(".edit-link")).to_have_count(1)
    expect(other.locator(".edit-link")).to_be_visible()
    page.mouse.move(5, 5)
    expect(page.locator(".edit-link")).to_have_count(0)
    assert faults(page) == []


def test_a_link_comes_up_where_words_are_selected_and_leads_to_their_form(contexts, address):
    page = watched(contexts(viewport={"width": 390, "height": 800}, has_touch=True).new_page())
    page.goto(address, wait_until="networkidle")
    page.evaluate(
        "getSelection().selectAllChildren("
        "[...document.querySelectorAll('p')].find((one) => one.textContent.startsWith('Begin with')))"
    )
    expect(page.locator(".edit-link > span")).to_have_text("Suggest an edit")
    page.locator(".edit-link").click()
    expect(page.get_by_label("Your wording")).to_have_value(re.compile("^Begin with something"))
    assert faults(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_a_suggestion_and_of_the_queue_are_clear(contexts, address, axe, scheme):
    page = watched(contexts(viewport={"width": 390, "height": 800}, color_scheme=scheme).new_page())
    page.goto(f"{address}/suggest")
    assert axe(page) == []
    page.get_by_role("link", name="The first of two.").click()
    page.get_by_label("Your wording").fill("The first of 99.")
    page.get_by_role("button", name="Send", exact=True).click()
    assert axe(page) == []
    page.get_by_role("button", name="Send all the same").click()
    expect(page.get_by_role("heading", name="My suggestions")).to_be_visible()
    assert axe(page) == []
    site, editor = address.partition("/e/")[0], Client()
    editor.force_login(
        User.objects.create_user("edith@example.org", is_staff=True),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    page.context.add_cookies([{"name": "sessionid", "value": editor.cookies["sessionid"].value, "url": site}])
    page.goto(f"{site}/author/suggestions")
    page.get_by_text("As readers see it").click()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_role("button", name="Decline").click()
    expect(page.get_by_role("alert")).to_contain_text("Say in a sentence")
    assert axe(page) == []
    page.get_by_label("A sentence for its author").fill("There are two.")
    page.get_by_role("button", name="Decline").click()
    expect(page.get_by_text("There are two.")).to_be_visible()
    assert [fault for fault in faults(page) if "422" not in fault] == []


def test_a_suggestion_is_made_without_a_script(contexts, address):
    page = contexts(viewport={"width": 390, "height": 800}, java_script_enabled=False).new_page()
    page.goto(address)
    assert page.get_by_role("button", name="Show edit links").count() == 0
    page.get_by_role("link", name="Suggest an edit").click()
    page.get_by_role("link", name="The first of two.").click()
    page.get_by_label("Your wording").fill("The first of 99.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("The number '99' in the prose is not bound.")
    expect(page.get_by_label("Your wording")).to_have_value("The first of 99.")
    page.get_by_label("Your wording").fill("The first of them.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", name="My suggestions")).to_be_visible()
    expect(page.get_by_text("waits for an editor")).to_be_visible()
    one = Suggestion.objects.get()
    assert (one.kind, one.before, one.after) == ("list item", "The first of two.", "The first of them.")
