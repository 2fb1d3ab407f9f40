"""A reader goes on where they stopped: by the name of the place, since its number moves from version to version."""

from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client

from essays.build import build
from essays.marks import END, name_of, number_of
from essays.models import Essay, Reading
from essays.publish import register
from essays.services import adopt_readings, note_reading
from overlook.accounts.models import Learner
from overlook.kit.clock import now
from tests.essays.conftest import SLUG

HERE = {"Sec-Fetch-Site": "same-origin"}
INSERTED = ("## The story in steps", "## A section before\n\nNew.\n\n## The story in steps")


@pytest.fixture
def publish(published, folder, house, settings):
    """Publish the small essay again with a part of it replaced."""

    def again(old: str, new: str) -> None:
        text = (folder / "essay.md").read_text()
        assert old in text
        (folder / "essay.md").write_text(text.replace(old, new, 1))
        register(artefact=build(folder, house, settings.ESSAYS_BUILD_DIR / SLUG), at=now())

    return again


def read_to(client, mark: str) -> None:
    assert client.post(f"/e/{SLUG}/reading", {"mark": mark}, headers=HERE).status_code == 204


def where(client) -> str:
    return str(client.get(f"/e/{SLUG}/mine").content.decode())


@pytest.mark.parametrize(
    ("name", "before", "number"),
    [
        ("b", [], 2),
        (END, [], 4),
        ("gone", ["a", "b", "gone", "c"], 2),
        ("gone", ["gone", "a"], 0),
        ("never", ["a"], 0),
        ("", ["a"], 0),
    ],
)
def test_a_mark_that_is_gone_is_the_nearest_above_it_that_stayed(name, before, number):
    assert number_of(name, ["a", "b", "c"], before) == number


def test_marks_are_counted_from_one_and_end_with_the_foot():
    assert [name_of(number, ["a", "b"]) for number in range(5)] == ["", "a", "b", END, ""]


def test_a_new_version_moves_the_number_and_not_the_place(publish, client):
    read_to(client, "story-2")
    assert "You were at 4 of 7." in where(client)
    publish(*INSERTED)
    assert "You were at 5 of 8." in where(client)
    assert 'href="#story-2"' in where(client)


def test_where_the_place_is_gone_the_reader_goes_on_above_it(publish, client):
    read_to(client, "why-it-is-so")
    publish("## Why it is so\n", "")
    assert 'href="#story-2"' in where(client)
    assert Reading.objects.get().furthest == 4


def test_who_has_read_an_essay_has_read_it_in_every_version(publish, client):
    read_to(client, END)
    publish(*INSERTED)
    assert "You have read this essay." in where(client)
    reading = Reading.objects.get()
    assert (reading.furthest, reading.steps_total) == (8, 8)


def test_a_page_opened_before_the_new_version_came_says_the_name(publish, client):
    publish("## Why it is so\n", "")
    read_to(client, "why-it-is-so")
    assert 'href="#story-2"' in where(client)


def test_the_tile_and_the_progress_page_lead_to_the_place_itself(published, client):
    read_to(client, "story-2")
    assert f'href="/e/{SLUG}#story-2"' in client.get("/me/continue").content.decode()
    assert f'href="/e/{SLUG}#story-2"' in client.get("/me").content.decode()


def test_a_signed_in_reader_goes_on_at_another_device(published, django_user_model):
    user = django_user_model.objects.create_user("reader@example.org")
    here, elsewhere, stranger = Client(), Client(), Client()
    for device in (here, elsewhere):
        device.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    read_to(here, "story-2")
    assert 'href="#story-2"' in where(elsewhere)
    assert stranger.get(f"/e/{SLUG}/mine").status_code == 204


def test_the_farthest_place_is_kept_when_an_anonymous_record_is_adopted(published):
    essay, anonymous, learner = Essay.objects.get(), Learner.objects.create(), Learner.objects.create()
    note_reading(learner=anonymous, essay=essay, furthest=4, at=now())
    note_reading(learner=learner, essay=essay, furthest=2, at=now())
    adopt_readings(anonymous=anonymous, learner=learner, at=now())
    assert (Reading.objects.get().furthest, Reading.objects.get().mark) == (4, "story-2")


def test_what_was_kept_as_a_number_alone_gets_its_name(publish, client):
    read_to(client, "story-2")
    Reading.objects.update(mark="")
    import_module("essays.migrations.0004_reading_mark").name_marks(apps, None)
    assert Reading.objects.get().mark == "story-2"
    publish(*INSERTED)
    assert 'href="#story-2"' in where(client)
