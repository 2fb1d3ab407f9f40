"""What comes back before it is forgotten: /review, /me, the tests around an essay; without scripts, and honest."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from assessments.afresh import fresh_view, turns
from assessments.models import Attempt, Response
from assessments.selectors import item_view
from essays.asking import questions, testing
from essays.asking.questions import next_question
from essays.dots import calibration_plot
from overlook.accounts.models import Learner
from overlook.accounts.services import learner_for
from overlook.progress.calibration import words
from overlook.progress.models import Outcome, ReviewCard, ReviewLog, WeeklyGoal, XpEntry
from tests.essays.conftest import SLUG

AIM = f"{SLUG}-main-idea"
CHECK = f"/check/{AIM}"
TESTS = f"/e/{SLUG}/test"
HERE = {"Sec-Fetch-Site": "same-origin"}
HTMX = {**HERE, "HX-Request": "true"}
RIGHT = {"what-is-a-knot": "bends", "more-knots": "number", "no-knot": "straight"}


@pytest.fixture
def clock(monkeypatch):
    """The hour as the pages see it; ``clock(days=3)`` lets time pass."""
    moment = [datetime(2026, 3, 2, 9, 0, tzinfo=UTC)]

    def forward(**time: float) -> datetime:
        moment[0] += timedelta(**time)
        return moment[0]

    for module in ("asking.checking", "person", "asking.reviewing", "asking.testing"):
        monkeypatch.setattr(f"essays.{module}.now", lambda: moment[0])
    return forward


def option(view, words: str) -> str:
    return str(next(one["id"] for one in view.inputs["options"] if words in one["text"]))


def answer_all(client, confidence: str = "") -> Learner:
    """All three questions of the objective, rightly, on its check."""
    for number, (item, words_) in enumerate(RIGHT.items(), 1):
        sent = {"option": option(item_view(SLUG, item), words_), "confidence": confidence}
        client.post(f"{CHECK}?q={number}", sent, headers=HERE)
    return Learner.objects.get()


def asked(client) -> tuple[str, str]:
    """The question that /review asks now: its id, and where its answer goes."""
    page = client.get("/review").content.decode()
    found = re.search(r'data-item="([^"]+)"', page)
    action = re.search(r'<form method="post" action="([^"]+)"', page)
    assert found, page
    assert action
    return found[1], action[1].replace("&amp;", "&")


def fields_of(learner: Learner, item: str, *, right: bool = True) -> dict[str, str]:
    view = fresh_view(learner, SLUG, item, turn=turns(learner, SLUG, item))
    chosen = option(view, RIGHT[item])
    return {"option": next(one["id"] for one in view.inputs["options"] if (one["id"] == chosen) is right)}


def test_nobody_has_nothing_to_review(published, client, clock):
    page = client.get("/review").content.decode()
    assert "Nothing to review yet" in page
    assert client.post(f"/review?item={SLUG}/no-knot&turn=0", {}, headers=HERE).status_code == 404


def test_what_is_due_is_asked_in_a_new_variant_and_says_why(published, client, clock):
    learner = answer_all(client)
    assert "Nothing can be asked now" in client.get("/review").content.decode()
    clock(days=40)
    page = client.get("/review").content.decode()
    assert "Why this question" in page
    assert "Due for review: you last recalled this 40 days ago, and would still recall it about" in page
    assert "nearest to seven in ten for you" in page
    assert "Question 1 of about 6" in page
    assert "How sure are you?" in page
    item, action = asked(client)
    assert (item, action) == asked(client)
    sent = client.post(action, {**fields_of(learner, item), "confidence": "sure"}, headers=HERE)
    assert sent.status_code == 302
    told = client.get(sent["Location"]).content.decode()
    assert "Right." in told
    assert "/review?n=2" in told
    assert "disabled" in told
    assert "You may answer again" not in told
    assert "A hint" not in told
    assert list(XpEntry.objects.order_by("at").values_list("reason", flat=True)) == ["mastery", "review"]
    end = client.get("/review?n=2").content.decode()
    assert "1 question answered." in end
    assert "Next after that, on " in end


def test_an_answer_through_htmx_brings_the_feedback_and_the_way_on(published, client, clock):
    learner = answer_all(client)
    clock(days=40)
    item, action = asked(client)
    told = client.post(action, fields_of(learner, item, right=False), headers=HTMX)
    assert told.status_code == 200
    assert "Not right." in told.content.decode()
    assert 'hx-swap-oob="true"' in told.content.decode()
    assert "<html" not in told.content.decode()
    assert ReviewCard.objects.get().lapses == 1


def test_reloading_answering_twice_or_by_hand_earns_nothing_more(published, client, clock):
    learner = answer_all(client)
    clock(days=40)
    item, action = asked(client)
    fields = fields_of(learner, item)
    first = client.post(action, fields, headers=HERE)
    for _ in range(3):
        client.get(first["Location"])
        assert client.post(action, fields, headers=HERE).status_code == 302
    # Another tab with another answer, and a turn made up: on to the next question.
    for address in (action, action.replace("turn=1", "turn=5")):
        again = client.post(address, {**fields, "confidence": "guess"}, headers=HERE)
        assert (again.status_code, again["Location"]) == (302, "/review?n=1")
    assert Response.objects.filter(attempt__context="review").count() == 1
    assert XpEntry.objects.filter(reason="review").count() == 1
    assert (ReviewLog.objects.count(), Outcome.objects.filter(delayed=True).count()) == (4, 1)


def test_an_answer_that_cannot_be_read_is_refused_and_the_question_stays(published, client, clock):
    answer_all(client)
    clock(days=40)
    _item, action = asked(client)
    refused = client.post(action, {}, headers=HERE)
    assert refused.status_code == 422
    assert "Choose one of the options first." in refused.content.decode()
    assert not Attempt.objects.filter(context="review").exists()


@pytest.mark.parametrize("query", ["?n=0", "?n=-3", "?n=many", "?n=99999", "?n=7"])
def test_a_review_bears_with_any_address(published, client, clock, query):
    answer_all(client)
    clock(days=40)
    assert client.get(f"/review{query}").status_code == 200


def test_a_review_of_somebody_else_is_not_there(published, client, clock):
    learner = answer_all(client)
    clock(days=40)
    item, action = asked(client)
    sent = client.post(action, fields_of(learner, item), headers=HERE)
    assert Client().get(sent["Location"]).status_code == 404
    practice = Attempt.objects.get(context="personal")
    assert client.get(f"/review/{practice.ref}").status_code == 404


@pytest.mark.parametrize("address", ["/review", "/me/week", TESTS, f"{TESTS}/pre"])
def test_a_form_from_another_site_is_refused(published, client, address):
    assert client.post(address, {"days": "3"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_a_weak_objective_is_asked_when_nothing_is_due(published, client, clock):
    for number, item in enumerate(RIGHT, 1):
        view = item_view(SLUG, item)
        wrong = next(one["id"] for one in view.inputs["options"] if RIGHT[item] not in one["text"])
        client.post(f"{CHECK}?q={number}", {"option": wrong}, headers=HERE)
    ReviewCard.objects.update(due_at=clock(days=2) + timedelta(days=9))
    page = client.get("/review").content.decode()
    assert "Not secure yet" in page


def test_the_choice_is_the_same_every_time_and_costs_the_same(published, client, clock, django_assert_max_num_queries):
    learner = answer_all(client)
    at = clock(days=40)
    with django_assert_max_num_queries(9):
        first = next_question(learner, at=at)
    assert first == next_question(learner, at=at)
    assert first is not None
    assert first.reason == "due"
    assert next_question(None, at=at) is None


def test_my_progress_says_what_is_due_and_what_was_earned(published, client, clock):
    answer_all(client, "sure")
    page = client.get("/me").content.decode()
    assert "Nothing is due. Next, on " in page
    assert "1 of 3 days." in page
    assert "100 points so far." in page
    assert "<strong>Secure</strong>" in page
    clock(days=40)
    page = client.get("/me").content.decode()
    assert "Due for review: 1." in page
    assert "Review 1 objective" in page
    assert 'href="/review"' in page
    assert "still there about" in page
    assert "style=" not in page


def test_my_progress_compares_confidence_and_correctness(published, client, clock):
    assert "How sure, and how right" not in client.get("/me").content.decode()
    answer_all(client, "sure")
    page = client.get("/me").content.decode()
    assert "How sure, and how right" in page
    assert "under 5 answers" in page
    plot = calibration_plot(words([("sure", Decimal(1))] * 4 + [("sure", Decimal(0))] * 2))
    assert 'aria-label="Confidence against correctness. sure: right 0.67"' in plot
    assert calibration_plot(words([("sure", Decimal(1))] * 4)) == ""


def test_a_goal_is_set_for_next_monday_in_ones_own_zone(published, client, clock, django_user_model):
    user = django_user_model.objects.create_user("ada@example.org", time_zone="Pacific/Auckland")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    # Sunday noon in UTC is Monday in Auckland.
    clock(days=6, hours=6)
    sent = client.post("/me/week", {"days": "5"}, headers=HERE)
    assert (sent.status_code, sent["Location"]) == (302, "/me#week")
    assert WeeklyGoal.objects.get().monday.isoformat() == "2026-03-16"
    for nonsense in ("0", "8", "", "many", "²"):
        client.post("/me/week", {"days": nonsense}, headers=HERE)
    assert "Choose 1 to 7 days a week." in client.get("/me").content.decode()
    assert WeeklyGoal.objects.get().days == 5
    assert learner_for(user).weekly_goals.count() == 1


def test_a_check_ends_with_when_it_is_asked_again(published, client, clock):
    answer_all(client)
    assert "You will be asked again on " in client.get(f"{CHECK}?q=4").content.decode()
    clock(days=40)
    assert "It is due for review now." in client.get(f"{CHECK}?q=4").content.decode()


def begin(client, kind: str) -> str:
    sent = client.post(TESTS, {"kind": kind}, headers=HERE)
    return str(sent["Location"]) if sent.status_code == 302 else str(sent.status_code)


def take(client, kind: str, *, right: bool) -> None:
    """The one question of a test of the small essay, then hand in."""
    address = begin(client, kind)
    assert address == f"{TESTS}/{kind}"
    slot = Attempt.objects.get(context=f"test:{kind}").slots.select_related("item_version__item").get()
    page = client.get(address).content.decode()
    words_ = RIGHT[slot.item_version.item.slug]
    chosen = re.findall(r'name="option" value="(\w+)"[^>]*>\s*(?:<[^>]+>)*([^<]+)', page)
    value = next(value for value, text in chosen if (words_ in text) is right)
    assert client.post(f"{address}?q=1", {"option": value}, headers=HERE)["Location"] == f"{address}?q=2"
    assert "Hand in" in client.get(f"{address}?q=2").content.decode()
    assert client.post(f"{address}?q=2", {"hand-in": "1"}, headers=HERE)["Location"] == TESTS


def test_the_three_tests_come_in_their_time_and_the_gain_is_told_with_care(published, client, clock):
    page = client.get(TESTS).content.decode()
    assert page.count("Begin<") == 2
    assert "seven days after the second" in page
    take(client, "pre", right=False)
    answer_all_after = Outcome.objects.get()
    assert (answer_all_after.context, answer_all_after.delayed) == ("test:pre", False)
    assert not ReviewCard.objects.exists()
    client.post(f"/e/{SLUG}/reading", {"mark": "you-can-now"}, headers=HERE)
    take(client, "post", right=True)
    page = client.get(TESTS).content.decode()
    assert "From before to after reading" in page
    assert "0 of 1 before, 1 of 1 after." in page
    assert "So few questions cannot tell a gain from chance" in page
    assert begin(client, "delayed") == "409"
    clock(days=6, hours=23)
    assert begin(client, "delayed") == "409"
    clock(hours=1)
    take(client, "delayed", right=True)
    page = client.get(TESTS).content.decode()
    assert "From before reading to a week later" in page
    assert [begin(client, kind) for kind in ("pre", "post", "delayed", "other")] == ["409", "409", "409", "404"]


def test_a_test_tells_nothing_on_the_way_and_takes_one_answer(published, client, clock):
    address = begin(client, "post")
    page = client.get(address).content.decode()
    value = re.findall(r'name="option" value="(\w+)"', page)[0]
    client.post(f"{address}?q=1", {"option": value}, headers=HERE)
    again = client.get(f"{address}?q=1").content.decode()
    assert "You have answered this question." in again
    assert "ight." not in again
    client.post(f"{address}?q=1", {"option": re.findall(r'value="(\w{10})"', page)[1]}, headers=HERE)
    assert Response.objects.count() == 1
    assert client.post(f"{address}?q=1", {}, headers=HERE).status_code in (302, 422)


def test_whoever_has_begun_to_read_is_past_the_first_test(published, client, clock):
    client.post(f"/e/{SLUG}/reading", {"mark": "story-1"}, headers=HERE)
    assert "for those who have not begun to read" in client.get(TESTS).content.decode()
    assert begin(client, "pre") == "409"


def test_a_test_that_is_not_there_or_not_running_leads_back(published, client, clock):
    assert client.get("/e/nothing/test").status_code == 404
    assert client.get(f"{TESTS}/other").status_code == 404
    assert client.get(f"{TESTS}/pre")["Location"] == TESTS


def test_a_test_asks_one_question_for_each_objective(published):
    assert [questions.items_of_test(SLUG, kind) for kind in ("pre", "post", "delayed")] == [
        ["what-is-a-knot"],
        ["what-is-a-knot"],
        ["more-knots"],
    ]
    assert timedelta(days=7) == testing.APART
