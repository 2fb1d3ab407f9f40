"""When an objective is met again: ratings, the replay of a log, and what is due; the same in every process."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

import pytest

from overlook.progress.reviewing import Memory, Retrieval, is_due, rating_of, recall, replay

pytestmark = pytest.mark.pure

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def log(*steps: tuple[float, int]) -> list[Retrieval]:
    """Retrievals so many days after `AT`, each with its rating."""
    return [Retrieval(f"r{number}", 0, rating, AT + days * DAY) for number, (days, rating) in enumerate(steps)]


@pytest.mark.parametrize(
    ("fraction", "confidence", "rating"),
    [
        ("1", "sure", 4),
        ("1", "fairly", 3),
        ("1", "", 3),
        ("1", "guess", 2),
        ("0.75", "sure", 2),
        ("0.5", "guess", 2),
        ("0.499999", "sure", 1),
        ("0", "guess", 1),
    ],
)
def test_a_rating_follows_from_correctness_and_confidence(fraction, confidence, rating):
    assert rating_of(Decimal(fraction), confidence) == rating


def test_nothing_is_due_before_the_first_retrieval():
    assert replay([]) == Memory(None, None, 0, 0, None, None)
    assert not is_due(replay([]), AT)


@pytest.mark.parametrize(("rating", "days"), [(1, 1), (2, 1), (3, 2), (4, 8)])
def test_the_first_interval_by_rating(rating, days):
    memory = replay(log((0, rating)))
    assert memory.due_at == AT + days * DAY
    assert (memory.reviews, memory.lapses, memory.last_at) == (1, 0, AT)


def test_each_good_review_when_due_makes_the_interval_longer_and_a_lapse_makes_it_short():
    steps, day, gaps = [(0.0, 3)], 0.0, []
    for _ in range(4):
        due = replay(log(*steps)).due_at
        assert due is not None
        gaps.append((due - AT) / DAY - day)
        day = (due - AT) / DAY
        steps.append((day, 3))
    assert gaps == sorted(gaps)
    assert gaps[-1] > 20
    lapsed = replay(log(*steps, (day + gaps[-1], 1)))
    assert lapsed.lapses == 1
    assert lapsed.due_at is not None
    assert lapsed.due_at - (AT + (day + gaps[-1]) * DAY) < timedelta(days=gaps[-1] / 2)


def test_a_review_is_due_at_its_hour_and_never_within_a_day():
    memory = replay(log((0, 3)))
    assert memory.due_at is not None
    assert [is_due(memory, memory.due_at + step) for step in (-timedelta(seconds=1), timedelta(0))] == [False, True]
    again = replay(log((0, 1)))
    assert [is_due(again, AT + step) for step in (timedelta(hours=23, minutes=59), DAY)] == [False, True]


def test_the_chance_of_recall_is_nine_tenths_after_the_stability():
    assert recall(10.0, AT, AT) == 1.0
    assert recall(10.0, AT, AT + 10 * DAY) == pytest.approx(0.9, abs=1e-12)
    assert 0.5 < recall(10.0, AT, AT + 100 * DAY) < 0.9


def test_the_order_of_rows_and_their_zone_do_not_matter_and_the_newest_revision_counts():
    rows = log((0, 3), (3, 1), (9, 4), (30, 2))
    expected = replay(rows)
    for seed in range(5):
        Random(seed).shuffle(rows)
        assert replay(rows) == expected
    berlin = ZoneInfo("Europe/Berlin")
    moved = [Retrieval(row.source, row.revision, row.rating, row.at.astimezone(berlin)) for row in rows]
    assert replay(moved) == expected
    mended = replay([*rows, Retrieval("r1", 1, 3, AT + 3 * DAY)])
    assert mended == replay(log((0, 3), (3, 3), (9, 4), (30, 2)))
    assert mended.lapses == 0


def test_another_process_computes_the_same_to_the_last_bit():
    program = (
        "import sys, json; sys.path.insert(0, 'platform')\n"
        "from datetime import datetime, timedelta\n"
        "from overlook.progress.reviewing import Retrieval, replay\n"
        "at = datetime.fromisoformat('2026-03-02T09:00:00+00:00')\n"
        "rows = [Retrieval(str(n), 0, 1 + (7 * n) % 4, at + timedelta(days=n * n)) for n in range(12)]\n"
        "memory = replay(rows)\n"
        "print(json.dumps([memory.stability.hex(), memory.difficulty.hex(), memory.due_at.isoformat()]))\n"
    )
    told = {subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout for _ in range(2)}
    assert len(told) == 1
    rows = [Retrieval(str(n), 0, 1 + (7 * n) % 4, AT + n * n * DAY) for n in range(12)]
    memory = replay(rows)
    assert memory.stability is not None
    assert memory.difficulty is not None
    assert memory.due_at is not None
    assert json.loads(told.pop()) == [memory.stability.hex(), memory.difficulty.hex(), memory.due_at.isoformat()]
