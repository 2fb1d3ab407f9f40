"""Every route and method of a cohort × everybody who may knock: who is not meant gets 404 and changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import get_resolver

from overlook.accounts.models import User
from overlook.accounts.tokens import issue_token
from overlook.cohorts import services
from overlook.cohorts.models import Cohort
from overlook.kit.clock import now
from tests.cohorts.cast import NOON, assigned_paper, client_of, person, publish_essay, seat_in

OWNER, TEACHING = {"owner"}, {"owner", "instructor"}
TUTORING = TEACHING | {"assistant"}
STAFF = TUTORING | {"observer"}
MEMBERS = STAFF | {"learner"}


@dataclass(frozen=True)
class Route:
    """``may`` is who is let through; ``status`` what they then get."""

    method: str
    path: str
    may: set[str]
    status: int = 200
    body: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


ROUTES = [
    Route("GET", "/cohort/{ref}", MEMBERS),
    Route("GET", "/cohort/{ref}/objectives.csv", STAFF),
    Route("GET", "/cohort/{ref}/misconceptions.csv", STAFF),
    Route("GET", "/cohort/{ref}/assignments.csv", STAFF),
    Route("GET", "/cohort/{ref}/learners.csv", TUTORING),
    Route("GET", "/cohort/{ref}/needs.csv", TUTORING),
    Route("GET", "/cohort/{ref}/learners", TUTORING),
    Route("GET", "/cohort/{ref}/learners/{seat}", TUTORING),
    Route("POST", "/cohort/{ref}/learners/{seat}", TEACHING, 302, {"role": "learner", "time_multiplier": "1.5"}),
    Route("POST", "/cohort/{ref}/learners/{seat}/remove", TEACHING, 302),
    Route("POST", "/cohort/{ref}/flags", TUTORING, 302, {"seat": "{seat}", "reason": "inactive", "evidence": "never"}),
    Route("GET", "/cohort/{ref}/settings", TEACHING),
    Route(
        "POST",
        "/cohort/{ref}/settings",
        TEACHING,
        302,
        {
            "name": "Renamed",
            "time_zone": "UTC",
            "inactive_days": 3,
            "wrong_in_a_row": 3,
            "confident_and_wrong": 2,
            "assignments_behind": 1,
        },
    ),
    Route("POST", "/cohort/{ref}/code", TEACHING),
    Route("POST", "/cohort/{ref}/code/revoke", TEACHING, 302),
    Route(
        "POST",
        "/cohort/{ref}/assignments",
        TEACHING,
        302,
        {"essay": "second-essay", "opens": "2026-03-01T08:00", "due": "2026-03-20T23:59"},
    ),
    Route("POST", "/cohort/{ref}/assignments/{assignment}/withdraw", TEACHING, 302),
    Route("GET", "/cohort/{ref}/grades", TUTORING),
    Route("GET", "/cohort/{ref}/grades.csv", TUTORING),
    Route("GET", "/cohort/{ref}/grades/{assignment}/{seat}", TUTORING),
    Route(
        "POST",
        "/cohort/{ref}/grades/{assignment}/{seat}",
        TEACHING,
        302,
        {"value": "87.5", "note": "An oral answer.", "seen": "0"},
    ),
    Route("GET", "/cohort/{ref}/items", TEACHING, 302),
    Route("GET", "/cohort/{ref}/items/{essay}", TEACHING),
    Route("GET", "/cohort/{ref}/items/{essay}.csv", TEACHING),
    Route("GET", "/cohort/{ref}/items/{essay}/{item}", TEACHING),
    Route("GET", "/cohort/{ref}/items/{essay}/{item}.csv", TEACHING),
    Route("GET", "/cohort/{ref}/assignments/{assignment}/regrade", TEACHING),
    Route("GET", "/cohort/{ref}/assignments/{assignment}/regrade/{item}", TEACHING, 404),
    Route("GET", "/cohort/{ref}/papers", TEACHING),
    Route("GET", "/cohort/{ref}/assignments/{assignment}", MEMBERS),
    Route("POST", "/cohort/{ref}/assignments/{assignment}/begin", {"learner"}, 302),
    Route("POST", "/cohort/{ref}/assignments/{assignment}/extensions", TEACHING, 302, {"days-{seat}": "3"}),
    Route("GET", "/cohort/{ref}/board", MEMBERS),
    Route("POST", "/cohort/{ref}/board/switch", TEACHING, 302, {"on": "1"}),
    Route("POST", "/cohort/{ref}/leave", MEMBERS - OWNER, 302),
]
API = [
    Route("GET", "/api/v1/cohorts/{ref}/dashboard", STAFF),
    Route("GET", "/api/v1/cohorts/{ref}/learners", TUTORING),
    Route("GET", "/api/v1/cohorts/{ref}/results", TUTORING),
    Route("GET", "/api/v1/cohorts/{ref}/papers", TUTORING),
    Route("GET", "/api/v1/cohorts/{ref}/grades", TUTORING),
    Route("GET", "/api/v1/cohorts/{ref}/items/{essay}", TEACHING),
    Route("GET", "/api/v1/cohorts/{ref}/items/{essay}/{item}", TEACHING),
    Route("GET", "/api/v1/cohorts/{ref}/assignments/{assignment}/learners/{seat}/grade", TUTORING),
]
PEOPLE = ["owner", "instructor", "assistant", "observer", "learner", "outsider", "elsewhere", "anonymous"]


@pytest.fixture
def scene(cohort: Cohort, cast: dict[str, User | None]) -> dict[str, str]:
    publish_essay("second-essay", "Second essay")
    services.rotate_code(cohort=cohort, at=NOON)
    anna = person("anna", cohort)
    paper = {"assignment": assigned_paper(cohort).ref, "essay": "double-descent", "item": "the-threshold"}
    return {"ref": cohort.ref, "seat": seat_in(cohort, anna).ref, **paper}


@pytest.fixture
def clients(cast: dict[str, User | None]) -> dict[str, Client]:
    return {who: client_of(user) for who, user in cast.items()}


@pytest.fixture
def ask(scene: dict[str, str], clients: dict[str, Client]) -> Callable[[Route, str], Any]:
    def ask(route: Route, who: str) -> Any:
        body = {name.format(**scene): str(value).format(**scene) for name, value in route.body.items()}
        address = route.path.format(**scene)
        return clients[who].post(address, body) if route.method == "POST" else clients[who].get(address)

    return ask


def everything() -> dict[str, list[dict[str, Any]]]:
    """All rows of the rooms that a cohort page could change."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for label in ("cohorts", "accounts", "progress", "assessments")
        for model in apps.get_app_config(label).get_models()
    }


