"""The board of a cohort: off until an instructor opens it, for those who choose to be on it, under pseudonyms.

Nobody sees a ranking of all: whoever is on it sees the five places above and the five below. Points are those of the
last 28 days, so that nobody is behind for ever. With fewer than five on it there is no board: a pseudonym among three
is none.

Source
------
Hanus and Fox, "Assessing the effects of gamification in the classroom", Computers & Education 80 (2015) 152-161:
sixteen weeks of boards that nobody could leave lowered motivation and exam scores.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from overlook.cohorts.models import Board, BoardSeat, Cohort, Enrolment, Role
from overlook.kit.errors import Conflict
from overlook.progress.selectors import recent_points

AROUND = 5
"""How many places above and below one's own are shown."""
FEWEST = 5
"""Under so many there is no board."""


@dataclass(frozen=True)
class Place:
    """One line of the board."""

    rank: int
    pseudonym: str
    points: int
    own: bool


@dataclass(frozen=True)
class BoardView:
    """The board as one seat may see it: ``places`` around one's own, empty for whoever is not on it.

    ``members`` counts those who are on it; ``points`` are one's own.
    """

    open: bool
    joined: bool
    members: int
    points: int
    places: tuple[Place, ...]

    @property
    def too_few(self) -> bool:
        return self.members < FEWEST


def board_of(seat: Enrolment, *, at: datetime) -> BoardView:
    """The board of the cohort of ``seat``. At most three queries."""
    opened = Board.objects.filter(cohort=seat.cohort_id).exists()
    on_it = BoardSeat.objects.filter(enrolment__cohort=seat.cohort_id, enrolment__role=Role.LEARNER)
    rows = list(on_it.values_list("enrolment", "enrolment__pseudonym", "enrolment__user__learner")) if opened else []
    earned = recent_points([learner for _seat, _name, learner in rows if learner], at=at)
    standing = {pk: (pseudonym, earned.get(learner, 0)) for pk, pseudonym, learner in rows}
    joined = seat.pk in standing
    return BoardView(
        open=opened,
        joined=joined,
        members=len(standing),
        points=standing[seat.pk][1] if joined else 0,
        places=around(standing, seat.pk) if joined and len(standing) >= FEWEST else (),
    )


def around(standing: Mapping[int, tuple[str, int]], own: int) -> tuple[Place, ...]:
    """The places around one's own. Equal points share a rank, and are listed by pseudonym."""
    ordered = sorted(standing.items(), key=lambda row: (-row[1][1], row[1][0]))
    ranks: dict[int, int] = {}
    for number, (_pk, (_name, points)) in enumerate(ordered, 1):
        ranks.setdefault(points, number)
    here = next(number for number, (pk, _row) in enumerate(ordered) if pk == own)
    shown = ordered[max(here - AROUND, 0) : here + AROUND + 1]
    return tuple(Place(ranks[points], name, points, pk == own) for pk, (name, points) in shown)


def switch_board(*, cohort: Cohort, on: bool, at: datetime) -> None:
    """Open the board of a cohort, or close it; who was on it is asked anew when it is opened again."""
    if on:
        Board.objects.get_or_create(cohort=cohort, defaults={"opened_at": at})
        return
    with transaction.atomic():
        Board.objects.filter(cohort=cohort).delete()
        BoardSeat.objects.filter(enrolment__cohort=cohort).delete()


@transaction.atomic
def take_place(*, seat: Enrolment, on: bool, at: datetime) -> None:
    """Be on the board, or no longer.

    Raises
    ------
    Conflict
        There is no board in this cohort, or the seat is not a learner's.
    """
    if not on:
        BoardSeat.objects.filter(enrolment=seat).delete()
        return
    if seat.role != Role.LEARNER:
        raise Conflict(_("Only learners are on the board."), code="board-for-learners")
    # Held against an instructor who closes it at this moment.
    if not Board.objects.select_for_update().filter(cohort=seat.cohort_id).exists():
        raise Conflict(_("This cohort has no board. Its instructor may open one."), code="board-closed")
    BoardSeat.objects.get_or_create(enrolment=seat, defaults={"joined_at": at})
