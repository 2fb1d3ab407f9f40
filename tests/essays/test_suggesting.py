"""A reader words a block anew: what is offered, what is refused, and what never gets out."""

import json
import re
from html import unescape

import pytest
from django.core.cache import cache
from django.test import Client

from essays.edits.queue import manuscript_of
from essays.edits.wording import blocks_of
from essays.markup.parser import parse
from essays.models import Essay, EssaySource, EssayVersion, Suggestion
from essays.registry import essay_folders
from essays.source.front import split
from overlook.accounts.models import Learner, User
from overlook.accounts.services import claim_learner, erase_user, learner_for
from overlook.accounts.sessions import SESSION_KEY
from overlook.kit.clock import now
from tests.essays.conftest import SLUG

OURS = {"Sec-Fetch-Site": "same-origin"}
NEW = "Look at a chain. It bends at its {term}`knots <knot>`, and passes through {const}`n-points` points."


@pytest.fixture
def reader() -> Client:
    return Client(headers=OURS, raise_request_exception=False)


@pytest.fixture
def line(published) -> int:
    """Where the paragraph that the tests word anew begins."""
    return next(block.line for block in manuscript_of(SLUG).blocks if block.kind == "paragraph")


def address(line: int) -> str:
    return f"/e/{SLUG}/suggest?at={line}"


def signed_in(name: str, *, is_staff: bool = False) -> tuple[User, Client]:
    user = User.objects.create_user(f"{name}@example.org", name=name.capitalize(), is_staff=is_staff)
    client = Client(headers=OURS, raise_request_exception=False)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user, client


def test_every_block_that_readers_see_is_listed_with_a_link_that_opens_it(published, reader):
    page = reader.get(f"/e/{SLUG}/suggest").content.decode()
    blocks = manuscript_of(SLUG).blocks
    assert {block.kind for block in blocks} >= {"paragraph", "heading", "caption", "task", "describe", "say"}
    for block in blocks:
        assert f'href="?at={block.line}"' in page
        assert reader.get(address(block.line)).status_code == 200


def test_the_list_is_the_same_for_everybody_and_may_be_kept(published, reader):
    first = reader.get(f"/e/{SLUG}/suggest")
    assert not first.cookies
    assert first["Cache-Control"].startswith("public")
    assert signed_in("anna")[1].get(f"/e/{SLUG}/suggest").content == first.content


def test_a_block_put_back_as_it_was_gives_the_file_as_it_was(published, folder):
    text = (folder / "essay.md").read_text()
    lines = text.split("\n")
    blocks = blocks_of(text)
    assert [block.with_text(block.text) for block in blocks] == [lines[block.line - 1 : block.end] for block in blocks]


@pytest.mark.parametrize("path", essay_folders(), ids=lambda path: path.name)
def test_the_blocks_of_every_essay_give_its_file_and_none_is_withheld(path):
    text = (path / "essay.md").read_text()
    lines = text.split("\n")
    blocks = blocks_of(text)
    wrong = [block for block in blocks if block.with_text(block.text) != lines[block.line - 1 : block.end]]
    assert (wrong, len(blocks) > 50) == ([], True)
    _, body, body_line = split(text)
    document, _ = parse(body, "essay.md", body_line)
    withheld = "\n".join(reveal.raw for reveal in document.directives("reveal"))
    assert withheld
    assert [block.text for block in blocks if block.kind == "paragraph" and block.text in withheld] == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("- one\n- two\n  more\n\n> said\n", [("list item", "one"), ("list item", "two\nmore"), ("paragraph", "said")]),
        ("1. one\n\n   again\n2. two\n", [("list item", "one"), ("list item", "again"), ("list item", "two")]),
        ("## Head\nwords\n", [("heading", "Head"), ("paragraph", "words")]),
        (":::{overlooked} A *title*\nwords\n:::\n", [("heading", "A *title*"), ("paragraph", "words")]),
        ("| a | b |\n| - | - |\n| c | d |\n", [("table", "| a | b |\n| - | - |\n| c | d |")]),
        (":::{figure} x\n:caption: one\n  two\n:goal: k > 1\n:::\n", [("caption", "one two")]),
        (":::{code} python\n:id: c\n:caption: x\nprint(1)\n:::\n", []),
        ("::::{predict} p\n:::{reveal}\nhidden\n:::\n::::\n", []),
    ],
)
def test_a_block_is_its_words_without_what_stands_before_them(source, expected):
    assert [(block.kind, block.text) for block in blocks_of(source)] == expected


