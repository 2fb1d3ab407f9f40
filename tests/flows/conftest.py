"""A small populated world for the flows: a person with a token, a finished run, an open attempt, a cohort of theirs."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from assessments.banks import parse_bank
from assessments.selectors import practice_assessment
from assessments.services import open_attempt, publish_bank
from essays.build import Artefact, build
from essays.management.commands.new_essay import write_essay
from essays.publish import register
from essays.registry import house
from overlook.accounts.models import User
from overlook.accounts.services import learner_for
from overlook.accounts.tokens import issue_token, scopes_on_offer
from overlook.cohorts import services as cohorts
from overlook.kit.clock import now
from overlook.progress.services import publish_objectives
from simulations import services as simulations
from simulations import streams
from simulations.plays import begin_play
from tests.assessments.conftest import raw_bank
from tests.simulations.conftest import work_off

AT = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
PARAMS = {"family": "spline"}
ESSAY = "small-essay"


@dataclass
class World:
    """Who calls, and references of theirs and of somebody else's, by the name of the path parameter."""

    token: str
    known: dict[str, list[str]] = field(default_factory=dict)
    foreign: dict[str, list[str]] = field(default_factory=dict)


@pytest.fixture(scope="session")
def built_essay(tmp_path_factory) -> Artefact:
    """The template of a new essay, built once: small, and with everything that an essay has."""
    folder = tmp_path_factory.mktemp("essays")
    write_essay(folder / ESSAY)
    return build(folder / ESSAY, replace(house(), essays={ESSAY: "Small essay"}), folder / "build")


class _HeldConnection:
    """What a stream closes before it waits. Within a test's transaction the connection has to stay open."""

    def close(self) -> None:
        pass


@pytest.fixture
def world(db, built_essay, monkeypatch) -> World:
    monkeypatch.setattr(streams, "connection", _HeldConnection())
    register(artefact=built_essay, at=AT)
    publish_objectives(
        essay="dd",
        objectives={"locate-threshold": "Locate the threshold.", "read-curvature": "Read a curvature."},
        misconceptions={"GEN.complex-bad": "A complex model is always worse."},
    )
    publish_bank(slug="dd", title="Double descent", items=parse_bank(raw_bank()), at=AT)
    ada, ben = (User.objects.create_user(f"{name}@example.org") for name in ("ada", "ben"))
    _, token = issue_token(user=ada, name="flows", scopes=sorted(scopes_on_offer()), days=30, at=now())
    return World(token, known={**_records(ada), "slug": ["double-descent", ESSAY, "golf"]}, foreign=_records(ben))


def _records(user: User) -> dict[str, list[str]]:
    learner = learner_for(user)
    done = simulations.request_run(
        learner=learner, simulation="double-descent", params=PARAMS, seeds=8, idempotency_key="done", at=AT
    )
    work_off(done)
    attempt = open_attempt(learner=learner, assessment=practice_assessment("dd"), at=AT)
    cohort = cohorts.create_cohort(user=user, name="Statistics 2", time_zone="Europe/Berlin", at=AT)
    game, _new = begin_play(learner=learner, challenge="danger-zone", at=AT)
    return {"runs": [done.ref], "attempts": [attempt.ref], "cohorts": [cohort.ref], "plays": [game.ref]}
