"""What a reader does: predict before seeing, read on, check an objective, look at their own progress."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from assessments.models import Response
from assessments.selectors import item_view
from essays.models import Essay, Reading, Reveal
from essays.services import adopt_readings, note_reading, predict, show_without_predicting
from overlook.accounts.models import Learner
from overlook.kit.errors import Invalid, NotFound
from overlook.progress.selectors import standings
from tests.essays.conftest import SLUG

PREDICT = f"/e/{SLUG}/predict/first-guess"
WITHHELD = "exactly as high as the data"
HERE = {"Sec-Fetch-Site": "same-origin"}
HTMX = {**HERE, "HX-Request": "true"}
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def option(item: str, words: str) -> str:
    """The opaque id of the option that reads so."""
    return str(next(one["id"] for one in item_view(SLUG, item).inputs["options"] if words in one["text"]))


@pytest.fixture
def essay(published) -> Essay:
    return Essay.objects.select_related("current").get()


@pytest.fixture
def learner(db) -> Learner:
    return Learner.objects.create()


def test_the_comparison_is_withheld_until_a_prediction_is_stored(published, client):
    assert WITHHELD not in client.get(f"/e/{SLUG}").content.decode()
    assert WITHHELD not in client.get(PREDICT).content.decode()
    assert client.get(PREDICT, headers=HTMX).status_code == 204
    answer = {"option": option("first-guess", "Much farther"), "confidence": "sure"}
    shown = client.post(PREDICT, answer, headers=HTMX)
    assert WITHHELD in shown.content.decode()
    assert "Not as you predicted." in shown.content.decode()
    assert Response.objects.get().confidence == "sure"
    assert Reveal.objects.get().predicted


def test_what_was_revealed_is_there_when_the_reader_comes_back(published, client):
    client.post(PREDICT, {"option": option("first-guess", "No farther")}, headers=HTMX)
    again = client.get(PREDICT, headers=HTMX)
    assert again.status_code == 200
    assert WITHHELD in again.content.decode()
    assert "As you predicted." in again.content.decode()
    assert "disabled" in again.content.decode()
    assert again["Cache-Control"].startswith("max-age=0")


def test_a_prediction_works_without_javascript(published, client):
    sent = client.post(PREDICT, {"option": option("first-guess", "No farther")}, headers=HERE)
    assert (sent.status_code, sent["Location"]) == (302, PREDICT)
    page = client.get(PREDICT).content.decode()
    assert WITHHELD in page
    assert f'href="/e/{SLUG}#first-guess"' in page


def test_a_reader_may_see_without_predicting_and_that_is_noted(published, client):
    shown = client.post(PREDICT, {"skip": "1"}, headers=HTMX).content.decode()
    assert WITHHELD in shown
    assert "You chose to see without predicting." in shown
    assert not Reveal.objects.get().predicted
    assert Response.objects.count() == 0


def test_nothing_is_revealed_and_nobody_is_noted_when_the_answer_cannot_be_read(published, client):
    refused = client.post(PREDICT, {}, headers=HTMX)
    assert refused.status_code == 422
    assert WITHHELD not in refused.content.decode()
    assert 'role="alert"' in refused.content.decode()
    assert (Reveal.objects.count(), Response.objects.count(), Learner.objects.count()) == (0, 0, 0)


def test_only_the_first_prediction_counts(published, client):
    for words in ("No farther", "Much farther"):
        shown = client.post(PREDICT, {"option": option("first-guess", words)}, headers=HTMX)
    assert "As you predicted." in shown.content.decode()
    assert Response.objects.count() == 1


def test_one_reader_does_not_see_what_another_revealed(published, client):
    client.post(PREDICT, {"option": option("first-guess", "No farther")}, headers=HTMX)
    assert Client().get(PREDICT, headers=HTMX).status_code == 204


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}, {}])
@pytest.mark.parametrize("address", [PREDICT, f"/e/{SLUG}/reading", f"/check/{SLUG}-main-idea"])
def test_a_form_from_another_site_is_refused(published, client, address, headers):
    assert client.post(address, {"mark": "story-1", "skip": "1"}, headers=headers).status_code == 403
    assert Learner.objects.count() == 0


def test_a_prediction_of_another_item_is_not_there(essay, learner):
    with pytest.raises(NotFound):
        show_without_predicting(learner=learner, essay=essay, prediction="what-is-a-knot", at=AT)
    with pytest.raises(NotFound):
        predict(
            learner=learner,
            essay=essay,
            prediction="what-is-a-knot",
            payload={"option": "x"},
            confidence="",
            idempotency_key="k",
            at=AT,
        )
    assert Reveal.objects.count() == 0


def test_reading_on_is_noted_and_never_goes_back(essay, learner):
    for furthest, minutes in ((2, 0), (5, 3), (1, 4)):
        note_reading(learner=learner, essay=essay, furthest=furthest, at=AT + timedelta(minutes=minutes))
    reading = Reading.objects.get()
    assert (reading.furthest, reading.steps_total, reading.completed_at) == (5, 7, None)
    assert (reading.started_at, reading.last_at) == (AT, AT + timedelta(minutes=4))
    note_reading(learner=learner, essay=essay, furthest=7, at=AT + timedelta(minutes=9))
    note_reading(learner=learner, essay=essay, furthest=7, at=AT + timedelta(minutes=20))
    assert Reading.objects.get().completed_at == AT + timedelta(minutes=9)


@pytest.mark.parametrize("mark", ["8", "nowhere", "", "x" * 9000, "²", "fig-story"])
def test_a_mark_that_is_not_there_is_refused(published, client, mark):
    assert client.post(f"/e/{SLUG}/reading", {"mark": mark}, headers=HERE).status_code == 422
    assert (Reading.objects.count(), Learner.objects.count()) == (0, 0)


def test_a_reader_who_returns_is_led_to_where_they_were(published, client):
    assert client.get(f"/e/{SLUG}/mine").status_code == 204
    client.post(f"/e/{SLUG}/reading", {"mark": "story-1"}, headers=HERE)
    fragment = client.get(f"/e/{SLUG}/mine")
    assert 'href="#story-1"' in fragment.content.decode()
    assert "no-store" in fragment["Cache-Control"]
    client.post(f"/e/{SLUG}/reading", {"mark": "you-can-now"}, headers=HERE)
    assert "You have read this essay." in client.get(f"/e/{SLUG}/mine").content.decode()


def test_an_anonymous_record_is_adopted_with_the_farthest_and_the_earliest(essay, learner):
    anonymous = Learner.objects.create()
    note_reading(learner=anonymous, essay=essay, furthest=7, at=AT)
    note_reading(learner=learner, essay=essay, furthest=2, at=AT + timedelta(days=1))
    show_without_predicting(learner=anonymous, essay=essay, prediction="first-guess", at=AT)
    show_without_predicting(learner=learner, essay=essay, prediction="first-guess", at=AT + timedelta(days=1))
    adopt_readings(anonymous=anonymous, learner=learner, at=AT + timedelta(days=2))
    reading = Reading.objects.get()
    assert (reading.learner, reading.furthest, reading.started_at) == (learner, 7, AT)
    assert (reading.last_at, reading.completed_at) == (AT + timedelta(days=1), AT)
    assert Reveal.objects.get().at == AT


def test_a_reading_that_only_the_anonymous_reader_has_is_moved(essay, learner):
    anonymous = Learner.objects.create()
    note_reading(learner=anonymous, essay=essay, furthest=3, at=AT)
    adopt_readings(anonymous=anonymous, learner=learner, at=AT)
    assert Reading.objects.get().learner == learner


def test_note_reading_names_the_field(essay, learner):
    with pytest.raises(Invalid) as refused:
        note_reading(learner=learner, essay=essay, furthest=8, at=AT)
    assert refused.value.fields == {"furthest": ["From 0 to 7."]}


CHECK = f"/check/{SLUG}-main-idea"


def test_a_check_asks_one_question_a_screen_and_ends_with_where_one_stands(published, client):
    first = client.get(CHECK).content.decode()
    assert "Question 1 of about 3" in first
    assert "How sure are you?" in first
    assert "What may happen at a knot?" in first
    sent = client.post(
        f"{CHECK}?q=1", {"option": option("what-is-a-knot", "breaks"), "confidence": "sure"}, headers=HERE
    )
    assert sent.status_code == 302
    told = client.get(sent["Location"]).content.decode()
    assert "The chain is one piece." in told
    assert f"/e/{SLUG}?fig=fig-story&amp;k=5#fig-story" in told
    assert f"{CHECK}?q=2" in told
    second = client.post(f"{CHECK}?q=2", {"option": option("more-knots", "number")}, headers=HTMX).content.decode()
    assert "Right." in second
    assert 'hx-swap-oob="true"' in second
    end = client.get(f"{CHECK}?q=4").content.decode()
    assert "2 of 3 first answers: not enough to say." in end
    learner = Learner.objects.get()
    assert [standing.last for standing in standings(learner)] == ["✗✓"]
    third = client.post(f"{CHECK}?q=3", {"option": option("no-knot", "straight")}, headers=HTMX).content.decode()
    assert "See where you stand" in third
    (standing,) = standings(learner)
    assert (standing.last, standing.estimate is None) == ("✗✓✓", False)


@pytest.mark.parametrize("query", ["?q=0", "?q=-1", "?q=many", "?q=99999", "?q=1&try=9"])
def test_a_check_bears_with_any_address(published, client, query):
    assert client.get(f"{CHECK}{query}").status_code == 200


def test_a_check_refuses_an_answer_that_it_cannot_read_with_a_sentence(published, client):
    refused = client.post(f"{CHECK}?q=1", {}, headers=HERE)
    assert refused.status_code == 422
    assert "Choose one of the options first." in refused.content.decode()


def test_my_progress_of_somebody_unknown_says_so_and_suggests_an_essay(published, client):
    page = client.get("/me").content.decode()
    assert "Nothing is known about you yet" in page
    assert "Read the essay" in page


def test_my_progress_shows_state_next_step_and_last_answers(published, client):
    client.post(f"{CHECK}?q=1", {"option": option("what-is-a-knot", "bends")}, headers=HERE)
    page = client.get("/me").content.decode()
    assert "You are secure in 0 of 1 objective, and have begun 1." in page
    assert "A few more answers and we can say where you stand." in page
    assert f'href="{CHECK}"' in page
    assert "1 of 3 answers needed" in page
    client.post(f"/e/{SLUG}/reading", {"mark": "story-1"}, headers=HERE)
    page = client.get("/me").content.decode()
    assert "Continue: Small essay" in page
    assert "You stopped at 3 of 7." in page


def test_the_first_tile_of_somebody_who_has_begun_is_to_go_on(published, client):
    assert client.get("/me/continue").status_code == 204
    client.post(f"/e/{SLUG}/reading", {"mark": "story-1"}, headers=HERE)
    tile = client.get("/me/continue").content.decode()
    assert "Continue: Small essay" in tile
    assert f'href="/e/{SLUG}#story-1"' in tile


def test_an_estimate_comes_with_its_range(published, client, learner):
    client.post(f"{CHECK}?q=1", {"option": option("what-is-a-knot", "bends")}, headers=HERE)
    own = Learner.objects.exclude(pk=learner.pk).get().standings.get()
    own.evidence, own.alpha, own.beta = 5, 4.5, 1.5
    own.save()
    page = client.get("/me").content.decode()
    assert 'class="interval"' in page
    assert "0.75, likely between 0." in page
    assert "style=" not in page