def test_a_list_item_worded_anew_keeps_its_place_in_the_list():
    block = blocks_of("- one\n- two\n  more\n")[1]
    assert block.with_text("three\nfour") == ["- three", "  four"]
    assert blocks_of("12. one\n")[0].with_text("a\n\nb") == ["12. a", "", "    b"]


def test_what_a_prediction_withholds_is_neither_listed_nor_opened_nor_told(published, reader, folder):
    lines = (folder / "essay.md").read_text().split("\n")
    inside = [number for number, text in enumerate(lines, 1) if "exactly as high as the data" in text]
    assert inside
    assert reader.get(address(inside[0])).status_code == 404
    for page in (f"/e/{SLUG}/suggest", f"/e/{SLUG}/blocks.json"):
        assert "exactly as high as the data" not in reader.get(page).content.decode()


def test_no_page_of_suggestions_holds_a_key_or_a_feedback(published, reader, line):
    secret = json.dumps(EssaySource.objects.get().files)
    pages = [f"/e/{SLUG}/suggest", f"/e/{SLUG}/blocks.json", address(line)]
    told = "".join(reader.get(page).content.decode() for page in pages)
    for words in ("The chain is one piece", "Look at the chain", "misconception"):
        assert words in secret
        assert words not in told


@pytest.mark.parametrize("at", ["0", "1", "-3", "999999999999", "²", "x", "", "12abc", "1e3"])
def test_a_line_that_begins_no_block_is_a_404_with_a_page(published, reader, at):
    answer = reader.get(f"/e/{SLUG}/suggest", {"at": at})
    assert answer.status_code == 404
    assert b"<h1" in answer.content


def test_the_form_sends_to_its_own_block_and_version(published, reader, line):
    page = reader.get(address(line)).content.decode()
    assert f'<form class="measure" method="post" action="?at={line}">' in page
    assert f'name="version" value="{EssayVersion.objects.get().sha256}"' in page
    assert f"Now: paragraph, line {line}" in page


