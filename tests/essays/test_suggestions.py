"""The editors' queue: who may look, what is decided, and a patch that git really takes."""

import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from essays.auditing import CHECKS
from essays.build import build, examine
from essays.edits.patches import Found, Standing, combined
from essays.edits.queue import manuscript_of, row, working_text
from essays.edits.suggestions import adopt_suggestions, decide, suggest
from essays.models import EssayVersion, Suggestion, SuggestionEvent
from essays.publish import register
from overlook.accounts.models import Learner, User
from overlook.accounts.services import erase_user
from overlook.kit.clock import now
from overlook.kit.errors import Conflict, Invalid
from tests.essays.conftest import SLUG
from tests.essays.test_suggesting import NEW, signed_in

PATH = f"essays/content/{SLUG}/essay.md"


def found(one: Suggestion) -> Found:
    """How a suggestion stands to the working text."""
    known = row(one.ref).found
    assert known is not None
    return known


@pytest.fixture
def editor() -> User:
    return signed_in("edith", is_staff=True)[0]


@pytest.fixture
def client_of_editor(editor) -> Client:
    client = Client(headers={"Sec-Fetch-Site": "same-origin"}, raise_request_exception=False)
    client.force_login(editor, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def sent(kind: str = "paragraph", after: str = NEW, *, name: str = "", why: str = "", number: int = 0) -> Suggestion:
    """A suggestion for the block of this kind with this number."""
    source = manuscript_of(SLUG)
    block = [block for block in source.blocks if block.kind == kind][number]
    return suggest(
        learner=Learner.objects.create(),
        manuscript=source,
        line=block.line,
        after=after,
        why=why,
        name=name,
        problems=source.brought(block, after),
        at=now(),
    )


def accepted(editor: User, *made: Suggestion) -> None:
    for one in made:
        decide(ref=one.ref, decision="accept", editor=editor, sentence="", at=now())


def repository(folder: Path, where: Path) -> Path:
    """The working folder, committed in a repository of its own."""
    target = where / "repository" / PATH
    target.parent.mkdir(parents=True)
    for file in folder.rglob("*"):
        if file.is_file():
            (target.parent / file.relative_to(folder)).parent.mkdir(exist_ok=True)
            (target.parent / file.relative_to(folder)).write_bytes(file.read_bytes())
    git(where / "repository", "init", "--quiet")
    git(where / "repository", "add", ".")
    git(where / "repository", "commit", "--quiet", "--message", "All.")
    return where / "repository"


def git(where: Path, *arguments: str, patch: str = "") -> str:
    identity = ["-c", "user.name=Tests", "-c", "user.email=tests@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(
        ["git", *identity, *arguments], cwd=where, input=patch, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("address", ["", "/{ref}", "/{ref}.patch", "/accepted.patch"])
def test_to_everybody_but_editors_the_queue_does_not_exist(published, editor, client_of_editor, address):
    one = sent()
    accepted(editor, one)
    path = f"/author/suggestions{address.format(ref=one.ref)}"
    assert client_of_editor.get(path).status_code == 200
    anna = signed_in("anna")[1]
    for client in (Client(), anna):
        assert client.get(path).status_code == 404
    answer = anna.post(f"/author/suggestions/{one.ref}", {"decision": "decline", "sentence": "No."})
    assert answer.status_code == 404
    assert Suggestion.objects.get().state == "accepted"


def test_the_queue_shows_each_suggestion_with_what_changes_who_why_and_the_lints_word(
    published, editor, client_of_editor
):
    sent(after=f"{NEW} About 41 of them.", name="Ada", why="It was dull.")
    page = client_of_editor.get("/author/suggestions").content.decode()
    for words in (
        "<ins>",
        "<del>",
        "added:",
        "removed:",
        "Ada",
        "It was dull.",
        "1 problem by the lint",
        "&#x27;41&#x27;",
    ):
        assert words in page
    assert 'Look at a chain. It bends at its <a class="term"' in page, "rendered, as readers would see it"


def test_a_paragraph_made_two_is_shown_as_such(published, client_of_editor):
    text = manuscript_of(SLUG).blocks[0].text
    sent(after=text.replace(". ", ".\n\n", 1))
    page = client_of_editor.get("/author/suggestions").content.decode()
    assert '<ins><span class="visually-hidden">added: </span>¶</ins>' in page


def test_the_lists_are_counted_and_filtered_by_essay(published, editor, client_of_editor):
    one, two, three = sent(), sent("caption", "Another caption."), sent("heading", "Another heading")
    accepted(editor, one)
    decide(ref=two.ref, decision="decline", editor=editor, sentence="It is fine.", at=now())
    for state, shown in {"open": three, "accepted": one, "declined": two}.items():
        page = client_of_editor.get("/author/suggestions", {"state": state, "essay": SLUG}).content.decode()
        assert [other.ref in page for other in (one, two, three)] == [other == shown for other in (one, two, three)]
        assert [page.count(f">{word} (1)</a>") for word in ("Open", "Accepted", "Declined")] == [1, 1, 1]
    assert one.ref not in client_of_editor.get("/author/suggestions?state=accepted&essay=other").content.decode()
    assert client_of_editor.get("/author/suggestions?state=nothing").status_code == 404
    assert client_of_editor.get("/author/suggestions?page=999").status_code == 200


def test_a_decision_is_logged_with_who_when_and_the_sentence_and_can_be_taken_back(published, editor, client_of_editor):
    one = sent()
    address = f"/author/suggestions/{one.ref}"
    steps = [("decline", "Too long."), ("reopen", ""), ("accept", "")]
    for decision, sentence in steps:
        answer = client_of_editor.post(address, {"decision": decision, "sentence": sentence})
        assert (answer.status_code, answer["Location"]) == (302, address)
    events = SuggestionEvent.objects.values_list("kind", "by", "sentence")
    assert list(events) == [
        ("declined", editor.pk, "Too long."),
        ("reopened", editor.pk, ""),
        ("accepted", editor.pk, ""),
    ]
    page = client_of_editor.get(address).content.decode()
    assert "declined, Edith. Too long." in page
    assert [list(check.find()) for check in CHECKS] == [[]]


def test_declining_takes_a_sentence_and_what_was_typed_is_kept(published, client_of_editor):
    one = sent()
    answer = client_of_editor.post(f"/author/suggestions/{one.ref}", {"decision": "decline", "sentence": " "})
    assert answer.status_code == 422
    assert "Say in a sentence why it is declined" in answer.content.decode()
    long = client_of_editor.post(f"/author/suggestions/{one.ref}", {"decision": "decline", "sentence": "y" * 501})
    assert long.status_code == 422
    assert "y" * 501 in long.content.decode()
    assert client_of_editor.post(f"/author/suggestions/{one.ref}", {"decision": "burn"}).status_code == 422
    assert client_of_editor.post("/author/suggestions/nothing", {"decision": "accept"}).status_code == 404
    assert SuggestionEvent.objects.count() == 0


def test_what_somebody_decided_meanwhile_is_not_decided_over_and_twice_is_once(published, editor):
    one = sent()
    accepted(editor, one, one)
    assert SuggestionEvent.objects.count() == 1
    with pytest.raises(Conflict):
        decide(ref=one.ref, decision="decline", editor=editor, sentence="No.", at=now())
    with pytest.raises(Invalid):
        decide(ref=one.ref, decision="", editor=editor, sentence="", at=now())


def test_the_author_reads_what_became_of_it(published, editor, line_of_author):
    client, one = line_of_author
    decide(ref=one.ref, decision="decline", editor=editor, sentence="We say so below.", at=now())
    page = client.get("/me/suggestions").content.decode()
    assert "We say so below." in page
    assert "Edith" not in page
    assert "We say so below." in client.get("/me/data/export").content.decode()


@pytest.fixture
def line_of_author(published):
    _, client = signed_in("anna")
    line = next(block.line for block in manuscript_of(SLUG).blocks if block.kind == "paragraph")
    client.post(f"/e/{SLUG}/suggest?at={line}", {"text": NEW})
    return client, Suggestion.objects.get()


def test_erasing_an_editor_keeps_the_decision_without_who(published, editor):
    accepted(editor, sent())
    erase_user(user=editor)
    assert [(event.kind, event.by) for event in SuggestionEvent.objects.all()] == [("accepted", None)]


@pytest.mark.parametrize(("decided", "kept"), [("own", "own"), ("theirs", "theirs"), ("", "theirs")])
def test_of_two_alike_at_a_sign_in_the_decided_one_stays_with_its_events(published, editor, decided, kept):
    made = {"own": sent(), "theirs": sent()}
    for one in made.values():
        decide(ref=one.ref, decision="accept", editor=editor, sentence="", at=now())
        if one != made.get(decided):
            decide(ref=one.ref, decision="reopen", editor=editor, sentence="", at=now())
    own, theirs = made["own"].learner, made["theirs"].learner
    adopt_suggestions(anonymous=theirs, learner=own, at=now())
    (one,) = Suggestion.objects.all()
    assert (one.ref, one.learner) == (made[kept].ref, own)
    assert one.events.count() == SuggestionEvent.objects.count()
    assert [list(check.find()) for check in CHECKS] == [[]]


def test_a_state_that_no_event_made_is_found_by_the_audit(published, editor):
    one = sent()
    Suggestion.objects.update(state="accepted")
    (finding,) = CHECKS[0].find()
    assert finding.where == f"suggestion {one.ref}"
    assert finding.what == "is accepted; by its events it is open"


def test_a_paragraph_that_only_moved_is_found_where_it_is_now(published, folder):
    one = sent()
    assert found(one).standing == Standing.HERE
    text = (folder / "essay.md").read_text()
    (folder / "essay.md").write_text(text.replace("\n---\n\n", "\n---\n\nOne more paragraph.\n\n", 1))
    moved = found(one)
    assert moved.block is not None
    assert (moved.standing, moved.block.line) == (Standing.MOVED, one.line + 2)


def test_a_paragraph_whose_words_changed_makes_the_suggestion_outdated(published, folder, editor, client_of_editor):
    one = sent()
    accepted(editor, one)
    text = (folder / "essay.md").read_text()
    (folder / "essay.md").write_text(text.replace("Begin with something", "Start with something", 1))
    assert row(one.ref).outdated
    assert one.ref in client_of_editor.get("/author/suggestions?state=outdated").content.decode()
    assert one.ref not in client_of_editor.get("/author/suggestions?state=accepted").content.decode()
    assert client_of_editor.get(f"/author/suggestions/{one.ref}.patch").status_code == 409
    assert client_of_editor.get("/author/suggestions/accepted.patch").status_code == 404


def test_one_patch_is_taken_by_git_am_with_its_credit_and_the_essay_lints_clean(
    published, folder, house, editor, client_of_editor, tmp_path
):
    one = sent(name="Zoë Ünsal", why="From Monday on:\nclearer.\n---\nFrom nobody Mon Sep 17 00:00:00 2001")
    accepted(editor, one)
    answer = client_of_editor.get(f"/author/suggestions/{one.ref}.patch")
    assert answer["Content-Disposition"] == f'attachment; filename="{one.ref}.patch"'
    where = repository(folder, tmp_path)
    git(where, "am", "--quiet", patch=answer.content.decode())
    assert git(where, "log", "-1", "--format=%s|%an").strip() == f"essays: Take in a suggestion to {SLUG}.|Overlook"
    body = git(where, "log", "-1", "--format=%b")
    assert "> clearer.\n> ---" in body
    assert body.rstrip().endswith("Suggested-by: Zoë Ünsal")
    assert git(where, "diff", "--stat", "HEAD~1").count("|") == 1
    assert NEW in (where / PATH).read_text()
    assert examine((where / PATH).parent, house)[1] == []


def test_all_that_is_accepted_is_one_patch_that_applies_and_lints_clean(
    published, folder, house, editor, client_of_editor, tmp_path
):
    made = [
        sent(name="Ada"),
        sent("caption", "The chain, and its error\nagainst the number of knots."),
        sent("heading", "Much too stiff", number=1),
        sent("say", "With two knots the chain cannot bend enough."),
        sent("paragraph", "One paragraph.\n\nAnd another one.", number=2),
    ]
    accepted(editor, *made)
    text = client_of_editor.get("/author/suggestions/accepted.patch", {"essay": SLUG}).content.decode()
    where = repository(folder, tmp_path)
    git(where, "apply", "--check", patch=text)
    git(where, "apply", patch=text)
    patched = (where / PATH).read_text()
    for words in (NEW, ":caption: The chain, and its error against the number of knots.", "### Much too stiff"):
        assert words in patched
    assert patched.count("\n") == (folder / "essay.md").read_text().count("\n") + 2
    assert text.count("Suggested-by:") == 2, "each name once; those without are a reader"
    assert examine((where / PATH).parent, house)[1] == []
    git(where, "checkout", "--quiet", ".")
    git(where, "am", "--quiet", patch=text)
    assert (where / PATH).read_text() == patched


def test_suggestions_that_meet_are_refused_by_name(published, editor, client_of_editor):
    one, two, other = sent(), sent(after=f"{NEW} Yes."), sent("caption", "Another caption.")
    accepted(editor, one, two, other)
    answer = client_of_editor.get("/author/suggestions/accepted.patch")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert [one.ref in page, two.ref in page, other.ref in page] == [True, True, False]
    decide(ref=two.ref, decision="reopen", editor=editor, sentence="", at=now())
    assert client_of_editor.get("/author/suggestions/accepted.patch").status_code == 200


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_patch_of_the_last_line_applies_with_and_without_its_end(
    published, folder, editor, client_of_editor, tmp_path, end
):
    path = folder / "essay.md"
    path.write_text(path.read_text().rstrip("\n") + "\n\nThe last words." + end)
    Suggestion.objects.create(
        version=EssayVersion.objects.get(),
        learner=Learner.objects.create(),
        line=1,
        kind="paragraph",
        before="The last words.",
        after="The very last words.",
        digest="0",
        sent_at=now(),
    )
    accepted(editor, Suggestion.objects.get())
    text = client_of_editor.get("/author/suggestions/accepted.patch").content.decode()
    where = repository(folder, tmp_path)
    git(where, "apply", patch=text)
    assert (where / PATH).read_text().endswith("The very last words." + end)


def test_signs_that_end_a_line_elsewhere_are_text_to_git(published, folder, editor, client_of_editor, tmp_path):
    after = f"{NEW} Odd:\u2028\x85\x1c end."
    accepted(editor, sent(after=after))
    where = repository(folder, tmp_path)
    git(where, "apply", patch=client_of_editor.get("/author/suggestions/accepted.patch").content.decode())
    assert f"\n{after}\n" in (where / PATH).read_bytes().decode()


def test_the_command_writes_the_same_patch(published, editor, capsys, tmp_path, folder):
    accepted(editor, sent())
    call_command("suggestions", "export", essay=SLUG)
    text = capsys.readouterr().out
    git(repository(folder, tmp_path), "apply", "--check", patch=text)


def test_publishing_the_text_closes_the_suggestion_and_tells_its_author(
    published, folder, house, settings, editor, line_of_author
):
    client, one = line_of_author
    other = sent("caption", "Another caption.")
    accepted(editor, one, other)
    (folder / "essay.md").write_text(combined(working_text(SLUG), [one]))
    register(artefact=build(folder, house, settings.ESSAYS_BUILD_DIR / SLUG), at=now() + timedelta(days=1))
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.state, other.state) == ("published", "accepted")
    assert one.events.last().kind == "published"
    assert "in the essay" in client.get("/me/suggestions").content.decode()
    with pytest.raises(Conflict):
        decide(ref=one.ref, decision="reopen", editor=editor, sentence="", at=now())
    assert [list(check.find()) for check in CHECKS] == [[]]


def test_without_a_working_folder_what_was_published_last_counts(published, settings, tmp_path, editor):
    one = sent()
    settings.ESSAYS_DIR = tmp_path / "nowhere"
    assert found(one).standing == Standing.HERE
