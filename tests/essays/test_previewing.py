"""Ways to look at a draft, what it withholds, and that nothing of what is done there is kept."""

import re

import pytest
from django.test import Client

from assessments.models import Response
from essays.models import EssayVersion, Reading, Reveal
from essays.workshop import drafts, sheets
from overlook.accounts.models import Learner
from tests.essays.authors import HOME, spoil, text_of
from tests.essays.conftest import SLUG

pytestmark = pytest.mark.django_db

# -- Ways to look ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("view", "sheet", "sandboxed"),
    [
        ("", None, False),
        ("light", "light", False),
        ("dark", "dark", False),
        ("dark,phone", "dark", False),
        ("print", "paper", True),
        ("dark,print", "paper", True),
        ("no-script", None, True),
        ("nonsense,%22%3E", None, False),
    ],
)
def test_each_way_to_look_has_an_address(author, view, sheet, sandboxed):
    shell, page = text_of(author.get(f"{HOME}?view={view}")), text_of(author.get(f"{HOME}/page?view={view}"))
    frame = re.search(r"<iframe[^>]*>", shell)
    assert frame
    assert ("sandbox=" in frame[0]) == sandboxed
    assert "allow-scripts" not in frame[0]
    assert ("workshop-phone" in shell) == ("phone" in view)
    assert (f"/author/sheets/{sheet}.css" in page) == (sheet is not None)
    assert ("site-css" in page) == (sheet is None)
    assert ("<script" in page) != sandboxed
    if sandboxed or sheet:
        assert 'name="view"' in page


@pytest.mark.parametrize("name", sheets.NAMES)
def test_in_a_derived_sheet_the_scheme_and_the_medium_are_decided(author, name):
    answer = author.get(f"/author/sheets/{name}.css")
    css = text_of(answer)
    assert answer["Content-Type"].startswith("text/css")
    assert not re.findall(r"@media[^{]*(?:print|screen|prefers-color-scheme)[^{]*", css)
    assert css.count("{") == css.count("}")
    assert css.count("--paper:") == sheets.sheet("light").count("--paper:") + (name == "dark")
    assert (".bar,.foot,.skip" in css) == (name == "paper")
    assert f"color-scheme:{'dark' if name == 'dark' else 'light'}" in css
    assert "@media (max-width:900px)" in css
    assert 'url("/static/fonts/' in css


def test_there_are_no_other_sheets(author):
    assert author.get("/author/sheets/site.css").status_code == 404


@pytest.mark.parametrize(
    ("css", "dark", "paper"),
    [
        ("@media print{a{b:c}}", "", "a{b:c}"),
        ("@media screen{a{b:c}}d{e:f}", "a{b:c}d{e:f}", "d{e:f}"),
        ("@media (prefers-color-scheme:dark) and (max-width:9px){a{b:c}}", "@media (max-width:9px){a{b:c}}", ""),
        ("@media print,(max-width:9px){a{b:c}}", "@media (max-width:9px){a{b:c}}", "a{b:c}"),
        ("@media (max-width:9px){@media print{a{b:c}}d{e:f}}", "@media (max-width:9px){d{e:f}}", None),
        ('a::before{content:"}@media print{"}b{c:d}', 'a::before{content:"}@media print{"}b{c:d}', None),
        ("/* } */a{b:c}@import 'x;y';", "/* } */a{b:c}@import 'x;y';", None),
        ("@supports (a:b){@media print{c{d:e}}}", "@supports (a:b){}", "@supports (a:b){c{d:e}}"),
        (":root{color-scheme:light dark}", ":root{color-scheme:dark}", ":root{color-scheme:light}"),
    ],
)
def test_conditions_are_kept_unwrapped_or_dropped(css, dark, paper):
    assert sheets._decided(css, "dark") == dark
    if paper is not None:
        assert sheets._decided(css, "paper") == paper


def test_on_paper_each_figure_stands_in_the_state_that_is_printed(author):
    assert "With 39 knots" in text_of(author.get(f"{HOME}/page?view=print"))
    assert "With 2 knots" in text_of(author.get(f"{HOME}/page"))


def test_a_link_puts_a_figure_into_a_state_here_too(author):
    assert "With 17 knots" in text_of(author.get(f"{HOME}/page?view=dark&fig=fig-story&k=17"))
    assert f'src="{HOME}/page?view=dark&amp;fig=fig-story&amp;k=17"' in text_of(
        author.get(f"{HOME}?view=dark&fig=fig-story&k=17")
    )


# -- What is withheld, and what is kept ------------------------------------------------------------------------------


