"""The seed of the week: one instance for a cohort, told by nobody, played once by each."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from overlook.accounts.models import Learner, User
from overlook.accounts.services import learner_for
from overlook.cohorts import services as cohorts
from overlook.kit.errors import Conflict, NotFound
from simulations import plays, services
from simulations.catalogue import challenge
from simulations.models import ChallengePlay
from simulations.scores import best_scores, week_scores
from simulations.weeks import EVERYBODY, seed_of, week_of, weeks_for
from tests.simulations.catalog.stepping_stones.game import hidden
from tests.simulations.conftest import NOON

pytestmark = pytest.mark.django_db
GAME = "three-jumps"


def play_week(learner: Learner, *jumps: int, whose: str = EVERYBODY, at: datetime = NOON) -> ChallengePlay:
    play, _new = plays.begin_play(learner=learner, challenge=GAME, whose_week=whose, at=at)
    for jump in jumps:
        play = plays.take_step(play=play, step=play.revision, action={"jump": jump}, at=at)
    return play


@pytest.fixture
def taught() -> tuple[Learner, str]:
    """Somebody in a cohort, and the cohort's reference."""
    user = User.objects.create_user("ada@example.org")
    cohort = cohorts.create_cohort(user=user, name="Statistics 2", time_zone="Pacific/Auckland", at=NOON)
    return learner_for(user), cohort.ref


def test_everybody_has_the_same_seed_in_a_week_and_another_in_the_next(learner: Learner) -> None:
    other = Learner.objects.create()
    here, there = play_week(learner), play_week(other)
    later = play_week(learner, at=NOON + timedelta(days=7))
    assert (here.week, here.cohort, here.seed) == ("2026-W11", "", there.seed)
    assert (later.week, later.seed != here.seed) == ("2026-W12", True)


def test_a_week_turns_on_monday_in_the_cohorts_own_zone(taught: tuple[Learner, str]) -> None:
    learner, cohort = taught
    sunday = datetime(2026, 3, 15, 10, 59, tzinfo=UTC)
    names = [week_of(learner, cohort, at=sunday + timedelta(minutes=m)).name for m in (0, 1)]
    assert names == ["2026-W11", "2026-W12"]
    assert weeks_for(None, at=sunday + timedelta(minutes=1))[0].name == "2026-W11"
    assert week_of(learner, cohort, at=sunday).ends_at == sunday + timedelta(minutes=1)


def test_a_cohort_has_a_seed_of_its_own_and_its_members_no_other(taught: tuple[Learner, str], learner: Learner) -> None:
    member, cohort = taught
    mine, public = play_week(member, whose=cohort), play_week(learner)
    assert mine.cohort == cohort
    assert mine.seed != public.seed
    with pytest.raises(NotFound):
        play_week(member)
    for stranger in (cohort, "x" * 16):
        with pytest.raises(NotFound):
            play_week(learner, whose=stranger)
    assert ChallengePlay.objects.count() == 2


def test_seeds_of_the_week_differ_from_game_to_game_and_follow_the_sites_secret(settings: Settings) -> None:
    week = weeks_for(None, at=NOON)[0]
    rules = challenge(GAME)
    first = seed_of(rules, week)
    settings.SECRET_KEY = "another secret of another site, long enough"
    assert seed_of(rules, week) != first
    assert 0 <= first < 2**31


def test_the_weeks_game_is_played_once(learner: Learner) -> None:
    begun = play_week(learner, 1)
    assert play_week(learner).pk == begun.pk
    stone = hidden(begun.seed)
    done = play_week(learner, stone, stone)
    with pytest.raises(Conflict) as refusal:
        play_week(learner)
    assert refusal.value.error_code == "week-played"
    assert ChallengePlay.objects.get() == done


def test_of_two_games_on_one_seed_the_earlier_counts_after_signing_in(learner: Learner) -> None:
    anonymous = Learner.objects.create()
    late = play_week(learner, 1, 1, 1, at=NOON + timedelta(hours=1))
    early = play_week(anonymous, 2, 2, 2)
    services.adopt_runs(anonymous=anonymous, learner=learner, at=NOON)
    counted = {play.pk: play.counts for play in learner.challenge_plays.all()}
    assert counted == {early.pk: True, late.pk: False}
    with pytest.raises(Conflict):
        play_week(learner)


def test_practice_never_lowers_a_best_score_and_a_score_that_does_not_count_is_none(learner: Learner) -> None:
    scores: list[float | None] = []
    for miss in (5, 0, 5):
        play, _new = plays.begin_play(learner=learner, challenge=GAME, at=NOON)
        for _step in range(3):
            at = NOON + timedelta(days=len(scores))
            place = (hidden(play.seed) + miss) % 10
            play = plays.take_step(play=play, step=play.revision, action={"jump": place}, at=at)
        scores.append(play.score)
    best = best_scores(learner)[GAME]
    assert (best.score, best.stars, best.at) == (100.0, 3, NOON + timedelta(days=1))
    assert best_scores(learner, since=NOON + timedelta(days=2))[GAME].score == scores[2]
    ChallengePlay.objects.update(counts=False)
    assert best_scores(learner) == {}


def test_the_scores_of_a_week_are_those_of_its_cohort(taught: tuple[Learner, str], learner: Learner) -> None:
    member, cohort = taught
    done = play_week(member, 5, 5, 5, whose=cohort)
    play_week(learner, 5, 5, 5)
    assert week_scores(GAME, week="2026-W11", cohort=cohort) == {member.pk: done.score}


def test_the_page_offers_the_week_and_refuses_a_second_game_with_a_sentence(client: Client) -> None:
    page = client.get(f"/challenge/{GAME}").content.decode()
    assert "Play the week’s game" in page
    here = client.post(f"/challenge/{GAME}", {"week": EVERYBODY})["Location"]
    for step in range(3):
        client.post(here, {"step": step, "jump": 1})
    again = client.post(f"/challenge/{GAME}", {"week": EVERYBODY})
    assert again.status_code == 409
    assert "You have played this week’s game" in again.content.decode()
    assert client.post(f"/challenge/{GAME}", {"week": "nobody"}).status_code == 404
