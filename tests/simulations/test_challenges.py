"""Challenges: the server draws, replays and scores; four people; forms without script; a forged score is nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from overlook.accounts.models import Learner, User
from overlook.kit.errors import Conflict, Invalid, TooMany
from overlook.progress.models import XpEntry
from simulations import plays, services
from simulations.auditing import wrong_scores
from simulations.models import ChallengePlay
from tests.simulations.catalog.stepping_stones.game import hidden
from tests.simulations.conftest import NOON

pytestmark = pytest.mark.django_db
URL = "/challenge/three-jumps"


def begin(learner: Learner, **how: Any) -> ChallengePlay:
    play, _new = plays.begin_play(learner=learner, challenge="three-jumps", at=NOON, **how)
    return play


@pytest.fixture
def play(learner: Learner) -> ChallengePlay:
    return begin(learner)


def jump(play: ChallengePlay, *lengths: int) -> ChallengePlay:
    for length in lengths:
        play = plays.take_step(play=play, step=play.revision, action={"jump": length}, at=NOON)
    return play


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_score_is_what_the_replay_says(play: ChallengePlay) -> None:
    stone = hidden(play.seed)
    unfinished = jump(play, stone, stone)
    assert (unfinished.score, unfinished.finished_at) == (None, None)
    done = jump(unfinished, stone)
    assert (done.score, done.stars, done.finished_at) == (100.0, 3, NOON)


def test_a_game_that_is_over_takes_no_step(play: ChallengePlay) -> None:
    done = jump(play, 1, 1, 1)
    for step, length in ((3, 2), (2, 1), (0, 1)):
        with pytest.raises(Conflict) as refusal:
            plays.take_step(play=done, step=step, action={"jump": length}, at=NOON)
        assert refusal.value.error_code == "play-over"
    done.refresh_from_db()
    assert (len(done.actions), done.revision) == (3, 3)


def test_a_step_sent_twice_is_taken_once(play: ChallengePlay) -> None:
    once = plays.take_step(play=play, step=0, action={"jump": 4}, at=NOON)
    again = plays.take_step(play=play, step=0, action={"jump": 4}, at=NOON)
    assert (once.revision, again.revision) == (1, 1)
    with pytest.raises(Conflict) as refusal:
        plays.take_step(play=play, step=0, action={"jump": 5}, at=NOON)
    assert refusal.value.error_code == "play-moved"


def test_a_key_takes_its_step_once_and_no_other(play: ChallengePlay) -> None:
    for _time in range(2):
        play = plays.take_step(play=play, step=0, action={"jump": 4}, key="a", at=NOON)
    assert (play.revision, play.keys) == (1, ["a"])
    with pytest.raises(Conflict):
        plays.take_step(play=play, step=0, action={"jump": 4}, key="b", at=NOON)
    for step, action in ((0, {"jump": 5}), (1, {"jump": 4})):
        with pytest.raises(Invalid) as refusal:
            plays.take_step(play=play, step=step, action=action, key="a", at=NOON)
        assert refusal.value.error_code == "idempotency-mismatch"
    play.refresh_from_db()
    assert play.actions == [{"jump": 4}]


def test_the_last_step_sent_again_with_its_key_is_answered_and_scores_once(play: ChallengePlay) -> None:
    play = jump(play, 1, 1)
    ends = [plays.take_step(play=play, step=2, action={"jump": 1}, key="last", at=NOON) for _time in range(3)]
    assert {(end.revision, end.score) for end in ends} == {(3, ends[0].score)}


def test_stars_are_paid_once_whatever_is_sent_again(play: ChallengePlay) -> None:
    learner, stone = play.learner, hidden(play.seed)
    done = jump(play, stone, stone)
    for _time in range(3):
        done = plays.take_step(play=done, step=2, action={"jump": stone}, key="last", at=NOON)
    with pytest.raises(Conflict):
        jump(done, stone)
    entries = XpEntry.objects.filter(learner=learner, reason=XpEntry.Reason.STARS)
    assert sorted(entries.values_list("source", flat=True)) == [f"three-jumps:{star}" for star in (1, 2, 3)]
    for _game in range(2):
        again = begin(learner)
        jump(again, *[hidden(again.seed)] * 3)
    assert entries.count() == 3


def test_a_game_without_a_star_pays_nothing(play: ChallengePlay) -> None:
    ChallengePlay.objects.update(seed=2)
    assert jump(play, 9, 9, 9).stars == 0
    assert not XpEntry.objects.exists()


def test_the_audit_finds_a_score_that_no_replay_gives(play: ChallengePlay) -> None:
    jump(play, 1, 1, 1)
    assert list(wrong_scores()) == []
    ChallengePlay.objects.update(score=99.9, stars=3)
    (finding,) = wrong_scores()
    assert play.ref in finding.where
    ChallengePlay.objects.update(version=0)
    assert list(wrong_scores()) == []


def test_a_malformed_step_leaves_the_game_as_it_was(play: ChallengePlay) -> None:
    with pytest.raises(Invalid) as refusal:
        plays.take_step(play=play, step=0, action={"jump": 99}, at=NOON)
    assert list(refusal.value.fields) == ["actions.0.jump"]
    play.refresh_from_db()
    assert play.revision == 0


def test_a_new_game_is_a_new_instance_but_an_unplayed_one_is_not_thrown_away(play: ChallengePlay) -> None:
    assert begin(play.learner).pk == play.pk
    jump(play, 1)
    assert begin(play.learner).pk != play.pk


def test_nobody_begins_more_games_in_a_day_than_can_be_played(play: ChallengePlay, settings: Settings) -> None:
    settings.SIMULATIONS = {**settings.SIMULATIONS, "GAMES_PER_DAY": 2}
    jump(play, 1)
    jump(begin(play.learner), 1)
    with pytest.raises(TooMany) as refusal:
        begin(play.learner)
    assert refusal.value.error_code == "daily-quota"
    ChallengePlay.objects.update(created_at=NOON - timedelta(days=1))
    assert begin(play.learner).revision == 0


def test_a_game_under_old_rules_goes_no_further(play: ChallengePlay) -> None:
    ChallengePlay.objects.update(version=0)
    with pytest.raises(Conflict) as refusal:
        jump(play, 1)
    assert refusal.value.error_code == "rules-changed"
    assert plays.replay(ChallengePlay.objects.get()) is None


def test_plays_move_to_the_learner_who_signs_in(play: ChallengePlay) -> None:
    learner = Learner.objects.create()
    services.adopt_runs(anonymous=play.learner, learner=learner, at=NOON)
    assert learner.challenge_plays.get() == play


def test_a_whole_game_by_forms(client: Client) -> None:
    assert "Not played yet" in text(client.get("/challenges"))
    assert "Jump thrice." in text(client.get(URL))
    begun = client.post(URL)
    assert begun.status_code == 303
    game, here = ChallengePlay.objects.get(), begun["Location"]
    stone = hidden(game.seed)
    for step in range(3):
        page = text(client.get(here))
        assert f'<input type="hidden" name="step" value="{step}">' in page
        assert f"Jump {step + 1} of 3" in page
        assert "The stone lay" not in page
        assert client.post(here, {"step": step, "jump": stone}).status_code == 303
    end = text(client.get(here))
    assert "100" in end
    assert "3 stars of 3" in end
    assert f"The stone lay at {stone}." in end
    assert "Play again" in end
    assert "Your best: 100" in text(client.get("/challenges"))


def test_a_forged_score_changes_nothing(client: Client) -> None:
    here = client.post(URL)["Location"]
    client.post(
        here, {"step": 0, "jump": 0, "score": 100, "stars": 3, "seed": 1, "outcome": "{}", "finished_at": "now"}
    )
    game = ChallengePlay.objects.get()
    assert (game.score, game.stars, game.finished_at, game.actions) == (None, None, None, [{"jump": 0}])


@pytest.mark.parametrize(("step", "length"), [("0", "99"), ("0", "far"), ("", "1"), ("x", "1"), ("9" * 40, "1")])
def test_a_wrong_step_is_told_beside_its_field(client: Client, step: str, length: str) -> None:
    here = client.post(URL)["Location"]
    answer = client.post(here, {"step": step, "jump": length})
    assert answer.status_code == 422
    assert 'role="alert"' in text(answer)
    assert ChallengePlay.objects.get().revision == 0


def test_a_game_is_its_players_only(client: Client) -> None:
    here = client.post(URL)["Location"]
    peer = Client()
    peer.force_login(
        User.objects.create_user("peer@example.org"), "allauth.account.auth_backends.AuthenticationBackend"
    )
    for other in (peer, Client()):
        assert other.get(here).status_code == 404
        assert other.post(here, {"step": 0, "jump": 1}).status_code == 404
    assert ChallengePlay.objects.get().revision == 0


def test_unknown_challenges_are_not_found(client: Client) -> None:
    assert client.get("/challenge/none-such").status_code == 404
    assert client.post("/challenge/none-such").status_code == 404
    assert client.get("/challenge")["Location"] == "/challenges"


def test_the_real_challenge_can_be_played_to_its_end(client: Client, settings: Settings) -> None:
    settings.SIMULATIONS = {**settings.SIMULATIONS, "CATALOGUES": ["simulations.catalog"]}
    here = client.post("/challenge/danger-zone")["Location"]
    for step in range(12):
        client.post(here, {"step": step, "rows": 0, "features": 0, "ridge": "keep"})
    page = text(client.get(here))
    assert ChallengePlay.objects.get().score == 0.0
    assert "The expert went from" in page
    assert "limit" in page