@pytest.mark.parametrize(("route", "who"), [(route, who) for route in ROUTES for who in sorted(route.may)], ids=str)
def test_a_page_opens_to_those_it_is_meant_for(route, who, ask):
    before = everything()
    assert ask(route, who).status_code == route.status
    assert (everything() != before) == (route.method == "POST")


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_a_page_is_not_there_for_others_and_nothing_changes(route, ask):
    before = everything()
    for who in PEOPLE:
        if who in route.may:
            continue
        answer = ask(route, who)
        if who == "anonymous":
            assert (answer.status_code, answer.url.split("?")[0]) == (302, "/accounts/login/")
        else:
            # The one refusal that is not 404: the last owner may not leave, and is told so.
            assert answer.status_code == (409 if route.path.endswith("/leave") and who == "owner" else 404), who
        assert everything() == before, who


@pytest.mark.parametrize("route", API, ids=str)
def test_an_endpoint_answers_those_it_is_meant_for_and_is_not_there_for_others(route, ask):
    for who in PEOPLE:
        answer = ask(route, who)
        expected = 200 if who in route.may else 401 if who == "anonymous" else 404
        assert answer.status_code == expected, who
        if expected != 200:
            assert answer["Content-Type"] == "application/problem+json"


PAGES = {route.path for route in ROUTES if route.method == "GET"}


