"""Items as pages and in place: with htmx, without JavaScript, and from somebody else's site."""

import json
from typing import Any

import pytest
from django.test import Client

from assessments import selectors
from assessments.models import HintTaken, Response
from assessments.simulated import possible_answers
from overlook.accounts.models import Learner
from tests.assessments.conftest import raw_bank

pytestmark = pytest.mark.django_db

URL = "/items/dd/the-threshold"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def right(bank) -> dict[str, Any]:
    return possible_answers("dd", "the-threshold")[0].fields


@pytest.fixture
def wrong(bank) -> dict[str, Any]:
    return possible_answers("dd", "the-threshold")[1].fields


def test_a_question_is_a_page_of_its_own_and_stores_nothing(reader, bank):
    page = reader.get(URL)
    assert page.status_code == 200
    assert "Where does the test error peak" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert Learner.objects.count() == 0
    assert "sessionid" not in page.cookies


def test_without_javascript_an_answer_goes_post_redirect_get_and_the_answer_is_kept(reader, right):
    posted = reader.post(URL, {**right, "confidence": "fairly"})
    assert (posted.status_code, posted["Location"]) == (302, f"{URL}?try=1#item-the-threshold-feedback")
    page = reader.get(posted["Location"]).content.decode()
    assert 'class="mark-good">Right.' in page
    assert f'value="{right["option"]}" checked' in page
    assert 'value="fairly" checked' in page
    assert 'id="item-the-threshold-feedback"' in page


def test_the_same_form_sent_twice_is_one_answer(reader, right):
    first, again = reader.post(URL, right), reader.post(URL, right)
    assert first["Location"] == again["Location"]
    assert Response.objects.count() == 1


def test_htmx_gets_the_section_only_with_focus_on_the_feedback(reader, wrong):
    posted = reader.post(URL, {**wrong, "idempotency_key": "k"}, headers=HTMX)
    section = posted.content.decode()
    assert posted.status_code == 200
    assert section.lstrip().startswith('<section class="item"')
    assert "<html" not in section
    assert section.count("data-focus") == 1
    assert 'class="mark-bad">Not right.' in section
    assert 'href="/e/dd?fig=fit&amp;k=41#fit"' in section
    event = json.loads(posted["HX-Trigger-After-Swap"])
    assert event == {"item:answered": {"bank": "dd", "item": "the-threshold"}}


def test_an_answer_that_cannot_be_read_comes_back_with_a_sentence_and_what_was_written(reader, bank):
    for headers in ({}, HTMX):
        posted = reader.post("/items/dd/largest-step", {"value": "1,234", "confidence": "sure"}, headers=headers)
        html = posted.content.decode()
        assert posted.status_code == 422
        assert "could mean 1234 or 1.234" in html
        assert 'value="1,234"' in html
        assert 'aria-invalid="true"' in html
        assert 'value="sure" checked' in html
        assert 'role="alert"' in html
    assert (Learner.objects.count(), Response.objects.count()) == (0, 0)


def test_an_anonymous_reader_becomes_a_learner_at_the_first_answer_and_stays_one(reader, right, wrong):
    reader.post(URL, wrong)
    reader.post(URL, right)
    assert Learner.objects.get().attempts.get().responses.count() == 2


def test_a_hint_comes_in_place_and_on_the_page_with_the_draft_kept(reader, wrong):
    told = reader.post(f"{URL}/hint", {**wrong, "hint": "1"}, headers=HTMX).content.decode()
    assert told.lstrip().startswith('<div class="hints"')
    assert "Count the coefficients" in told
    assert "A line has two." not in told
    assert "takes 25" in told
    page = reader.post(f"{URL}/hint", {**wrong, "hint": "2"}).content.decode()
    assert "A line has two." in page
    assert f'value="{wrong["option"]}" checked' in page
    assert HintTaken.objects.count() == 2


@pytest.mark.parametrize("number", ["2", "9", "0", "-1", "x", "", "²", "1" * 400])
def test_a_hint_out_of_turn_is_refused(reader, bank, number):
    assert reader.post(f"{URL}/hint", {"hint": number}).status_code in (404, 409)
    assert HintTaken.objects.count() == 0


def test_a_form_from_another_site_is_refused_and_nothing_is_stored(right):
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Referer": "https://evil.example/testserver"},
        {"Origin": "http://testserver.evil.example"},
        {"Origin": "https://evil.example", "Referer": "http://testserver/e/dd"},
        {},
    ):
        for address in (URL, f"{URL}/hint"):
            assert Client(headers=headers).post(address, {**right, "hint": "1"}).status_code == 403
    assert (Learner.objects.count(), Response.objects.count()) == (0, 0)


def test_our_own_pages_may_post_without_a_token(right):
    for headers in (
        {"Sec-Fetch-Site": "same-origin"},
        {"Origin": "http://testserver"},
        {"Referer": "http://testserver/e/dd"},
    ):
        posted = Client(headers=headers, enforce_csrf_checks=True).post(URL, right)
        assert posted.status_code == 302


def test_feedback_is_its_learners_own(reader, right):
    reader.post(URL, right)
    stranger = Client(headers={"Sec-Fetch-Site": "same-origin"})
    assert "mark-good" not in stranger.get(f"{URL}?try=1").content.decode()
    assert "mark-good" in reader.get(f"{URL}?try=1").content.decode()


@pytest.mark.parametrize("tried", ["0", "2", "-1", "x", "9" * 40, "²", "1;drop"])
def test_a_try_that_never_was_is_no_error(reader, right, tried):
    reader.post(URL, right)
    page = reader.get(URL, {"try": tried})
    assert page.status_code == 200
    assert "mark-good" not in page.content.decode()


@pytest.mark.parametrize(
    "state", ["", "[]", "{", "null", '{"a": 1e999}', '{"a": "\\u0000"}', '{"k": 39}', "[" * 1500, '{"a": NaN}']
)
def test_a_figure_state_is_kept_when_it_can_be(reader, right, state):
    assert reader.post(URL, {**right, "figure_state": state}).status_code == 302
    assert Response.objects.get().figure_state == ({"k": 39} if "39" in state else None)


@pytest.mark.parametrize("address", ["/items/dd/none", "/items/none/the-threshold", "/items/dd/none/hint"])
def test_an_unknown_question_is_404(reader, bank, address):
    assert reader.post(address, {"hint": "1"}).status_code == 404
    assert Learner.objects.count() == 0


def test_the_item_of_an_essay_is_the_same_for_every_reader(reader, bank, django_assert_num_queries):
    with django_assert_num_queries(1):
        views = selectors.item_views("dd")
    assert list(views) == [item["id"] for item in raw_bank()]
    assert views["draw-it"].scripts == ("assessments/items.js", "items.js")
    assert views["the-threshold"].hints == ()
