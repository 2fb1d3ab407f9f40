"""The statements that every shard passes, spelled out: the ORM needs three times as long to spell them each time.

All but `next_turn` expect that the recipe is locked. They say the same on SQLite and PostgreSQL.
"""

from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

_NEXT = """
SELECT run.id, run.recipe_id, run.learner_id
FROM simulations_run run
LEFT JOIN simulations_fairshare share ON share.learner_id = run.learner_id AND share.queue = run.queue
WHERE run.queue = %s AND run.status IN ('queued', 'running') AND EXISTS (
  SELECT 1 FROM simulations_shard shard
  WHERE shard.recipe_id = run.recipe_id AND shard.status = 'queued' AND shard."index" < run.shards_total
    AND (shard.send_after IS NULL OR shard.send_after <= %s))
ORDER BY run.priority, COALESCE(share.virtual_time, 0), run.id
LIMIT 1
"""
_FIRST = """
SELECT shard.id, shard."index", shard.tries
FROM simulations_shard shard JOIN simulations_run run ON run.recipe_id = shard.recipe_id
WHERE run.id = %s AND run.status IN ('queued', 'running') AND shard.status = 'queued'
  AND shard."index" < run.shards_total AND (shard.send_after IS NULL OR shard.send_after <= %s)
ORDER BY shard."index"
LIMIT 1
"""
_CHARGE = "UPDATE simulations_fairshare SET virtual_time = virtual_time + %s WHERE learner_id = %s AND queue = %s"
_TAKE = """
UPDATE simulations_shard
SET status = 'running', owner = %s, delivery = %s, lease_until = %s, send_after = NULL, tries = tries + 1
WHERE id = %s
"""
_BEGIN = """
UPDATE simulations_run SET status = 'running', seq = seq + 1
WHERE recipe_id = %s AND shards_total > %s AND status = 'queued'
RETURNING ref, seq
"""
_KNOWN = "SELECT status, sha256 FROM simulations_shard WHERE id = %s"
_KEEP = """
UPDATE simulations_shard
SET status = 'done', blob = %s, size = %s, sha256 = %s, seconds = %s, finished_at = %s,
  owner = '', delivery = '', error = '', lease_until = NULL, send_after = NULL
WHERE id = %s
"""
# A run of 20 seeds counts four of its third shard of eight.
_ADVANCE = """
UPDATE simulations_run
SET status = 'running', seq = seq + 1,
  seeds_done = seeds_done + CASE WHEN seeds < %s THEN seeds - %s ELSE %s END
WHERE recipe_id = %s AND shards_total > %s AND status IN ('queued', 'running')
RETURNING id, ref, seq, seeds_done = seeds
"""


class Turn(NamedTuple):
    """The run whose turn it is."""

    run_id: int
    recipe_id: int
    learner_id: int


class Candidate(NamedTuple):
    """A shard that may be taken; ``place`` is its index in the recipe."""

    shard_id: int
    place: int
    tries: int


class News(NamedTuple):
    """A run that has moved on."""

    run_id: int
    ref: str
    seq: int
    complete: bool


def next_turn(queue: str, at: datetime) -> Turn | None:
    """Whose turn it is, among the runs with a shard that can be taken now."""
    found = _rows(_NEXT, queue, _time(at))
    return Turn(*found[0]) if found else None


def first_ready(turn: Turn, at: datetime) -> Candidate | None:
    """The run's lowest shard that can be taken; None when others were quicker, or the run is over."""
    found = _rows(_FIRST, turn.run_id, _time(at))
    return Candidate(*found[0]) if found else None


def charge(learner_id: int, queue: str, seconds: float) -> bool:
    """Add to a learner's virtual time; False when they have none yet."""
    return _changed(_CHARGE, seconds, learner_id, queue) > 0


def take(shard_id: int, *, owner: str, delivery: str, lease_until: datetime) -> None:
    """Put a shard under a lease."""
    _changed(_TAKE, owner, delivery, _time(lease_until), shard_id)


def begin_runs(recipe_id: int, index: int) -> list[tuple[str, int]]:
    """Let the runs that wait for shard number ``index`` be running; their refs and sequence numbers."""
    return [(ref, seq) for ref, seq in _rows(_BEGIN, recipe_id, index)]


def known(shard_id: int) -> tuple[str, str] | None:
    """Status and digest of a shard; None when it was deleted."""
    found = _rows(_KNOWN, shard_id)
    return (found[0][0], found[0][1]) if found else None


def keep(shard_id: int, *, blob: bytes, sha256: str, seconds: float, at: datetime) -> None:
    """Store the bytes of a shard."""
    _changed(_KEEP, blob, len(blob), sha256, seconds, _time(at), shard_id)


def advance_runs(recipe_id: int, index: int, size: int) -> list[News]:
    """Count shard number ``index`` of ``size`` seeds, which is done now, for every run that waits for it."""
    first = index * size
    return [News(*row) for row in _rows(_ADVANCE, first + size, first, size, recipe_id, index)]


def _rows(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _changed(statement: str, *values: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        changed: int = cursor.rowcount
        return changed


def _time(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)