@pytest.mark.parametrize("route", [route for route in ROUTES if route.path not in PAGES], ids=str)
def test_a_change_is_not_made_by_reading(route, scene, clients):
    before = everything()
    assert clients["owner"].get(route.path.format(**scene)).status_code == 405
    assert everything() == before


def test_the_matrix_names_every_route_of_a_cohort():
    named = {route.path.split("{ref}")[1] for route in ROUTES}
    known = set()
    for pattern in get_resolver("overlook.cohorts.urls").url_patterns:
        address = str(pattern.pattern)
        if address.startswith("cohort/"):
            tail = address.removeprefix("cohort/<str:ref>")
            for name, stand_in in [("member", "seat"), ("assignment", "assignment"), ("panel", "")]:
                tail = tail.replace(f"<str:{name}>", f"{{{stand_in}}}" if stand_in else "objectives")
            tail = tail.replace("<slug:", "{").replace(">", "}")
            known.add(tail)
    assert known <= named


@pytest.mark.parametrize(("scopes", "status"), [(["cohorts.read"], 200), (["read", "write"], 403)])
def test_a_token_needs_the_scope_of_cohorts(scene, owner, scopes, status):
    _token, secret = issue_token(user=owner, name="t", scopes=scopes, days=1, at=now())
    answer = client_of(None).get(
        f"/api/v1/cohorts/{scene['ref']}/dashboard", headers={"Authorization": f"Bearer {secret}"}
    )
    assert answer.status_code == status
    if status == 403:
        assert answer.json()["code"] == "scope-missing"


@pytest.mark.parametrize("role", ["owner", "instructor", "assistant", "observer"])
def test_an_instructor_gives_no_roles(role, scene, cast, cohort):
    client = client_of(cast["instructor"])
    answer = client.post(f"/cohort/{cohort.ref}/learners/{scene['seat']}", {"role": role, "time_multiplier": "1"})
    assert answer.status_code == 403
    seat = seat_in(cohort, User.objects.get(email="anna@example.org"))
    assert seat.role == "learner"


def test_an_instructor_removes_no_owner_and_an_owner_gives_any_role(scene, cast, cohort, owner):
    own = seat_in(cohort, owner)
    assert client_of(cast["instructor"]).post(f"/cohort/{cohort.ref}/learners/{own.ref}/remove").status_code == 403
    address = f"/cohort/{cohort.ref}/learners/{scene['seat']}"
    assert client_of(owner).post(address, {"role": "assistant", "time_multiplier": "1"}).status_code == 302
    assert seat_in(cohort, User.objects.get(email="anna@example.org")).role == "assistant"


def test_a_learner_of_another_cohort_is_not_found_through_ones_own(scene, cast):
    elsewhere = cast["elsewhere"]
    own = Cohort.objects.taught_by(elsewhere).get()
    client = client_of(elsewhere)
    before = everything()
    for method, address in [
        ("get", f"/cohort/{own.ref}/learners/{scene['seat']}"),
        ("post", f"/cohort/{own.ref}/learners/{scene['seat']}/remove"),
        ("post", f"/cohort/{own.ref}/assignments/{scene['assignment']}/withdraw"),
    ]:
        assert getattr(client, method)(address).status_code == 404
    flag = {"seat": scene["seat"], "reason": "inactive", "evidence": "never"}
    assert client.post(f"/cohort/{own.ref}/flags", flag).status_code == 404
    assert everything() == before


def test_querysets_are_shaped_by_permission(cohort, cast):
    for who in ("owner", "instructor", "assistant", "observer"):
        assert list(Cohort.objects.taught_by(cast[who])) == [cohort]
    assert not Cohort.objects.taught_by(cast["learner"])
    assert list(Cohort.objects.visible_to(cast["learner"])) == [cohort]
    assert not Cohort.objects.visible_to(cast["outsider"])
    assert cohort not in Cohort.objects.visible_to(cast["elsewhere"])
