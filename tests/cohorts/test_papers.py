"""Papers of a cohort: assigned with a policy, begun, taken without a script, over the API, and watched."""

from datetime import timedelta
from decimal import Decimal

import pytest

from assessments.models import Attempt, Grade, ItemKey, Response
from overlook.cohorts import deadlines, papers, services
from overlook.cohorts.models import Assignment, Role
from overlook.kit.clock import now
from overlook.kit.errors import Conflict, Invalid, NotFound
from tests.assessments.sitting import right, slots_of
from tests.assessments.test_crawl import leaks
from tests.cohorts.cast import NOON, assigned, assigned_paper, client_of, person, publish_questions, seat_in

FORM = {
    "essay": "double-descent",
    "questions": "all",
    "opens": "2026-01-01T08:00",
    "due": "2099-03-20T23:59",
    "closes": "2099-03-21T23:59",
    "minutes": "30",
    "sittings": "2",
    "keep": "last",
    "feedback": "after-close",
    "tries": "1",
    "credit": "1; 0,5",
    "review": "on",
}


@pytest.fixture
def anna(cohort):
    return person("anna", cohort)


def test_an_instructor_assigns_a_paper_with_its_policy(cohort, owner):
    publish_questions()
    client = client_of(owner)
    assert "Assign a paper" in client.get(f"/cohort/{cohort.ref}/papers").content.decode()
    made = client.post(f"/cohort/{cohort.ref}/papers", FORM)
    paper = Assignment.objects.get()
    assert (made.status_code, made["Location"]) == (302, f"/cohort/{cohort.ref}/assignments/{paper.ref}")
    rules = paper.rules
    assert (rules.minutes, rules.sittings, rules.keep, rules.feedback) == (30, 2, "last", "after-close")
    assert (rules.credit, rules.shuffle, rules.review, rules.seeds) == (
        (Decimal(1), Decimal("0.5")),
        False,
        True,
        "kept",
    )


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"closes": ""}, "closes", "Feedback after the closing needs a closing time."),
        ({"closes": "2099-03-20T12:00"}, "closes", "The closing cannot lie before the due date."),
        ({"minutes": "0"}, "minutes", "greater than or equal to 1"),
        ({"minutes": "abc"}, "minutes", "Enter a whole number."),
        ({"tries": "3"}, "tries", "Several tries at a question need feedback at once"),
        ({"credit": "1; 2"}, "credit", "at most ten numbers from 0 to 1"),
        ({"credit": "all"}, "credit", "Write numbers from 0 to 1"),
        ({"credit": "nan"}, "credit", "at most ten numbers from 0 to 1"),
        ({"due": "2026-01-01T08:00"}, "due", "must lie after the opening"),
    ],
)
def test_a_policy_that_cannot_be_is_refused_at_its_field(cohort, owner, change, field, sentence):
    publish_questions()
    page = client_of(owner).post(f"/cohort/{cohort.ref}/papers", {**FORM, **change})
    assert page.status_code == 422
    text = page.content.decode()
    assert sentence in text
    assert f'id="id_{field}_error"' in text
    assert not Assignment.objects.exists()


def test_an_essay_without_questions_makes_no_paper(cohort, owner):
    page = client_of(owner).post(f"/cohort/{cohort.ref}/papers", FORM)
    assert page.status_code == 422
    assert "There are no questions of this kind" in page.content.decode()


def test_an_essay_and_its_paper_may_both_be_assigned_and_each_once(cohort):
    assigned(cohort)
    assigned_paper(cohort)
    with pytest.raises(Conflict):
        assigned_paper(cohort)


def test_the_start_page_says_what_to_expect_in_both_zones(cohort, owner, anna):
    anna.time_zone = "America/New_York"
    anna.save()
    paper = assigned_paper(cohort, due="2099-07-20T12:00", minutes=30, sittings=2, credit=[Decimal(1), Decimal("0.5")])
    seat = seat_in(cohort, anna)
    services.change_enrolment(enrolment=seat, role=Role.LEARNER, time_multiplier=Decimal("1.5"), at=NOON)
    deadlines.extend(assignment=paper, days={seat.ref: 1}, by=owner, at=NOON)
    page = client_of(anna).get(f"/cohort/{cohort.ref}/assignments/{paper.ref}").content.decode()
    text = " ".join(page.split())
    for said in (
        "11 questions, each on a page of its own.",
        'Tue 21 Jul 2099, 12:00 <span class="muted">(Europe/Berlin)',
        'Tue 21 Jul 2099, 06:00 <span class="muted">(America/New_York, your zone)',
        "with your extension of 1 day",
        "45 minutes from when you begin",
        "30 × 1.50, as agreed for you",
        "the best one counts",
        "2 sittings left.",
    ):
        assert said in text, said


