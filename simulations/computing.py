"""How shards get computed: claimed under a lease, stored once, swept up when a worker is lost.

Every change to a recipe's shards is made under a lock on the recipe's row, so two workers that finish at the same
moment both see each other's shard and the last one finishes the run. Messages only say that there is work and rows are
the truth: a message that is lost is sent again by `sweep`, one too many finds nothing to claim.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from overlook.kit.errors import Conflict, NotFound
from overlook.kit.refs import new_ref
from simulations import channel, dispatch, hosts, rows
from simulations.catalogue import simulation as find_simulation
from simulations.engine import shards
from simulations.models import Recipe, Result, Run, Shard, ShardQuerySet

log = structlog.get_logger(__name__)

_LATER = timedelta(seconds=15)
_SWEPT_AT_ONCE = 200
# Time for a worker to say that a shard took too long, before Celery's own limit ends it.
_FAREWELL_SECONDS = 30


class NotReproducible(Conflict):
    """A shard came out with other bytes than the ones that are stored. The stored ones stay."""

    code = "not-reproducible"


@dataclass(frozen=True)
class Claim:
    """The right to compute one shard until the lease runs out."""

    shard_id: int
    recipe_id: int
    owner: str
    simulation: str
    params: Mapping[str, Any]
    engine: str
    shard: shards.Shard
    # Seconds after which it is to be interrupted.
    patience: int


def locked(recipe_id: int) -> Recipe:
    """The recipe, held until the end of the transaction."""
    return Recipe.objects.select_for_update().get(pk=recipe_id)


def begin(run: Run, missing: list[int], at: datetime) -> None:
    """Save a new run and queue the shards it still needs. The recipe is locked."""
    recipe = run.recipe
    if not missing:
        run.status, run.seeds_done, run.finished_at = Run.Status.DONE, run.seeds, at
        if not Result.objects.filter(recipe=recipe, seeds=run.seeds).exists():
            _record_result(run, at)
        run.save()
        return
    Shard.objects.bulk_create([Shard(recipe=recipe, index=index) for index in missing], ignore_conflicts=True)
    wanted = recipe.shards.filter(index__in=missing)
    wanted.filter(status__in=[Shard.Status.IDLE, Shard.Status.FAILED]).update(
        status=Shard.Status.QUEUED, tries=0, send_after=None, error=""
    )
    if wanted.filter(status=Shard.Status.RUNNING).exists():
        run.status = Run.Status.RUNNING
    run.seeds_done = _seeds_done(run, _done_indexes(recipe))
    dispatch.join(run)
    run.save()
    dispatch.call(run.queue, len(missing))


def end(run: Run, status: Run.Status, at: datetime, *, error: str = "") -> None:
    """Bring a run to one of its last states before it is done, and say so. What was not computed is not counted."""
    run.status, run.error, run.finished_at = status, error, at
    run.seconds *= run.seeds_done / run.seeds
    run.seq += 1
    run.save(update_fields=["status", "error", "finished_at", "seconds", "seq"])
    channel.announce(run.ref, run.seq)


def release(recipe: Recipe) -> None:
    """Leave alone what nobody waits for; a worker that computes such a shard loses its lease and stops."""
    wanted = recipe.runs.active().aggregate(most=Max("shards_total"))["most"] or 0
    recipe.shards.filter(index__gte=wanted, status__in=[Shard.Status.QUEUED, Shard.Status.RUNNING]).update(
        status=Shard.Status.IDLE, owner="", delivery="", lease_until=None, send_after=None, tries=0
    )


def claim_next(*, queue: str, delivery: str, at: datetime) -> Claim | None:
    """Take the shard whose turn it is; None when nothing waits in the queue.

    ``delivery`` is the message's id: a message that is delivered again after its worker was lost takes up what it had
    in hand, and need not wait for the lease of its own first delivery.
    """
    left = Shard.objects.filter(status=Shard.Status.RUNNING, delivery=delivery).values_list("pk", flat=True).first()
    if left is not None and delivery:
        claim = claim_shard(shard_id=left, delivery=delivery, at=at)
        if claim is not None:
            return claim
    while True:
        with transaction.atomic():
            turn = rows.next_turn(queue, at)
            if turn is None:
                return None
            recipe = Recipe.objects.select_for_update().filter(pk=turn.recipe_id).first()
            # Between the choice and the lock another worker may have been quicker: then somebody else is next.
            shard = rows.first_ready(turn, at) if recipe else None
            if recipe and shard:
                dispatch.charge(turn.learner_id, queue, _predicted(recipe))
                claim = _take(shard, recipe, delivery, at)
                if claim is not None:
                    return claim


@transaction.atomic
def claim_shard(*, shard_id: int, delivery: str, at: datetime) -> Claim | None:
    """Take one shard if it is queued, or its worker fell silent; None when there is nothing to do."""
    found = Shard.objects.filter(pk=shard_id).values_list("recipe_id", flat=True).first()
    if found is None:
        return None
    recipe = locked(found)
    shard = Shard.objects.get(pk=shard_id)
    lapsed = shard.lease_until is None or shard.lease_until <= at or (delivery != "" and shard.delivery == delivery)
    if shard.status != Shard.Status.QUEUED and not (shard.status == Shard.Status.RUNNING and lapsed):
        return None
    return _take(rows.Candidate(shard.pk, shard.index, shard.tries), recipe, delivery, at)


def _take(found: rows.Candidate, recipe: Recipe, delivery: str, at: datetime) -> Claim | None:
    """Put a lease on a shard; None when it was tried too often, so that it fails instead. The recipe is locked."""
    if found.tries >= settings.SIMULATIONS["TRIES"]:
        shard = Shard.objects.get(pk=found.shard_id)
        _fail(shard, recipe, _lost_reason(shard), at)
        return None
    owner = new_ref()
    rows.take(found.shard_id, owner=owner, delivery=delivery, lease_until=at + _lease())
    for ref, seq in rows.begin_runs(recipe.pk, found.place):
        channel.announce(ref, seq)
    block = shards.Shard(found.place, recipe.shard_size)
    return Claim(
        found.shard_id, recipe.pk, owner, recipe.simulation, recipe.given, recipe.engine, block, _patience(recipe)
    )


def renew_lease(*, claim: Claim, at: datetime) -> bool:
    """Hold a shard for another while; False when it is no longer ours: withdrawn, or given to somebody else."""
    return bool(_mine(claim).update(lease_until=at + _lease()))


def is_wanted(*, claim: Claim) -> bool:
    """Whether a claimed shard is still ours to compute."""
    return _mine(claim).exists()


def _mine(claim: Claim) -> ShardQuerySet:
    return Shard.objects.filter(pk=claim.shard_id, owner=claim.owner, status=Shard.Status.RUNNING)


@transaction.atomic
def store_shard(*, claim: Claim, blob: bytes, at: datetime, seconds: float = 0.0) -> None:
    """Keep the bytes of a shard, once, and move on every run that waits for it; it took ``seconds`` of CPU.

    Bytes are welcome even from a worker that has lost its lease: they are the same for everybody.

    Raises
    ------
    NotReproducible
        The shard was computed before, with other bytes. Those stay, or their digest does.
    """
    recipe = Recipe.objects.select_for_update().filter(pk=claim.recipe_id).first()
    known = rows.known(claim.shard_id)
    if recipe is None or known is None:
        # Deleted meanwhile, with the data that it was computed from.
        return
    status, digest = known
    sha256 = shards.digest(blob)
    if digest not in ("", sha256):
        log.error("shard.not_reproducible", shard=claim.shard_id, stored=digest, computed=sha256)
        raise NotReproducible(_("it was computed before and came out otherwise."))
    if status == Shard.Status.DONE:
        return
    rows.keep(claim.shard_id, blob=blob, sha256=sha256, seconds=seconds, at=at)
    for news in rows.advance_runs(recipe.pk, claim.shard.index, recipe.shard_size):
        if news.complete:
            _finish(news.run_id, recipe, at)
        channel.announce(news.ref, news.seq)


@transaction.atomic
def give_back(*, claim: Claim, error: str, at: datetime, final: bool = False, later: bool = False) -> None:
    """Return a shard that could not be computed: to be tried again, or after the last try to fail its runs.

    ``later`` gives it some time, so that other workers may be there by then; `sweep` calls for it.
    """
    found = _mine(claim).values_list("recipe_id", flat=True).first()
    if found is None:
        return
    recipe = locked(found)
    shard = _mine(claim).first()
    if shard is None:
        return
    if final or shard.tries >= settings.SIMULATIONS["TRIES"]:
        _fail(shard, recipe, error, at)
        return
    shard.status, shard.owner, shard.delivery, shard.lease_until = Shard.Status.QUEUED, "", "", None
    shard.error, shard.send_after = error, at + _LATER if later else None
    shard.save()


def sweep(*, at: datetime) -> int:
    """Queue again what a lost worker has left lying, and call for what nobody was called for.

    Returns how many shards had been left.
    """
    swept = 0
    for pk in Shard.objects.silent(at).order_by("pk").values_list("pk", flat=True)[:_SWEPT_AT_ONCE]:
        swept += _sweep_one(pk, at)
    dispatch.call_for_what_lies_ready(at)
    return swept


@transaction.atomic
def _sweep_one(pk: int, at: datetime) -> bool:
    found = Shard.objects.filter(pk=pk).values_list("recipe_id", flat=True).first()
    if found is None:
        return False
    recipe = locked(found)
    shard = Shard.objects.silent(at).filter(pk=pk).first()
    if shard is None:
        return False
    if shard.tries >= settings.SIMULATIONS["TRIES"]:
        _fail(shard, recipe, _lost_reason(shard), at)
        return True
    shard.status, shard.owner, shard.delivery, shard.lease_until = Shard.Status.QUEUED, "", "", None
    shard.save()
    return True


def _finish(run_id: int, recipe: Recipe, at: datetime) -> None:
    """Bring a run to its good end: all its shards are there."""
    run = Run.objects.get(pk=run_id)
    # It is the one that is held, and need not be read again.
    run.recipe = recipe
    run.status, run.finished_at = Run.Status.DONE, at
    _record_result(run, at)
    run.save(update_fields=["status", "finished_at"])


def _fail(shard: Shard, recipe: Recipe, reason: str, at: datetime) -> None:
    """Give a shard up, and with it every run that needs it; their other shards go on if somebody else wants them."""
    shard.status, shard.error = Shard.Status.FAILED, reason
    shard.owner, shard.delivery, shard.lease_until, shard.send_after = "", "", None, None
    shard.save()
    log.error("shard.failed", shard=shard.pk, recipe=recipe.key, index=shard.index, reason=reason)
    first = shard.index * recipe.shard_size
    sentence = _("Seeds %(first)d to %(last)d could not be computed: %(reason)s") % {
        "first": first,
        "last": first + recipe.shard_size - 1,
        "reason": reason,
    }
    for run in Run.objects.wanting(recipe, shard.index).select_for_update().order_by("pk"):
        end(run, Run.Status.FAILED, at, error=sentence)
    release(recipe)


def _lost_reason(shard: Shard) -> str:
    return shard.error or _("the worker was lost %(tries)d times, perhaps for want of memory.") % {"tries": shard.tries}


def _predicted(recipe: Recipe) -> float:
    """CPU seconds of one shard; of a simulation that is no longer there, nothing is known."""
    try:
        return find_simulation(recipe.simulation).cost(recipe.given, 1)
    except NotFound:
        return 0.0


def _patience(recipe: Recipe) -> int:
    """Seconds after which a shard is interrupted."""
    limits = settings.SIMULATIONS
    wanted = max(limits["LEAST_PATIENCE_SECONDS"], limits["PATIENCE"] * _predicted(recipe) * hosts.own_factor())
    return int(min(wanted, settings.CELERY_TASK_SOFT_TIME_LIMIT - _FAREWELL_SECONDS))


def _done_indexes(recipe: Recipe) -> frozenset[int]:
    return frozenset(recipe.shards.filter(status=Shard.Status.DONE).values_list("index", flat=True))


def _seeds_done(run: Run, done: Iterable[int]) -> int:
    size = run.recipe.shard_size
    return sum(min(size, run.seeds - index * size) for index in done if index < run.shards_total)


def _record_result(run: Run, at: datetime) -> None:
    recipe = run.recipe
    digests = recipe.shards.filter(index__lt=run.shards_total).order_by("index").values_list("sha256", flat=True)
    digest = hashlib.sha256("".join(digests).encode()).hexdigest()
    result, _created = Result.objects.get_or_create(
        recipe=recipe,
        seeds=run.seeds,
        defaults={"hash": result_hash(recipe.key, run.seeds), "digest": digest, "created_at": at},
    )
    if result.digest != digest:
        log.error("result.not_reproducible", result=result.hash, stored=result.digest, computed=digest)


def result_hash(recipe_key: str, seeds: int) -> str:
    """The permanent address of a recipe with a number of seeds."""
    return hashlib.sha256(f"{recipe_key}:{seeds}".encode()).hexdigest()


def _lease() -> timedelta:
    return timedelta(seconds=settings.SIMULATIONS["LEASE_SECONDS"])
