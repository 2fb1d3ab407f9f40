"""What the dashboard says, to whom, and what it costs."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from essays.models import Essay
from overlook.accounts.models import User
from overlook.accounts.services import learner_for
from overlook.cohorts import services
from overlook.cohorts.arranging import heat_map
from overlook.cohorts.exports import PANELS, safe, write
from overlook.cohorts.models import Cohort, Role
from overlook.cohorts.selectors import dashboard
from overlook.kit.clock import now
from overlook.progress.models import LearnerObjective, Objective
from tests.cohorts.cast import answers, assigned, client_of, person, publish_essay, reads, seat_in

DAY = timedelta(days=1)


@pytest.fixture
def taught(cohort: Cohort, essay: Essay) -> Cohort:
    """Six learners: anna excels, ben is stuck and misled, cleo has answered once, the others are silent."""
    assigned(cohort)
    anna, ben, cleo, *_rest = [person(name, cohort) for name in ("anna", "ben", "cleo", "dora", "emil", "fay")]
    answers(learner_for(anna), "111111", at=now() - DAY)
    answers(learner_for(ben), "1", at=now() - 3 * DAY)
    answers(learner_for(ben), "0000", confidence="sure", tag="GEN.more-data-fixes", at=now() - 2 * DAY)
    answers(learner_for(cleo), "1", objective="read-average", at=now() - 20 * DAY)
    reads(anna, essay, completed=now() - DAY)
    reads(ben, essay, completed=None, last=now() - 2 * DAY)
    return cohort


def seen_by(cohort: Cohort, user: User):
    return dashboard(seat_in(cohort, user), at=now())


def test_the_owner_sees_names_flags_with_evidence_and_every_count(taught, owner):
    board = seen_by(taught, owner)
    assert (board.learners, board.active_this_week, board.median_completion) == (6, 2, 0)
    ben = next(who for who in board.people if who.label == "Ben")
    assert ben.email == "ben@example.org"
    assert [flag.reason for flag in ben.flags] == ["wrong-in-a-row", "confident-and-wrong"]
    assert "4 wrong answers in a row, without a success: Say where the peak is." in ben.flags[0].sentence
    cell = ben.cells["locate-threshold"]
    assert (cell.evidence, cell.state) == (5, "needs-work")
    assert next(who for who in board.people if who.label == "Anna").cells["locate-threshold"].state == "secure"
    assert next(who for who in board.people if who.label == "Cleo").cells["read-average"].known is False
    assert next(who.label for who in board.needing) == "Ben"


def test_first_tries_are_shown_with_their_wilson_interval_and_the_lowest_is_marked(taught, owner):
    first, second = seen_by(taught, owner).objectives
    assert (first.slug, first.learners, first.tries) == ("locate-threshold", 2, 11)
    assert first.share == pytest.approx(7 / 11)
    assert (first.low, first.high) == (pytest.approx(0.3538, abs=1e-4), pytest.approx(0.8483, abs=1e-4))
    assert (first.lowest, second.lowest, second.share) == (True, False, 1)


def test_misconceptions_are_shares_of_the_wrong_answers_that_show_one(taught, owner):
    (row,) = seen_by(taught, owner).misconceptions
    assert (row.text, row.learners, row.first, row.first_share, row.later) == ("More data always helps.", 1, 4, 1, 0)


def test_the_state_of_an_assignment_counts_everybody_once(taught, owner):
    (row,) = seen_by(taught, owner).assignments
    assert (row.state, row.done, row.late, row.started, row.untouched) == ("open", 1, 0, 1, 4)
    assert row.total == 6


def test_an_assistant_sees_pseudonyms_and_no_address(taught):
    assistant = person("assistant", taught, Role.ASSISTANT)
    board = seen_by(taught, assistant)
    assert all(who.label.startswith("Learner ") and not who.email for who in board.people)
    body = client_of(assistant).get(f"/cohort/{taught.ref}").content.decode()
    body += client_of(assistant).get(f"/cohort/{taught.ref}/learners").content.decode()
    body += client_of(assistant).get(f"/cohort/{taught.ref}/learners.csv").content.decode()
    assert not re.search(r"(anna|ben|cleo)\b", body, re.IGNORECASE)


def test_an_observer_sees_sums_only_and_none_over_fewer_than_five_learners(taught):
    observer = person("observer", taught, Role.OBSERVER)
    board = seen_by(taught, observer)
    assert board.people == ()
    assert all(row.suppressed and row.share is None and row.tries == 0 for row in board.objectives)
    assert board.misconceptions[0].suppressed
    assert board.misconceptions[0].first == 0
    for name in ("gina", "hugo", "ida"):
        answers(learner_for(person(name, taught)), "1")
    locate = seen_by(taught, observer).objectives[0]
    assert (locate.suppressed, locate.learners, locate.tries) == (False, 5, 14)
    body = client_of(observer).get(f"/cohort/{taught.ref}").content.decode()
    assert "Who needs me today" not in body
    assert "Anna" not in body


def test_a_small_cohort_hides_its_counts_from_an_observer(cohort, essay):
    assigned(cohort)
    reads(person("anna", cohort), essay, completed=now())
    board = seen_by(cohort, person("observer", cohort, Role.OBSERVER))
    assert (board.active_this_week, board.median_completion) == (None, None)
    assert board.assignments[0].suppressed
    assert board.assignments[0].total == 0


def test_a_cohort_sees_only_the_essays_that_it_assigns(taught, owner):
    publish_essay("private-reading", "Private reading")
    anna = User.objects.get(email="anna@example.org")
    answers(learner_for(anna), "000", objective="private-reading-locate-threshold")
    board = seen_by(taught, owner)
    assert {row.essay for row in board.objectives} == {"double-descent"}
    assert all(set(who.cells) <= {"locate-threshold", "read-average"} for who in board.people)


def test_acknowledged_is_silent_until_new_evidence_and_snoozed_for_seven_days(taught, owner):
    ben = User.objects.get(email="ben@example.org")
    seat = seat_in(taught, ben)

    def reasons(at):
        return [
            flag.reason
            for who in dashboard(seat_in(taught, owner), at=at).people
            if who.ref == seat.ref
            for flag in who.flags
        ]

    at = now()
    assert reasons(at) == ["wrong-in-a-row", "confident-and-wrong"]
    evidence = {flag.reason: flag.evidence for who in seen_by(taught, owner).people for flag in who.flags}
    for reason, snooze in [("wrong-in-a-row", False), ("confident-and-wrong", True)]:
        services.settle_flag(enrolment=seat, reason=reason, evidence=evidence[reason], snooze=snooze, by=owner, at=at)
    assert reasons(at) == []
    assert "confident-and-wrong" in reasons(at + 7 * DAY)
    answers(learner_for(ben), "0", at=at)
    assert reasons(at + DAY) == ["wrong-in-a-row"]


def fill(cohort: Cohort, size: int) -> None:
    """``size`` learners with a standing on every objective."""
    start = cohort.enrolments.count()
    objectives = list(Objective.objects.all())
    for number in range(start, start + size):
        learner = learner_for(person(f"l{number}", cohort))
        LearnerObjective.objects.bulk_create(
            LearnerObjective(learner=learner, objective=each, evidence=4, answers=5, successes=2, last_at=now())
            for each in objectives
        )


def test_the_page_costs_ten_queries_at_three_and_at_three_hundred_learners(cohort, owner, django_assert_num_queries):
    assigned(cohort)
    fill(cohort, 3)
    client, address = client_of(owner), f"/cohort/{cohort.ref}"
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as few:
        assert client.get(address).status_code == 200
    fill(cohort, 297)
    with django_assert_num_queries(len(few)):
        assert client.get(address).status_code == 200
    assert len(few) <= 10


def test_lists_and_files_cost_no_more_with_more_learners(cohort, owner):
    assigned(cohort)
    client = client_of(owner)
    addresses = [f"/cohort/{cohort.ref}/learners", *(f"/cohort/{cohort.ref}/{panel}.csv" for panel in PANELS)]
    addresses += [f"/api/v1/cohorts/{cohort.ref}/{kind}" for kind in ("dashboard", "learners", "results")]
    costs: list[list[int]] = []
    for size in (3, 60):
        fill(cohort, size)
        costs.append([])
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            costs[-1].append(len(queries))
    assert costs[0] == costs[1]
    assert max(costs[0]) <= 12


@pytest.mark.parametrize(
    ("wanted", "first"),
    [
        ({"sort": "name"}, "Anna"),
        ({"sort": "needs"}, "Ben"),
        ({"sort": "locate-threshold"}, "Ben"),
        ({"sort": "evidence"}, "Dora"),
        ({"sort": "seen"}, "Dora"),
        ({"show": "weak"}, "Ben"),
        ({"show": "silent", "sort": "name"}, "Dora"),
        ({"show": "flagged", "sort": "name"}, "Ben"),
        ({"sort": "no-such-thing", "show": "nobody", "page": "999999999", "essay": "none"}, "Ben"),
    ],
)
def test_order_and_filter_are_addresses(taught, owner, wanted, first):
    board = seen_by(taught, owner)
    assert heat_map(board, wanted).people[0].label == first
    assert client_of(owner).get(f"/cohort/{taught.ref}", wanted).status_code == 200


def test_the_heat_map_comes_in_pages_of_fifty(cohort, owner):
    assigned(cohort)
    fill(cohort, 120)
    board = seen_by(cohort, owner)
    pages = [heat_map(board, {"page": str(page), "sort": "name"}) for page in (1, 2, 3)]
    assert [len(page.people) for page in pages] == [50, 50, 20]
    assert len({who.ref for page in pages for who in page.people}) == 120
    assert "Page 2 of 3" in client_of(owner).get(f"/cohort/{cohort.ref}?page=2").content.decode()


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1"])
def test_a_name_that_looks_like_a_formula_is_written_as_text(taught, owner, value):
    assert safe(value) == f"'{value}"
    User.objects.filter(email="anna@example.org").update(name=value)
    rows = list(csv.reader(io.StringIO(write(seen_by(taught, owner), "learners"), newline="")))
    assert f"'{value}" in {row[0] for row in rows}


def test_numbers_stay_numbers_in_a_file():
    assert (safe(-0.5), safe(3), safe(None), safe("Anna")) == ("-0.5000", "3", "", "Anna")


def test_every_panel_has_a_file_with_one_row_per_thing(taught, owner):
    board = seen_by(taught, owner)
    lengths = {panel: len(list(csv.reader(io.StringIO(write(board, panel))))) - 1 for panel in PANELS}
    flags = sum(len(who.flags) for who in board.people)
    assert lengths == {"needs": flags, "learners": 6, "objectives": 2, "misconceptions": 1, "assignments": 1}
