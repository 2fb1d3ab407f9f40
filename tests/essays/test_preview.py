"""The authoring preview: who may open it, what it shows of whole and of broken folders, claims and steps."""

import re
from html import unescape

import pytest
from django.test import Client

from assessments.models import Response
from essays import registry
from essays.build import examine, load
from essays.publish import build_changed, register
from essays.render import equations
from essays.workshop import drafts
from overlook.accounts.models import Learner, User
from overlook.cohorts.models import Role
from overlook.cohorts.services import create_cohort, enrol
from overlook.kit.clock import now
from tests.essays.authors import HOME, client_of, spoil, text_of
from tests.essays.conftest import SLUG

ADDRESSES = [
    "/author",
    HOME,
    f"{HOME}?view=withheld",
    f"{HOME}/page",
    f"{HOME}/page?view=withheld",
    f"{HOME}/digest",
    f"{HOME}/inspector?fig=fig-story",
    f"{HOME}/at/figure/fig-story",
    f"{HOME}/at/item/what-is-a-knot",
    f"{HOME}/at/predict/first-guess",
    f"{HOME}/at/numbers",
    f"{HOME}/at/mine",
    "/author/sheets/dark.css",
    "/author/no-such-essay/preview",
]
POSTED = [
    f"{HOME}/claims",
    f"{HOME}/at/item/what-is-a-knot",
    f"{HOME}/at/item/what-is-a-knot/hint",
    f"{HOME}/at/predict/first-guess",
    f"{HOME}/at/reading",
]

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["anybody", "learner", "instructor", "former"])
def other(request, published, data_folder) -> Client:
    """Everybody who is no editor; an instructor is one only of a cohort, and who was one is one no more."""
    if request.param == "anybody":
        return Client(headers={"Sec-Fetch-Site": "same-origin"}, raise_request_exception=False)
    if request.param == "former":
        return client_of("former", is_staff=True, is_active=False)
    client = client_of(request.param)
    if request.param == "instructor":
        teacher = User.objects.get(email="instructor@example.org")
        cohort = create_cohort(user=teacher, name="Autumn", time_zone="UTC", at=now())
        enrol(cohort=cohort, user=User.objects.create_user("l@example.org"), role=Role.LEARNER, at=now())
    return client


# -- Who -------------------------------------------------------------------------------------------------------------


def test_to_everybody_but_editors_the_workshop_is_an_address_that_is_not_there(other):
    before = Learner.objects.count()
    nowhere = re.sub(r"[0-9a-z]{16}", "", other.get("/author/nowhere").content.decode())
    for address in ADDRESSES:
        answer = other.get(address)
        assert (address, answer.status_code) == (address, 404)
        assert re.sub(r"[0-9a-z]{16}", "", answer.content.decode()) == nowhere
    for address in POSTED:
        assert (address, other.post(address, {"option": "x"}).status_code) == (address, 404)
    assert Learner.objects.count() == before
    assert not Response.objects.exists()


def test_an_editor_opens_every_address(author):
    found = {address: author.get(address).status_code for address in ADDRESSES}
    assert found.pop("/author/no-such-essay/preview") == 404
    assert set(found.values()) <= {200, 204}


@pytest.mark.parametrize("name", ["..", "%2e%2e", "content", "small-essay%2f..%2fsmall-essay", "small_essay", "."])
def test_a_name_is_compared_with_the_folders_that_are_there(author, name):
    assert author.get(f"/author/{name}/preview").status_code == 404