def begin(client, cohort, paper):
    return client.post(f"/cohort/{cohort.ref}/assignments/{paper.ref}/begin")


def test_a_paper_is_taken_without_a_script_from_the_start_page_to_the_results(cohort, anna):
    paper = assigned_paper(cohort, minutes=30)
    client = client_of(anna)
    assert f"/cohort/{cohort.ref}/assignments/{paper.ref}" in client.get(f"/cohort/{cohort.ref}").content.decode()
    begun = begin(client, cohort, paper)
    attempt = Attempt.objects.get()
    assert begun["Location"] == f"/attempts/{attempt.ref}"
    assert client.get(begun["Location"])["Location"] == f"/attempts/{attempt.ref}/1"
    slots = slots_of(attempt)
    for number, slot in enumerate(slots, start=1):
        sent = {**right(slot), "revision": "1", "seen": "0", "go": "next"}
        onward = client.post(f"/attempts/{attempt.ref}/{number}", sent)
        assert onward["Location"] == f"/attempts/{attempt.ref}/" + (
            str(number + 1) if number < len(slots) else "review"
        )
    review = client.get(f"/attempts/{attempt.ref}/review").content.decode()
    assert review.count("mark-good") == len(slots)
    assert client.post(f"/attempts/{attempt.ref}/submit")["Location"] == f"/attempts/{attempt.ref}/review", (
        "not confirmed"
    )
    client.post(f"/attempts/{attempt.ref}/submit", {"confirm": "yes"})
    done = client.get(f"/attempts/{attempt.ref}").content.decode()
    assert "11 of 11 questions have an answer." in done
    assert "100 %" in done
    home = client.get(f"/cohort/{cohort.ref}/assignments/{paper.ref}").content.decode()
    assert "You have taken this as often as it may be taken." in home
    assert "finished" in client.get(f"/cohort/{cohort.ref}").content.decode()
    assert Grade.objects.get().effective == 1


def test_the_buttons_lead_where_they_say_and_save_first(cohort, anna):
    paper = assigned_paper(cohort)
    client = client_of(anna)
    begin(client, cohort, paper)
    base = f"/attempts/{Attempt.objects.get().ref}"
    for go, to in [("stay", "/3"), ("previous", "/2"), ("next", "/4"), ("7", "/7"), ("review", "/review"), ("0", "/1")]:
        assert client.post(f"{base}/3", {"go": go})["Location"] == base + to
    assert client.post(f"{base}/1", {"go": "previous"})["Location"] == f"{base}/1"
    assert client.get(f"{base}/99").status_code == 404


def test_two_tabs_without_a_script_are_told_and_lose_nothing(cohort, anna):
    paper = assigned_paper(cohort, shuffle=False)
    client = client_of(anna)
    begin(client, cohort, paper)
    address = f"/attempts/{Attempt.objects.get().ref}/2"
    client.post(address, {"value": "1", "revision": "1", "seen": "0", "go": "stay"})
    told = client.post(address, {"value": "2", "revision": "1", "seen": "0", "go": "next"})
    page = told.content.decode()
    assert told.status_code == 409
    assert "This answer was changed in another tab" in page
    assert 'value="2"' in page, "what was typed is on the page"
    assert 'value="1"' in page, "and so is what is saved"
    kept = client.post(address, {"value": "2", "revision": "2", "seen": "1", "go": "stay"})
    assert kept.status_code == 302
    assert 'value="2"' in client.get(address).content.decode()


def test_what_cannot_be_read_comes_back_as_it_was_typed(cohort, anna):
    paper = assigned_paper(cohort, shuffle=False, feedback="at-once", tries=2)
    client = client_of(anna)
    begin(client, cohort, paper)
    attempt = Attempt.objects.get()
    address = f"/attempts/{attempt.ref}/2"
    refused = client.post(address, {"value": "1,234", "go": "answer"})
    assert refused.status_code == 422
    assert 'value="1,234"' in refused.content.decode()
    answered = client.post(address, {**right(slots_of(attempt)[1]), "go": "answer", "idempotency_key": "k"})
    assert answered["Location"].startswith(f"{address}?try=1#")
    page = client.get(answered["Location"]).content.decode()
    assert "Right." in page
    assert "1 try left at this question." in page
    assert Response.objects.count() == 1


