"""Boards of points: closed by default, chosen, pseudonymous, relative; and never a ranking of everybody."""

from datetime import timedelta

import pytest

from overlook.accounts.services import learner_for
from overlook.cohorts.boards import around, board_of, switch_board, take_place
from overlook.cohorts.models import Board, BoardSeat, Role
from overlook.kit.clock import now
from overlook.kit.errors import Conflict
from overlook.progress.services import award
from tests.cohorts.cast import client_of, person, seat_in


def points(user, entries: int, *, days_ago: float = 1) -> None:
    for number in range(entries):
        source = f"game-{number}-{days_ago}:1"
        award(learner=learner_for(user), reason="stars", source=source, at=now() - timedelta(days=days_ago))


@pytest.fixture
def learners(cohort):
    """Thirteen learners with 0, 20, 40 … points."""
    found = [person(f"p{number:02}", cohort) for number in range(13)]
    for number, user in enumerate(found):
        points(user, number)
    return found


def on(cohort, users) -> None:
    switch_board(cohort=cohort, on=True, at=now())
    for user in users:
        take_place(seat=seat_in(cohort, user), on=True, at=now())


def test_there_is_no_board_until_an_instructor_opens_one_and_nobody_is_on_it_by_default(cohort, learners, owner):
    view = board_of(seat_in(cohort, learners[0]), at=now())
    assert (view.open, view.joined, view.members, view.places) == (False, False, 0, ())
    with pytest.raises(Conflict):
        take_place(seat=seat_in(cohort, learners[0]), on=True, at=now())
    client_of(owner).post(f"/cohort/{cohort.ref}/board/switch", {"on": "1"})
    view = board_of(seat_in(cohort, learners[0]), at=now())
    assert (view.open, view.joined, view.members) == (True, False, 0)
    assert "You are not on it" in client_of(learners[0]).get(f"/cohort/{cohort.ref}/board").content.decode()


def test_one_sees_five_above_and_five_below_under_pseudonyms(cohort, learners):
    on(cohort, learners)
    view = board_of(seat_in(cohort, learners[6]), at=now())
    assert [place.points for place in view.places] == [20 * number for number in range(11, 0, -1)]
    assert [place.rank for place in view.places] == list(range(2, 13))
    assert [place.own for place in view.places].index(True) == 5
    page = client_of(learners[6]).get(f"/cohort/{cohort.ref}/board").content.decode()
    assert seat_in(cohort, learners[6]).pseudonym in page
    for user in learners:
        assert user.email not in page
        assert f">{user.name}<" not in page
    top = board_of(seat_in(cohort, learners[12]), at=now())
    assert [place.rank for place in top.places] == [1, 2, 3, 4, 5, 6]


def test_whoever_is_not_on_it_neither_sees_it_nor_is_seen(cohort, learners):
    on(cohort, learners[:8])
    outside = board_of(seat_in(cohort, learners[12]), at=now())
    assert (outside.joined, outside.members, outside.places, outside.points) == (False, 8, (), 0)
    inside = board_of(seat_in(cohort, learners[7]), at=now())
    assert len(inside.places) == 6
    assert seat_in(cohort, learners[12]).pseudonym not in {place.pseudonym for place in inside.places}


def test_under_five_there_is_no_board(cohort, learners):
    on(cohort, learners[:4])
    assert board_of(seat_in(cohort, learners[0]), at=now()).places == ()
    take_place(seat=seat_in(cohort, learners[4]), on=True, at=now())
    assert len(board_of(seat_in(cohort, learners[0]), at=now()).places) == 5


def test_points_of_four_weeks_count_and_of_other_cohorts_members_none(cohort, learners, owner):
    on(cohort, learners[:6])
    points(learners[0], 9, days_ago=29)
    points(person("outsider"), 3)
    assert board_of(seat_in(cohort, learners[0]), at=now()).points == 0
    points(learners[0], 2, days_ago=27)
    assert board_of(seat_in(cohort, learners[0]), at=now()).points == 40


def test_equal_points_share_a_rank():
    standing = {1: ("Heron", 40), 2: ("Adder", 40), 3: ("Wren", 60), 4: ("Crane", 0)}
    assert [(place.rank, place.pseudonym) for place in around(standing, 1)] == [
        (1, "Wren"),
        (2, "Adder"),
        (2, "Heron"),
        (4, "Crane"),
    ]


def test_one_may_leave_and_closing_it_forgets_who_was_on_it(cohort, learners, owner):
    on(cohort, learners[:6])
    client_of(learners[0]).post(f"/cohort/{cohort.ref}/board", {"on": "0"})
    assert BoardSeat.objects.count() == 5
    client_of(owner).post(f"/cohort/{cohort.ref}/board/switch", {"on": "0"})
    assert (Board.objects.count(), BoardSeat.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("role", "page", "switch"),
    [
        ("owner", 200, 302),
        ("instructor", 200, 302),
        ("assistant", 200, 404),
        ("observer", 200, 404),
        ("learner", 200, 404),
        ("outsider", 404, 404),
        ("elsewhere", 404, 404),
        ("anonymous", 302, 302),
    ],
)
def test_who_may_see_it_and_who_may_switch_it(cast, cohort, role, page, switch):
    client = client_of(cast[role])
    assert client.get(f"/cohort/{cohort.ref}/board").status_code == page
    assert client.post(f"/cohort/{cohort.ref}/board/switch", {"on": "1"}).status_code == switch
    assert Board.objects.exists() == (role in ("owner", "instructor"))


@pytest.mark.parametrize("role", ["owner", "instructor", "assistant", "observer"])
def test_those_who_teach_see_how_many_and_no_place_and_cannot_be_on_it(cast, cohort, learners, role):
    on(cohort, learners)
    page = client_of(cast[role]).get(f"/cohort/{cohort.ref}/board").content.decode()
    assert "13 learners chose to be on it." in page
    assert seat_in(cohort, learners[12]).pseudonym not in page
    assert client_of(cast[role]).post(f"/cohort/{cohort.ref}/board", {"on": "1"}).status_code == 409


def test_the_board_over_the_api(cohort, learners):
    on(cohort, learners[:5])
    client, address = client_of(learners[5]), f"/api/v1/cohorts/{cohort.ref}/board"
    assert client.get(address).json() == {"open": True, "joined": False, "members": 5, "points": 0, "places": []}
    body = client.put(address, {"joined": True}, content_type="application/json").json()
    assert (body["joined"], body["points"], len(body["places"])) == (True, 100, 6)
    assert client.put(address, {}, content_type="application/json").status_code == 422
    assert client_of(person("nobody")).get(address).status_code == 404
    assert client_of(None).get(address).status_code in (401, 403)


def test_the_board_takes_the_same_queries_whatever_its_size(cohort, learners, django_assert_num_queries):
    on(cohort, learners)
    seat = seat_in(cohort, learners[0])
    with django_assert_num_queries(3):
        board_of(seat, at=now())


def test_a_learner_who_becomes_an_assistant_is_on_it_no_more(cohort, learners):
    on(cohort, learners[:6])
    seat = seat_in(cohort, learners[5])
    seat.role = Role.ASSISTANT
    seat.save()
    assert board_of(seat_in(cohort, learners[0]), at=now()).members == 5
    assert not board_of(seat, at=now()).joined