def test_only_the_previewed_page_may_be_framed_and_by_this_site_alone(author):
    page, shell = author.get(f"{HOME}/page"), author.get(HOME)
    policy = page["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert page["X-Frame-Options"] == "SAMEORIGIN"
    assert f"connect-src testserver{HOME}/ testserver/figures/;" in policy
    assert f"form-action testserver{HOME}/" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in shell["Content-Security-Policy"]
    assert shell["X-Frame-Options"] == "DENY"
    for answer in (page, shell):
        assert "no-store" in answer["Cache-Control"]


# -- What is shown ---------------------------------------------------------------------------------------------------


def test_the_list_says_what_readers_see_and_what_is_wrong(author, folder):
    assert "the same" in text_of(author.get("/author"))
    spoil(folder, "essay.md", "A guess costs nothing.", "A guess costs 3 marks.")
    listed = text_of(author.get("/author"))
    assert "an earlier version" in listed
    assert "one problem" in listed


def test_what_nobody_has_touched_since_it_was_published_is_listed_without_building_it(
    author, folder, settings, monkeypatch
):
    build_changed([folder], registry.house(), root=settings.ESSAYS_BUILD_DIR)
    register(artefact=load(settings.ESSAYS_BUILD_DIR / SLUG), at=now())
    monkeypatch.setattr(drafts, "draft", None)
    assert "the same" in text_of(author.get("/author"))
    monkeypatch.undo()
    spoil(folder, "essay.md", "A guess costs nothing.", "A guess is free.")
    assert "an earlier version" in text_of(author.get("/author"))


def test_each_line_of_each_source_has_an_address(author, folder):
    shown = re.findall(r'<div class="line[^"]*" id="L(\d+)">(.*?)</div>', text_of(author.get(HOME)), re.DOTALL)
    lines = (folder / "essay.md").read_text().split("\n")
    assert [(int(number), unescape(line)) for number, line in shown] == list(enumerate(lines, start=1))
    assert "what-is-a-knot" in text_of(author.get(f"{HOME}?file=items.yaml#L3"))
    assert "kernel: double-descent.fixed-knots" in text_of(author.get(f"{HOME}?file=claims.yaml"))
    assert f'src="{HOME}/page"' in text_of(author.get(f"{HOME}?file=../../secret"))


def test_the_page_is_made_by_the_code_that_publishes(author):
    mine, theirs = text_of(author.get(f"{HOME}/page")), Client().get(f"/e/{SLUG}").content.decode()

    def body(page: str) -> str:
        return page[page.index("<article") : page.index("</article>")]

    led = body(theirs).replace(f"/e/{SLUG}/", f"{HOME}/at/").replace(f'"/items/{SLUG}/', f'"{HOME}/at/item/')
    led = re.sub(r' data-mark="\d+"', "", led)
    assert re.sub(r'<a target="_blank" ', "<a ", body(mine)) == led


def test_a_problem_names_its_line_and_how_to_mend_it(author, folder):
    spoil(folder, "essay.md", "A guess costs nothing.", "A guess costs 3 marks.")
    line = next(n for n, t in enumerate((folder / "essay.md").read_text().split("\n"), 1) if "3 marks" in t)
    shown = text_of(author.get(f"{HOME}?view=dark"))
    assert f'<a href="?view=dark&amp;file=essay.md#L{line}" data-source>essay.md:{line}</a>' in shown
    assert "Bind it with {val} or {const}" in shown
    assert '<span class="tag">number</span>' in shown
    assert "A guess costs 3 marks." in text_of(author.get(f"{HOME}/page"))


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("essay.md", "---\ntitle: [\n---\n\nText.\n"),
        ("essay.md", ""),
        ("essay.md", "---\nformat: 1\ntitle: \x07\n---\n:::{scrolly} a\n:::\n"),
        ("essay.md", "---\n- a\n- b\n---\n:::{depth} unheard\n:::\n"),
        ("items.yaml", "- id: a\n  options: 5\n  type: single-choice\n"),
        ("items.yaml", "- id: [\n"),
        ("claims.yaml", "a: {b: [}"),
        ("claims.yaml", "&a [*a]\n"),
        ("sweeps.yaml", "- {name: s, simulation: x, params: {}, seeds: many, artefact: y}\n"),
        ("refs.bib", "@article{a, title = {"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_problem_on_the_page_and_never_an_error(author, folder, file, text):
    author.get(f"{HOME}/page")
    (folder / file).write_text(text)
    assert "No problem" not in text_of(author.get(HOME))
    for view in ("", "print", "withheld", "no-script"):
        text_of(author.get(f"{HOME}/page?view={view}"))
    text_of(author.get("/author"))


def test_bytes_that_are_no_text_are_shown_as_such(author, folder):
    (folder / "essay.md").write_bytes(b"---\ntitle: caf\xe9\n---\n\xff\xfe")
    assert "\ufffd" in text_of(author.get(HOME))


def test_what_cannot_be_rendered_gives_way_to_a_notice_and_the_rest_is_shown(author, folder):
    spoil(folder, "essay.md", ":::{figure} knot-fit", ":::{figure} not-a-kind")
    spoil(folder, "essay.md", "## Why it is so", ":::{scrolly} empty\n:::\n\n## Why it is so")
    page = text_of(author.get(f"{HOME}/page"))
    assert page.count("This part cannot be shown yet.") == 2
    assert "Why it is so" in page
    shown = text_of(author.get(HOME))
    assert "Parts of the page cannot be shown yet" in shown
    assert "There is no figure kind &#x27;not-a-kind&#x27;." in shown


def test_when_nothing_can_be_rendered_the_last_page_stays_with_a_notice(author, folder, monkeypatch):
    text_of(author.get(f"{HOME}/page"))

    def trip(*_):
        raise RuntimeError("it tripped")

    monkeypatch.setattr(drafts, "sketch", trip)
    spoil(folder, "essay.md", "A guess costs nothing.", "A guess is free.")
    shown = text_of(author.get(HOME))
    assert "The page beside is an earlier one" in shown
    assert "it tripped" in shown
    assert "A guess costs nothing." in text_of(author.get(f"{HOME}/page"))


def test_without_an_earlier_page_it_is_said_that_there_is_none(author, monkeypatch):
    def trip(*_):
        raise RuntimeError("it tripped")

    monkeypatch.setattr(drafts, "sketch", trip)
    assert "There is no page to show" in text_of(author.get(HOME))
    assert "Nothing to show yet" in text_of(author.get(f"{HOME}/page"))
    assert author.get(f"{HOME}/at/item/what-is-a-knot").status_code == 404


def test_without_node_equations_are_shown_as_tex_and_it_is_said(author, monkeypatch):
    def away(_):
        raise equations.EquationsUnavailable("Equations need Node at publish time. Run: make environment")

    monkeypatch.setattr(equations, "_node", away)
    assert r"\sum_{k=1}^{K}" in text_of(author.get(f"{HOME}/page"))
    shown = text_of(author.get(HOME))
    assert "Equations are shown as TeX: Equations need Node" in shown


def test_where_there_are_no_folders_the_pages_say_so(author, settings, tmp_path):
    settings.ESSAYS_DIR = tmp_path / "nowhere"
    assert "There is no essay folder here." in text_of(author.get("/author"))
    answer = author.get(HOME)
    assert answer.status_code == 404
    assert "installed without the folders" in answer.content.decode()


# -- Claims and steps ------------------------------------------------------------------------------------------------


def test_claims_are_recomputed_when_asked_and_until_the_next_change(author, folder):
    spoil(folder, "claims.yaml", "expected: 25", "expected: 27")
    assert "Not recomputed since the last change" in text_of(author.get(HOME))
    answer = author.post(f"{HOME}/claims", {"view": "dark"})
    assert (answer.status_code, answer["Location"]) == (302, f"{HOME}?view=dark#checks")
    shown = text_of(author.get(HOME))
    assert "The claim &#x27;highest&#x27; says 27 ± 0.5; computed: 25." in shown
    assert "file=claims.yaml#L1" in shown
    spoil(folder, "claims.yaml", "expected: 27", "expected: 25")
    assert "Not recomputed since the last change" in text_of(author.get(HOME))


def test_a_foreign_page_cannot_make_the_server_compute(author):
    answer = author.post(f"{HOME}/claims", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert drafts.recomputed(drafts.draft(SLUG)) is None


def test_a_copied_step_passes_the_lint_where_it_is_pasted(author, folder, house):
    text_of(author.get(f"{HOME}/inspector?fig=fig-story&k=17"))
    shown = author.get(f"{HOME}/inspector?fig=fig-story&k=17").context["inspected"]
    assert shown.step.startswith(
        ":::{step}\n:set: {k: 17}\n:say: With {ctl}`17 <fig-story?k=17>` knots the test error is {val}`"
    )
    assert shown.solution == ":solution: {k: 17}\n"
    assert shown.address == f"/e/{SLUG}?fig=fig-story&k=17#fig-story"
    assert not shown.left
    spoil(folder, "essay.md", ":::::\n\n:::{check} what-is-a-knot", f"{shown.step}:::::\n\n:::{{check}} what-is-a-knot")
    with (folder / "claims.yaml").open("a") as claims:
        claims.write(f"\n{shown.claims}")
    assert examine(folder, house, recompute=True)[1] == []


def test_a_control_that_no_other_step_sets_is_said(author):
    shown = author.get(f"{HOME}/inspector?fig=fig-story&k=17").context["inspected"]
    assert shown.left == ()
    page = text_of(author.get(f"{HOME}/inspector?fig=fig-story&k=17"))
    assert "&quot;k&quot;: 17" in page
    assert "Choose a figure" in text_of(author.get(f"{HOME}/inspector?fig=no-such"))
