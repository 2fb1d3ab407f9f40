"""How much an anonymous reader may answer: counted so that no race gets past it."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core.cache import cache

from assessments import limits, services
from assessments.models import AnswerCount, Response
from assessments.simulated import possible_answers
from overlook.accounts import sessions
from overlook.accounts.models import Learner
from overlook.accounts.services import learner_for
from overlook.kit.errors import TooMany
from tests.assessments.conftest import AT
from tests.assessments.test_double_submit import threads  # noqa: F401  a fixture


def answer(learner, key, at=AT):
    fields = possible_answers("dd", "the-threshold")[0].fields
    return services.answer_item(
        learner=learner, bank="dd", item_id="the-threshold", payload=fields, idempotency_key=key, at=at
    )


@pytest.fixture
def three(monkeypatch):
    monkeypatch.setattr(limits, "MOST_ANSWERS", 3)


@pytest.mark.django_db
def test_the_answer_after_the_last_is_refused_with_a_way_out_and_kept_nowhere(learner, bank, three):
    for number in range(3):
        answer(learner, f"{number}")
    with pytest.raises(TooMany) as refusal:
        answer(learner, "3")
    assert refusal.value.retry_after == 60
    assert "sign in" in refusal.value.message
    assert Response.objects.count() == 3


@pytest.mark.django_db
def test_a_minute_later_one_may_go_on(learner, bank, three):
    for number in range(3):
        answer(learner, f"{number}")
    assert answer(learner, "3", AT + limits.WINDOW).seq == 4


@pytest.mark.django_db
def test_who_has_an_account_answers_as_they_like(bank, ada, three):
    for number in range(5):
        answer(learner_for(ada), f"{number}")
    assert not AnswerCount.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_forty_answers_at_once_get_no_further_than_the_limit(learner, bank, monkeypatch, threads):  # noqa: F811
    monkeypatch.setattr(limits, "MOST_ANSWERS", 7)

    def click(number):
        def act():
            try:
                return answer(learner, f"{number}").seq
            except TooMany:
                return "refused"

        return act

    told = Counter(isinstance(said, int) for said in threads(*(click(number) for number in range(40))))
    assert told == {True: 7, False: 33}
    assert threads(Response.objects.count) == [7]


@pytest.mark.django_db
def test_counts_that_limit_nobody_are_dropped(learner, bank):
    answer(learner, "a")
    assert limits.forget_counts(at=AT + limits.KEPT) == 0
    assert limits.forget_counts(at=AT + limits.KEPT + timedelta(seconds=1)) == 1


@pytest.mark.django_db
def test_a_script_that_drops_its_cookies_is_stopped_by_its_address(client, bank, monkeypatch):
    monkeypatch.setattr(sessions, "MOST_NEWCOMERS", 2)
    cache.clear()
    fields = possible_answers("dd", "the-threshold")[0].fields
    codes = []
    for _answer in range(4):
        client.cookies.clear()
        sent = client.post("/items/dd/the-threshold", fields, headers={"Sec-Fetch-Site": "same-origin"})
        codes.append(sent.status_code)
    assert codes == [302, 302, 429, 429]
    assert Learner.objects.count() == 2
    elsewhere = client.post(
        "/items/dd/the-threshold", fields, headers={"Sec-Fetch-Site": "same-origin"}, REMOTE_ADDR="192.0.2.9"
    )
    assert elsewhere.status_code == 302
    cache.clear()