def test_nobody_elses_sitting_is_there(cohort, anna, owner):
    begin(client_of(anna), cohort, assigned_paper(cohort))
    ref = Attempt.objects.get().ref
    for who in (owner, person("ben", cohort), None):
        client = client_of(who)
        for path in ("", "/1", "/review"):
            assert client.get(f"/attempts/{ref}{path}").status_code == 404
        for path in ("/1", "/submit"):
            assert client.post(f"/attempts/{ref}{path}", {"confirm": "yes"}).status_code == 404
    assert Attempt.objects.get().is_open


@pytest.mark.parametrize(
    ("opens", "closes", "code"),
    [("2098-01-01T08:00", "", "not-open-yet"), ("2026-01-01T08:00", "2026-03-01T12:00", "closed")],
)
def test_a_paper_is_begun_between_its_opening_and_its_closing(cohort, anna, opens, closes, code):
    due = closes or "2099-03-20T23:59"
    paper = assigned_paper(cohort, opens=opens, due=due, closes=closes)
    with pytest.raises(Conflict) as refusal:
        papers.begin_paper(user=anna, ref=paper.ref, at=NOON)
    assert refusal.value.error_code == code


def test_only_a_learner_of_the_cohort_begins(cohort, owner):
    paper = assigned_paper(cohort)
    for who in (owner, person("outsider")):
        with pytest.raises(NotFound):
            papers.begin_paper(user=who, ref=paper.ref, at=NOON)


def test_the_board_shows_states_grades_and_extensions_by_name_or_pseudonym(cohort, owner, anna):
    paper = assigned_paper(cohort, minutes=30)
    begin(client_of(anna), cohort, paper)
    seat = seat_in(cohort, anna)
    address = f"/cohort/{cohort.ref}/assignments/{paper.ref}"
    given = client_of(owner).post(f"{address}/extensions", {f"days-{seat.ref}": "2"})
    assert given.status_code == 302
    page = client_of(owner).get(address).content.decode()
    assert "Anna" in page
    assert "under way" in page
    assert f'name="days-{seat.ref}" value="2"' in page
    assistant = person("assistant", cohort, Role.ASSISTANT)
    page = client_of(assistant).get(address).content.decode()
    assert "Anna" not in page
    assert seat.pseudonym in page
    observer = person("observer", cohort, Role.OBSERVER)
    page = client_of(observer).get(address).content.decode()
    assert seat.pseudonym not in page
    bad = client_of(owner).post(f"{address}/extensions", {f"days-{seat.ref}": "-1"})
    assert bad.status_code == 422
    assert "from 0 to 366" in bad.content.decode()


