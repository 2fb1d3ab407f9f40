"""`manage.py regrade`: a dry run unless told otherwise, and every refusal a sentence with a way out."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from assessments.models import Grade, Regrade, Response
from tests.assessments.conftest import raw_bank
from tests.assessments.test_regrading import Class, grades, miskeyed, publish

pytestmark = pytest.mark.django_db


def command(*words: str) -> str:
    out = StringIO()
    call_command("regrade", *words, stdout=out)
    return out.getvalue()


@pytest.fixture
def room(bank) -> Class:
    publish(miskeyed())
    found = Class([0, 1, 2])
    publish(raw_bank())
    return found


@pytest.fixture
def seen(room) -> str:
    version = Response.objects.filter(slot__item_version__item__slug="the-threshold").earliest("pk").slot.item_version
    return f"--from={version.number}"


def test_without_apply_it_says_who_rises_and_changes_nothing(room, seen):
    before = grades()
    said = command("dd", "the-threshold", seen)
    assert "3 answers, 1 with another score, 0 not to be carried." in said
    assert "1 grades rise, 0 fall." in said
    assert "0.0000 → 0.0909  rises" in said
    assert "Nothing was changed." in said
    assert (grades(), Regrade.objects.count()) == (before, 0)


def test_applied_and_taken_back(room, seen):
    before = grades()
    said = command("dd", "the-threshold", seen, "--apply", "--note", "Mis-keyed.")
    regrade = Regrade.objects.get()
    assert f"Applied as {regrade.ref}" in said
    assert (regrade.by, regrade.note, regrade.policy) == (None, "Mis-keyed.", "best-of")
    assert grades() != before
    assert regrade.ref in command("dd", "the-threshold", "--list")
    assert "taken back" in command("--undo", regrade.ref)
    assert grades() == before
    assert "(taken back)" in command("dd", "the-threshold", "--list")


def test_a_grade_that_was_set_by_hand_is_said_to_stay(room, seen):
    learner = next(pk for pk, choice in room.choice.items() if choice == 0)
    Grade.objects.filter(learner=learner).update(override="0.5")
    assert "(set by hand: 0.5000 stays)" in command("dd", "the-threshold", seen)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "Name a public bank"),
        (["dd", "nothing"], "Name a public bank"),
        (["dd", "the-threshold"], "Say which version was answered"),
        (["dd", "the-threshold", "--from=77"], "has no version 77"),
        (["--undo", "nothing"], "There is no regrade nothing"),
        (["dd", "the-threshold", "--from=2", "--apply"], "Say why"),
        (["dd", "the-threshold", "--from=2", "--policy=replace", "--apply", "--note=So."], "Some would fall"),
        (["dd", "the-threshold", "--from=1", "--apply", "--note=So."], "changes nobody"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(room, seen, words, sentence):
    assert seen == "--from=2"
    with pytest.raises(CommandError, match=sentence):
        command(*words)