def test_what_predictions_and_questions_withhold_is_shown_when_asked_for(author):
    told = ["exactly as high as the data", "The chain is one piece.", "Look at the chain.", "A straight line."]
    hidden, shown = text_of(author.get(f"{HOME}/page")), text_of(author.get(f"{HOME}/page?view=withheld"))
    for words in told:
        assert words not in hidden
        assert words in shown
    assert "GEN.bigger-is-worse" in shown


def test_answers_are_graded_told_and_forgotten(author):
    page = text_of(author.get(f"{HOME}/page"))
    right = re.search(r'value="([0-9a-f]{10})"[^>]*>\s*(?:<[^>]*>)*\s*The chain bends', page)
    assert right
    answered = text_of(author.post(f"{HOME}/at/item/what-is-a-knot", {"option": right[1], "confidence": "sure"}))
    assert "That is all a knot is." in answered
    assert "nothing of it is kept" in answered
    assert "Choose one of the options first." in text_of(author.post(f"{HOME}/at/item/what-is-a-knot", {}))
    bare = author.post(f"{HOME}/at/item/what-is-a-knot/hint", {"hint": "1"}, headers={"HX-Request": "true"})
    assert "Look at the chain." in text_of(bare)
    assert "<html" not in text_of(bare)
    predicted = author.post(f"{HOME}/at/predict/first-guess", {"skip": "1"}, headers={"HX-Request": "true"})
    assert "exactly as high as the data" in text_of(predicted)
    assert author.get(f"{HOME}/at/predict/first-guess", headers={"HX-Request": "true"}).status_code == 204
    assert not Response.objects.exists()
    assert not Reveal.objects.exists()
    assert not Reading.objects.exists()
    assert not Learner.objects.exists()


def test_what_is_a_readers_own_is_not_there(author):
    assert author.post(f"{HOME}/at/reading", {"furthest": "3"}, headers={"HX-Request": "true"}).status_code == 204
    assert "Not in the preview" in text_of(author.get(f"{HOME}/at/test/before"))
    assert "data-mark=" not in text_of(author.get(f"{HOME}/page"))
    assert not Learner.objects.exists()


def test_a_slug_that_is_another_essays_leads_nowhere_else(author, folder):
    spoil(folder, "essay.md", f"slug: {SLUG}", "slug: other-essay")
    page = text_of(author.get(f"{HOME}/page"))
    assert "other-essay" not in page
    assert f'action="{HOME}/at/item/what-is-a-knot"' in page
    assert "The slug differs" in text_of(author.get(HOME))


def test_the_numbers_of_the_draft_say_where_they_come_from(author, folder):
    spoil(folder, "claims.yaml", "The six points of the example.", "Six soundings of a river.")
    assert "Six soundings of a river." in text_of(author.get(f"{HOME}/at/numbers"))
    assert "Six soundings of a river." not in Client().get(f"/e/{SLUG}/numbers").content.decode()


def test_a_draft_is_registered_nowhere_and_few_builds_are_kept(author, folder, data_folder):
    before = EssayVersion.objects.count()
    published = Client().get(f"/e/{SLUG}").content
    for number in range(6):
        spoil(folder, "essay.md", "\n## Why it is so", f"\nMore {'and more ' * number}.\n\n## Why it is so")
        text_of(author.get(f"{HOME}/page"))
    assert EssayVersion.objects.count() == before
    assert Client().get(f"/e/{SLUG}").content == published
    (home,) = data_folder.iterdir()
    assert len(list(home.iterdir())) == 3


def test_the_digest_changes_when_a_file_is_saved_and_only_then(author, folder):
    first = author.get(f"{HOME}/digest").json()["digest"]
    assert author.get(f"{HOME}/digest").json()["digest"] == first
    assert f'data-digest="{first}"' in text_of(author.get(HOME))
    draft = drafts.draft(SLUG)
    assert drafts.draft(SLUG) is draft
    (folder / "data" / "README.md").write_text("# Data\n")
    assert author.get(f"{HOME}/digest").json()["digest"] != first
    assert drafts.draft(SLUG) is not draft


def test_data_of_the_draft_are_served_to_editors_alone(author, folder):
    page = text_of(author.get(f"{HOME}/page"))
    (css,) = set(re.findall(rf"{HOME}/at/data/equations\.[0-9a-f]{{10}}\.css", page))
    answer = author.get(css)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).startswith(b".tml-right")
    assert Client().get(css).status_code == 404
    assert author.get(f"{HOME}/at/data/secret.0123456789.json").status_code == 404
    assert author.get(f"{HOME}/at/data/../secret.json").status_code == 200  # an explanation, not the file
    assert b"nothing" not in author.get(f"{HOME}/at/data/../secret.json").content.split(b"<main")[0]