def test_the_api_assigns_gives_time_begins_and_reads(cohort, owner, anna):
    publish_questions()
    seat, teacher, learner = seat_in(cohort, anna), client_of(owner), client_of(anna)
    body = {"essay": "double-descent", "questions": "all", "opens": "2026-01-01T08:00", "due": "2099-03-20T23:59"}
    base = f"/api/v1/cohorts/{cohort.ref}"

    def send(client, method, path, data):
        return getattr(client, method)(path, data, content_type="application/json")

    made = send(teacher, "post", f"{base}/papers", {**body, "minutes": 10, "credit": ["1", "0.5"], "sittings": 2})
    assert made.status_code == 201
    paper = made.json()
    assert (paper["due_at"], paper["policy"]["credit"]) == ("2099-03-20T22:59:00Z", ["1.000000", "0.500000"])
    assert [row["id"] for row in teacher.get(f"{base}/papers").json()["results"]] == [paper["id"]]
    begun = send(learner, "post", f"/api/v1/papers/{paper['id']}/attempts", {})
    assert begun.status_code == 201
    attempt = begun.json()
    assert begun["Location"] == f"/api/v1/attempts/{attempt['id']}"
    time = send(teacher, "put", f"{base}/learners/{seat.ref}/time", {"time_multiplier": "2"})
    assert (time.status_code, time.json()["time_multiplier"]) == (200, "2.00")
    opened = Attempt.objects.get().opened_at
    clock = learner.get(f"/api/v1/attempts/{attempt['id']}/clock").json()
    assert clock["deadline"] == (opened + timedelta(minutes=20)).isoformat().replace("+00:00", "Z")
    extended = send(teacher, "put", f"{base}/papers/{paper['id']}/extensions", {"days": {seat.ref: 3}})
    assert extended.json() == {"changed": 1}
    draft = {"answer": {"value": "abc"}, "revision": 1, "seen": 0, "writer": "here"}
    saved = send(learner, "put", f"/api/v1/attempts/{attempt['id']}/drafts/1", draft)
    assert (saved.status_code, saved.json()["revision"]) == (200, 1)
    other = send(learner, "put", f"/api/v1/attempts/{attempt['id']}/drafts/1", {**draft, "answer": {}, "writer": "b"})
    assert (other.status_code, other.json()["code"]) == (409, "draft-conflict")
    assert learner.get(f"/api/v1/attempts/{attempt['id']}/drafts/1").json()["answer"] == {"value": "abc"}
    send(learner, "post", f"/api/v1/attempts/{attempt['id']}/submit", {})
    (own,) = learner.get("/api/v1/papers").json()["results"]
    assert (own["extension_days"], own["time_multiplier"], own["state"]) == (3, "2.00", "open")
    assert [(row["number"], row["state"], row["total"]) for row in own["sittings"]] == [(1, "submitted", "0.000000")]


def test_the_api_names_the_field_that_cannot_be(cohort, owner):
    publish_questions()
    body = {"essay": "double-descent", "questions": "all", "opens": "2026-01-01T08:00", "due": "tomorrow"}
    told = client_of(owner).post(f"/api/v1/cohorts/{cohort.ref}/papers", body, content_type="application/json")
    assert (told.status_code, [error["field"] for error in told.json()["errors"]]) == (422, ["due"])


def test_a_sitting_whose_time_is_over_is_handed_in_by_whoever_looks(cohort, anna):
    paper = assigned_paper(cohort, minutes=10)
    attempt = papers.begin_paper(user=anna, ref=paper.ref, at=now() - timedelta(minutes=11))
    page = client_of(anna).get(f"/attempts/{attempt.ref}/1", follow=True)
    assert page.redirect_chain[-1][0] == f"/attempts/{attempt.ref}"
    assert "Your time was over on" in page.content.decode()


def test_a_missed_deadline_counts_the_extension(cohort, owner, anna):
    paper = assigned_paper(cohort, opens="2026-03-01T08:00", due="2026-03-10T12:00")
    seat = seat_in(cohort, anna)
    attempt = papers.begin_paper(user=anna, ref=paper.ref, at=NOON)
    Attempt.objects.filter(pk=attempt.pk).update(state="submitted", closed_at=NOON)

    def told():
        (row,) = client_of(owner).get(f"/api/v1/cohorts/{cohort.ref}/dashboard").json()["assignments"]
        return row["finished_in_time"], row["finished_late"]

    assert told() == (0, 1)
    deadlines.extend(assignment=paper, days={seat.ref: 5}, by=owner, at=NOON)
    assert told() == (1, 0)


def test_a_policy_is_refused_as_a_whole_with_every_field(cohort):
    with pytest.raises(Invalid) as refusal:
        papers.policy_of(minutes=0, sittings=0, tries=0, credit=[Decimal(2)], feedback="never", keep="first")
    assert set(refusal.value.fields) == {"minutes", "sittings", "tries", "credit", "feedback", "keep"}


def test_the_pages_around_a_paper_hold_nothing_of_a_key(cohort, anna):
    paper = assigned_paper(cohort, sittings=2)
    client, home = client_of(anna), f"/cohort/{cohort.ref}"
    begin(client, cohort, paper)
    client.post(f"/attempts/{Attempt.objects.get().ref}/submit", {"confirm": "yes"})
    begin(client, cohort, paper)
    for address in (home, f"{home}/assignments/{paper.ref}", "/api/v1/papers"):
        text = client.get(address).content.decode()
        assert leaks(text) == [], address
        for key in ItemKey.objects.all():
            assert not key.body["explanation"] or key.body["explanation"] not in text