def test_a_clean_suggestion_waits_for_an_editor_and_is_shown_to_its_author(published, reader, line):
    answer = reader.post(address(line), {"text": NEW, "why": "Clearer.", "name": "  Ada   L. "})
    one = Suggestion.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/me/suggestions#{one.ref}")
    assert (one.after, one.why, one.name, one.state, one.problems) == (NEW, "Clearer.", "Ada L.", "open", [])
    assert one.version == Essay.objects.get().current
    assert one.line == line
    page = reader.get("/me/suggestions").content.decode()
    assert "Thank you. An editor will read it" in page
    assert "waits for an editor" in page
    assert one.ref not in Client().get("/me/suggestions").content.decode()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "There is no text."),
        ("  \r\n ", "There is no text."),
        ("same", "This is the text as it stands."),
        ("x" * 4001, "longer than 4000 characters"),
        ("fine\n:::{reveal}\nmine\n:::", "No line may begin with :::"),
        (":solution: {k: 4}", "No line may begin with :::"),
    ],
)
def test_what_cannot_be_suggested_is_refused_with_what_was_typed(published, reader, line, text, sentence):
    typed = manuscript_of(SLUG).block(line).text.replace(" ", "\r\n") if text == "same" else text
    answer = reader.post(address(line), {"text": typed, "why": "my <reason>", "name": "Ada"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert 'value="my &lt;reason&gt;"' in page
    assert 'value="Ada"' in page
    assert (Suggestion.objects.count(), Learner.objects.count()) == (0, 0)


@pytest.mark.parametrize(("field", "most"), [("why", 500), ("name", 80)])
def test_a_long_word_beside_the_text_is_refused(published, reader, line, field, most):
    answer = reader.post(address(line), {"text": NEW, field: "y" * (most + 1)})
    assert answer.status_code == 422
    assert f"At most {most} characters." in answer.content.decode()


@pytest.mark.parametrize(
    ("words", "said", "way_out"),
    [
        ("about 41 knots", "The number '41' in the prose is not bound.", "Bind it with {val} or {const}"),
        ("the the chain", "'the' is there twice in a row.", "Cut one."),
        ("a <b>bold</b> word", "is raw HTML", "Use a directive."),
        ("a {nothing}`role`", "The role 'nothing' is not known.", "Known: cite"),
        ("it was {val}`never`", "There is no claim 'never'", "Add it."),
    ],
)
def test_a_problem_that_the_change_brings_is_told_first_and_may_be_sent_all_the_same(
    published, reader, line, words, said, way_out
):
    text = f"{manuscript_of(SLUG).block(line).text} So it is: {words}."
    first = reader.post(address(line), {"text": text})
    page = unescape(first.content.decode())
    assert first.status_code == 422
    assert said in page
    assert way_out in page
    assert Suggestion.objects.count() == 0
    again = reader.post(address(line), {"text": text, "anyway": "1"})
    assert again.status_code == 302
    problems = Suggestion.objects.get().problems
    assert said in problems[0]["message"]
    assert way_out in problems[0]["mend"]


def test_taking_a_bound_number_out_is_told(published, reader):
    block = next(block for block in manuscript_of(SLUG).blocks if "{const}`n-points`" in block.text)
    answer = reader.post(address(block.line), {"text": block.text.replace("{const}`n-points`", "some")})
    assert answer.status_code == 422
    assert "The claim &#x27;n-points&#x27; is not used." in answer.content.decode()


def test_looking_sends_nothing_and_shows_how_it_reads(published, reader, line):
    answer = reader.post(address(line), {"text": "A *new* word.", "look": "1"})
    assert answer.status_code == 200
    assert "<p>A <em>new</em> word.</p>" in answer.content.decode()
    assert Suggestion.objects.count() == 0


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "[x](javascript:alert(1))", "![x](//evil/x.png)"])
def test_nothing_that_is_typed_becomes_markup(published, reader, line, text):
    page = reader.post(address(line), {"text": text, "look": "1"}).content.decode()
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert 'src="//evil' not in page


def test_the_same_sent_twice_is_one_suggestion(published, reader, line):
    first = reader.post(address(line), {"text": NEW})
    again = reader.post(address(line), {"text": f"  {NEW}\r\n"})
    assert (first.status_code, again.status_code) == (302, 302)
    assert Suggestion.objects.count() == 1
    assert first["Location"] == again["Location"]


def test_a_newcomer_who_presses_twice_makes_one_suggestion_and_keeps_the_first_session(published, line):
    first, second = Client(headers=OURS), Client(headers=OURS)
    key = re.search(r'name="key" value="(\w{16})"', first.get(address(line)).content.decode())
    assert key
    form = {"text": NEW, "key": key[1]}
    sent = [client.post(address(line), form) for client in (first, second)]
    assert sent[0]["Location"] == sent[1]["Location"]
    assert SESSION_KEY in first.session
    assert SESSION_KEY not in second.session
    assert Suggestion.objects.get().ref in first.get("/me/suggestions").content.decode()
    # Gone back and worded otherwise, the same form brings another one.
    first.post(address(line), {**form, "text": f"{NEW} More."})
    assert Suggestion.objects.count() == 2


@pytest.mark.parametrize("key", ["", "x", "'; --", "a" * 17])
def test_a_key_that_no_form_gave_is_none(published, reader, line, key):
    for client in (reader, Client(headers=OURS)):
        assert client.post(address(line), {"text": NEW, "key": key}).status_code == 302
    assert list(Suggestion.objects.values_list("key", flat=True)) == [None, None]


