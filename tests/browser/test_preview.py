"""The authoring preview beside the editor: every way to look, what is copied, and that a saved file is noticed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from essays.build import build, examine
from essays.management.commands.new_essay import write_essay
from essays.publish import register
from essays.registry import house
from overlook.accounts.models import Learner, User
from overlook.kit.clock import now
from tests.browser.conftest import SLUG, faults, until, watched

HOME = f"/author/{SLUG}/preview"
_CROSSED = "document.documentElement.scrollWidth > innerWidth"


@pytest.fixture
def folder(tmp_path, settings) -> Path:
    path: Path = tmp_path / "content" / SLUG
    write_essay(path)
    settings.ESSAYS_DIR = path.parent
    settings.ESSAYS_BUILD_DIR = tmp_path / "build"
    settings.VAR_DIR = tmp_path / "var"
    register(artefact=build(path, house(), settings.ESSAYS_BUILD_DIR / SLUG), at=now())
    return path


@pytest.fixture
def opened(live_server, folder, contexts) -> Callable[..., Page]:
    """The preview as its author sees it: ``opened("?view=dark", color_scheme="dark")``."""
    client = Client()
    author = User.objects.create_user("ada@example.org", "a kestrel over the meadow", is_staff=True)
    client.force_login(author, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.cookies[site_settings.SESSION_COOKIE_NAME].value

    def look(query: str = "", **options) -> Page:
        context: BrowserContext = contexts(permissions=["clipboard-read", "clipboard-write"], **options)
        context.add_cookies([{"name": site_settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page = watched(context.new_page())
        page.goto(f"{live_server.url}{HOME}{query}")
        return page

    return look


def ready(page: Page):
    """The framed page, once its figure lives."""
    frame = page.frame_locator("iframe")
    frame.locator("#fig-story").scroll_into_view_if_needed()
    expect(frame.locator("#fig-story[ready]")).to_have_count(1)
    return frame


def in_frame(page: Page, expression: str):
    return page.frames[1].evaluate(expression)


def copied(page: Page, what: str) -> str:
    page.evaluate("navigator.clipboard.writeText('')")
    page.locator(f"[data-take={what}]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-taken]")).to_contain_text("Copied.")
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_a_step_copied_by_keyboard_is_pasted_and_passes_the_lint(opened, folder):
    page = opened("?fig=fig-story")
    frame = ready(page)
    # The range goes by steps of its own; whoever holds a key sees the state follow at once.
    frame.locator("#fig-story input[type=range]").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    until(page, "JSON.parse(document.querySelector('#part-state').textContent).k === 5")
    step, claims = copied(page, "step"), copied(page, "claims")
    assert step.startswith(":::{step}\n:set: {k: 5}\n:say: With {ctl}`5 <fig-story?k=5>` knots")
    assert copied(page, "solution") == ":solution: {k: 5}\n"
    assert f"/e/{SLUG}?fig=fig-story&k=5" in copied(page, "address")
    text = (folder / "essay.md").read_text()
    (folder / "essay.md").write_text(text.replace(":::::\n\n:::{check}", f"{step}:::::\n\n:::{{check}}", 1))
    (folder / "claims.yaml").write_text(f"{(folder / 'claims.yaml').read_text()}\n{claims}")
    assert examine(folder, house(), recompute=True)[1] == []
    assert faults(page) == []


def test_a_saved_file_is_noticed_and_the_place_is_kept(opened, folder):
    page = opened()
    ready(page)
    in_frame(page, "document.getElementById('why-it-is-so').scrollIntoView()")
    before = in_frame(page, "document.getElementById('why-it-is-so').getBoundingClientRect().top")
    text = (folder / "essay.md").read_text()
    (folder / "essay.md").write_text(text.replace("Say it in words first.", "Say it in 7 words."))
    expect(page.locator("#checks")).to_contain_text("The number '7'")
    expect(page.locator(".line-bad")).to_have_count(1)
    expect(page.frame_locator("iframe").locator("text=Say it in 7 words.")).to_have_count(1)
    # The place is restored when the page has loaded, and once more when it has settled.
    page.wait_for_timeout(700)
    after = in_frame(page, "document.getElementById('why-it-is-so').getBoundingClientRect().top")
    assert abs(after - before) < 4
    (folder / "essay.md").write_text("---\ntitle: [\n---\n")
    expect(page.locator("#checks")).to_contain_text("This is not valid YAML")
    (folder / "essay.md").write_text(text)
    expect(page.locator("#checks")).to_contain_text("No problem")
    assert faults(page) == []


def test_a_problem_leads_to_its_line_in_any_file(opened, folder):
    text = (folder / "items.yaml").read_text()
    (folder / "items.yaml").write_text(text.replace("The chain is one piece.", "The chain is 1 piece."))
    page = opened()
    page.evaluate("window.kept = true")
    page.locator(".problems a").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".line-shown")).to_contain_text("The chain is 1 piece.")
    expect(page.locator(".line-shown")).to_be_in_viewport()
    assert page.evaluate("document.activeElement.className") == "source"
    assert page.evaluate("window.kept")
    assert "file=items.yaml#L" in page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", ["light", "dark"])
def test_the_scheme_asked_for_wins_over_that_of_the_system(opened, view, scheme):
    page = opened(f"?view={view}", color_scheme=scheme)
    ready(page)
    paper = {"light": "rgb(246, 248, 247)", "dark": "rgb(16, 24, 29)"}
    assert in_frame(page, "getComputedStyle(document.documentElement).backgroundColor") == paper[view]
    assert in_frame(page, "getComputedStyle(document.documentElement).colorScheme") == view
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == paper[scheme]


def test_a_phone_is_390_pixels_wide_and_may_be_dark(opened):
    page = opened("?view=dark,phone")
    ready(page)
    assert in_frame(page, "[innerWidth, document.documentElement.scrollWidth]") == [390, 390]
    assert in_frame(page, "getComputedStyle(document.documentElement).colorScheme") == "dark"
    assert faults(page) == []


def test_print_is_shown_on_the_screen_as_a_browser_prints_it(opened):
    page = opened("?view=print")
    frame = page.frame_locator("iframe")
    expect(frame.locator("#fig-story .say")).to_contain_text("With 39 knots")
    shown = "name => [...document.querySelectorAll(name)].some((one) => one.checkVisibility())"
    assert [in_frame(page, f"({shown})('{name}')") for name in (".bar", ".controls", "h1")] == [False, False, True]
    look = "JSON.stringify(['.bar', '.page', '.scrolly', '.step', 'h1', '.figure'].map((name) => { const style ="
    look += " getComputedStyle(document.querySelector(name)); return [style.display, style.maxWidth, style.fontSize,"
    look += " style.minHeight, style.borderLeftWidth]; }))"
    told = in_frame(page, look)
    plain = page.context.browser.new_context(java_script_enabled=True, viewport={"width": 658, "height": 900})
    page_as_read = plain.new_page()
    page_as_read.goto(page.url.partition("/author")[0] + f"/e/{SLUG}")
    page_as_read.emulate_media(media="print")
    assert page_as_read.evaluate(look) == told
    plain.close()
    assert faults(page) == []


def test_without_javascript_the_page_and_the_preview_are_whole(opened):
    framed = opened("?view=no-script")
    frame = framed.frame_locator("iframe")
    expect(frame.locator("#fig-story .needs-no-script")).to_be_visible()
    expect(frame.locator("#fig-story[ready]")).to_have_count(0)
    expect(framed.locator("#part-state")).to_contain_text('"k": 2')
    bare = opened("?fig=fig-story&k=17", java_script_enabled=False)
    expect(bare.locator("#part-state")).to_contain_text('"k": 17')
    expect(bare.locator("#part-step")).to_contain_text(":set: {k: 17}")
    bare.locator("text=dark").click()
    assert "view=dark" in bare.url
    expect(bare.frame_locator("iframe").locator("#fig-story .say")).to_contain_text("With 17 knots")
    bare.frame_locator("iframe").locator("#fig-story .needs-no-script").click()
    expect(bare.frame_locator("iframe").locator("#fig-story .say")).to_contain_text("With 17 knots")
    assert "view=dark" in bare.frames[1].url


def test_answers_in_the_preview_are_told_and_leave_nothing(opened):
    page = opened()
    frame = ready(page)
    frame.locator("#item-first-guess input[name=option]").first.check()
    frame.locator("text=Predict, then see").click()
    expect(frame.locator("#item-first-guess .reveal")).to_contain_text("exactly as high as the data")
    item = frame.locator("#item-what-is-a-knot")
    item.locator("text=A hint").click()
    expect(item.locator(".hints li")).to_contain_text("Look at the chain.")
    item.locator("input[name=option]").first.check()
    item.locator("text=Answer").first.click()
    expect(item.locator(".feedback")).to_be_visible()
    assert not Learner.objects.exists()
    assert faults(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_preview_passes_axe_and_fits_its_window(opened, axe, folder, scheme, width):
    text = (folder / "essay.md").read_text()
    (folder / "essay.md").write_text(text.replace("A guess costs nothing.", "A guess costs 3 marks."))
    page = opened("?view=withheld&fig=fig-story&k=17", color_scheme=scheme, viewport={"width": width, "height": 860})
    ready(page)
    page.locator("text=What is copied").click()
    assert axe(page) == []
    assert not page.evaluate(_CROSSED)
    page.goto(page.url.partition(f"/{SLUG}")[0])
    expect(page.locator("h1")).to_have_text("Essays in writing")
    assert axe(page) == []
    assert not page.evaluate(_CROSSED)
    assert faults(page) == []
