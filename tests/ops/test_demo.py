"""The demo: one cohort with forty histories, loaded once, each panel with a truthful story."""

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.test import Client

from assessments.banks import parse_bank
from assessments.models import Response
from assessments.services import publish_bank
from essays.models import Essay, Reading, Reveal
from overlook.accounts.models import Learner, User
from overlook.cohorts.boards import board_of
from overlook.cohorts.models import Enrolment
from overlook.cohorts.selectors import dashboard
from overlook.kit.clock import now
from overlook.ops.demo.loading import AUTHOR, INSTRUCTOR, LEARNER, load, loaded
from overlook.ops.demo.people import PERSONAS, SIZE, everybody
from overlook.progress.models import Outcome
from overlook.progress.selectors import points, reviews, streak
from overlook.progress.services import publish_objectives
from tests.cohorts.cast import TAGS, publish_essay

BANK = Path(__file__).parents[1] / "assessments" / "bank.yaml"
PASSWORD = "a kestrel over the meadow"

pytestmark = pytest.mark.django_db


@pytest.fixture
def essay() -> Essay:
    """An essay with four items of four types, one of them a prediction."""
    essay = publish_essay()
    specs = parse_bank(yaml.safe_load(BANK.read_text())[:4])
    objectives = {name: name for spec in specs for name in spec.objectives}
    publish_objectives(essay=essay.slug, objectives=objectives, misconceptions=TAGS)
    publish_bank(slug=essay.slug, title="Double descent", items=specs, at=now())
    assert essay.current is not None
    essay.current.secret = {"reveals": {"draw-it": "<p>There.</p>"}}
    essay.current.save()
    return essay


@pytest.fixture
def board(essay):
    load(password=PASSWORD, at=now())
    cohort = loaded()
    assert cohort is not None
    return dashboard(cohort.enrolments.get(role="owner"), at=now())


def named(board, persona: str):
    name = next(person.name for person in PERSONAS if person.persona == persona)
    return next(person for person in board.people if person.label == name)


def test_everybody_is_there_with_the_six_personas_and_no_address_twice():
    people = everybody()
    assert len(people) == SIZE == len({person.email for person in people}) == len({person.name for person in people})
    assert [person.persona for person in people[:6]] == [
        "inactive",
        "guessing",
        "confident and wrong",
        "one gap",
        "excelling",
        "no data",
    ]
    assert people == everybody()


def test_each_persona_shows_on_the_dashboard_what_it_is_named_for(board):
    reasons = {person.persona: {flag.reason for flag in named(board, person.persona).flags} for person in PERSONAS}
    assert "inactive" in reasons["inactive"]
    assert "confident-and-wrong" in reasons["confident and wrong"]
    assert "wrong-in-a-row" in reasons["one gap"]
    assert reasons["excelling"] == set()
    assert reasons["no data"] == {"inactive"}
    assert named(board, "no data").last_seen is None
    assert named(board, "no data").cells == {}
    assert all(cell.last.replace("✓", "") == "" for cell in named(board, "excelling").cells.values())


def test_every_panel_has_something_to_say(board):
    assert board.learners == SIZE
    assert board.active_this_week is not None
    assert SIZE / 2 < board.active_this_week < SIZE
    assert 4 <= len(board.needing) <= 20
    assert board.lowest is not None
    assert len(board.misconceptions) >= 2
    assignment, paper = board.assignments
    assert (paper.is_paper, paper.state, paper.untouched) == (True, "open", SIZE)
    assert assignment.state == "open"
    assert min(assignment.done, assignment.started, assignment.untouched) >= 1


def test_the_history_was_answered_through_the_verbs_and_lies_in_the_past(board):
    assert Response.objects.count() > SIZE
    assert set(Outcome.objects.values_list("source", flat=True).distinct()) != set()
    for model, field in [(Response, "at"), (Outcome, "at"), (Reading, "last_at"), (Enrolment, "created_at")]:
        moments = model._default_manager.values_list(field, flat=True)
        assert max(moments) <= now()
        assert min(moments) >= now() - timedelta(days=41)
    assert Reveal.objects.filter(predicted=True).count() > SIZE / 2
    # Everybody's answers are in the order in which they were given.
    for learner in Learner.objects.all()[:8]:
        in_order = list(Response.objects.filter(attempt__learner=learner).order_by("pk").values_list("at", flat=True))
        assert in_order == sorted(in_order)


def test_loading_twice_changes_nothing(board):
    before = (User.objects.count(), Response.objects.count(), Enrolment.objects.count())
    again = load(password="another password altogether", at=now())
    assert again.answers == 0
    assert (User.objects.count(), Response.objects.count(), Enrolment.objects.count()) == before
    assert User.objects.get(email=INSTRUCTOR).check_password(PASSWORD)


def test_three_people_can_sign_in_and_nobody_else(essay):
    out = StringIO()
    call_command("demo", stdout=out)
    told = out.getvalue()
    password = told.splitlines()[0].rsplit(" ", 1)[1]
    for email in (INSTRUCTOR, LEARNER, AUTHOR):
        assert email in told
        answer = Client().post("/accounts/login/", {"login": email, "password": password})
        assert (answer.status_code, answer.headers["Location"]) == (302, "/me")
    able = [user.email for user in User.objects.all() if user.has_usable_password()]
    assert sorted(able) == sorted([INSTRUCTOR, LEARNER, AUTHOR])
    assert [user.email for user in User.objects.filter(is_staff=True)] == [AUTHOR]
    assert not User.objects.filter(is_superuser=True).exists()


def test_production_refuses_the_demo_unless_it_is_forced_and_then_draws_a_password(essay, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="--force"):
        call_command("demo")
    assert not User.objects.exists()
    out = StringIO()
    call_command("demo", force=True, stdout=out)
    password = out.getvalue().splitlines()[0].rsplit(" ", 1)[1]
    assert password != "overlook-demo"
    assert User.objects.get(email=INSTRUCTOR).check_password(password)
    assert not User.objects.filter(is_staff=True).exists()


def test_without_an_essay_the_people_are_there_and_the_command_says_what_is_missing():
    out = StringIO()
    call_command("demo", stdout=out)
    assert Enrolment.objects.count() == SIZE + 1
    assert "No essay was published" in out.getvalue()


def test_the_learner_has_points_badges_and_a_place_on_the_board(board):
    cohort = loaded()
    assert cohort is not None
    seat = Enrolment.objects.select_related("cohort", "user").get(cohort=cohort, user__email=LEARNER)
    learner = Learner.objects.get(user=seat.user)
    own = board_of(seat, at=now())
    assert (own.open, own.joined, own.members) == (True, True, SIZE // 2 + 1)
    assert 6 <= len(own.places) <= 11
    assert sum(line.points for line in points(learner)) == own.points > 0
    assert reviews(learner, at=now())
    assert streak(learner, zone=learner.time_zone, at=now()).days