def test_too_many_at_once_are_refused_and_the_text_is_kept(published, reader, line, monkeypatch):
    monkeypatch.setattr("essays.edits.suggestions.MOST", 2)
    for number in ("one", "two"):
        assert reader.post(address(line), {"text": f"{NEW} {number}"}).status_code == 302
    refused = reader.post(address(line), {"text": f"{NEW} three"})
    assert refused.status_code == 429
    assert f"{NEW} three</textarea>" in unescape(refused.content.decode())
    assert Suggestion.objects.count() == 2


def test_a_script_that_drops_its_cookies_is_stopped_by_its_address(published, line, monkeypatch):
    cache.clear()
    monkeypatch.setattr("essays.edits.suggesting._MOST_FROM", 2)
    sent = [Client(headers=OURS).post(address(line), {"text": f"{NEW} {n}"}).status_code for n in ("a", "b", "c")]
    assert sent == [302, 302, 429]


def test_looking_is_limited_by_the_address_too(published, line, monkeypatch):
    cache.clear()
    monkeypatch.setattr("essays.edits.suggesting._MOST_LOOKS_FROM", 1)
    form = {"text": NEW, "look": "1"}
    assert [Client(headers=OURS).post(address(line), form).status_code for _ in range(2)] == [200, 429]


def test_a_form_of_another_site_is_refused(published, line):
    answer = Client(headers={"Sec-Fetch-Site": "cross-site"}).post(address(line), {"text": NEW})
    assert answer.status_code == 403
    assert Suggestion.objects.count() == 0


def test_a_suggestion_belongs_to_the_version_that_was_read(published, reader, line):
    read = EssayVersion.objects.get()
    newer = EssayVersion.objects.create(
        essay=read.essay, sha256="f" * 64, title=read.title, manifest=read.manifest, secret=read.secret
    )
    Essay.objects.update(current=newer)
    answer = reader.post(address(line), {"text": NEW, "version": read.sha256})
    assert answer.status_code == 302
    assert Suggestion.objects.get().version == read
    # The newer one keeps no source: it cannot be suggested about, and says so.
    assert reader.get(address(line)).status_code == 404
    assert reader.post(address(line), {"text": NEW, "version": "e" * 64}).status_code == 404


def test_nul_and_lone_surrogates_do_no_harm(published, reader, line):
    body = "text=a%00b%ED%A0%80+chain&why=%00&name=%00&anyway=1"
    answer = reader.post(address(line), body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 302
    assert "\0" not in Suggestion.objects.get().after


def test_an_anonymous_suggestion_becomes_the_readers_own_when_they_sign_in(published, reader, line):
    reader.post(address(line), {"text": NEW})
    anonymous = Learner.objects.get()
    user, client = signed_in("anna")
    own = learner_for(user)
    client.post(address(line), {"text": NEW})
    client.post(address(line), {"text": f"{NEW} Twice."})
    claim_learner(anonymous=anonymous, user=user, at=now())
    assert list(Suggestion.objects.values_list("learner", flat=True)) == [own.pk, own.pk]


def test_the_export_holds_ones_suggestions_and_erasing_takes_the_name_off_and_keeps_the_text(published, line):
    user, client = signed_in("anna")
    client.post(address(line), {"text": NEW, "name": "Anna A."})
    tables = json.loads(client.get("/me/data/export").content)["tables"]
    assert [row["after"] for row in tables["essays.Suggestion"]] == [NEW]
    erase_user(user=user)
    one = Suggestion.objects.get()
    assert (one.after, one.name, one.learner.user) == (NEW, "", None)


def test_the_form_offers_ones_own_name_for_the_credit(published, line, reader):
    assert 'name="name" value="Anna"' in signed_in("anna")[1].get(address(line)).content.decode()
    assert 'name="name" value=""' in reader.get(address(line)).content.decode()


def test_the_essay_leads_to_its_suggestions_and_the_readers_page_to_their_own(published, reader):
    assert f'href="/e/{SLUG}/suggest"' in reader.get(f"/e/{SLUG}").content.decode()
    assert 'href="/me/suggestions"' in reader.get("/me").content.decode()
