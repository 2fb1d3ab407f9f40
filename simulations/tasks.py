"""What workers do: compute one shard, and sweep up after workers that were lost."""

from collections.abc import Callable
from datetime import timedelta
from time import monotonic, sleep
from typing import Any, TypeVar

import structlog
from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from celery.signals import worker_init
from django.conf import settings
from django.db.utils import Error
from django.utils.translation import gettext as _

from overlook.kit.clock import now
from overlook.kit.database import is_away, let_go
from simulations import computing
from simulations.catalogue import simulation as find_simulation
from simulations.catalogue import simulations
from simulations.engine import shards

log = structlog.get_logger(__name__)

# Only what is quick is computed to warm up.
_WARM_SECONDS = 2.0
# A withdrawn run is noticed within a second, and a lease of ten seconds survives several missed renewals.
_BEAT_SECONDS = 0.6
# What is computed is worth some waiting for a database that is away; after that the shard is swept up and done again.
_PATIENT_SECONDS = 45.0

T = TypeVar("T")


class LeaseLost(Exception):
    """Nobody waits for this shard any more, or somebody else has it."""


class EngineChanged(Exception):
    """The shard was asked for under another release than the one that runs here."""


@shared_task(name="simulations.compute_shard", bind=True)
def compute_shard(self: Any, *, shard_id: int) -> None:
    """Compute and store one shard; delivered twice, or for a shard that is done, it does nothing."""
    delivery = self.request.id or ""
    claim = _patiently(lambda: computing.claim_shard(shard_id=shard_id, delivery=delivery, at=now()))
    if claim is None:
        return
    try:
        blob = _compute(claim)
    except LeaseLost:
        log.info("shard.let_go", shard=shard_id)
    except EngineChanged as error:
        # During an upgrade a worker of the right release may take it in a moment.
        _give_back(claim, str(error), later=True)
    except SoftTimeLimitExceeded:
        # It may have come in the middle of a query, so that the connection is no longer to be trusted.
        let_go()
        _give_back(claim, _over_time(self.request.timelimit), final=True)
    except Exception as error:
        # Whatever a kernel raises is this shard's trouble and must neither end the worker nor keep the run waiting.
        log.exception("shard.raised", shard=shard_id)
        _give_back(claim, f"{type(error).__name__}: {error}")
    else:
        _patiently(lambda: computing.store_shard(claim=claim, blob=blob, at=now()))


@shared_task(name="simulations.sweep", expires=30)
def sweep() -> None:
    """Send again what was left lying; beat calls it every five seconds."""
    swept = computing.sweep(at=now())
    if swept:
        log.info("shards.swept", count=swept)


@shared_task(name="simulations.set_aside")
def set_aside() -> None:
    """Drop bytes that nobody has asked for in ``KEEP_DAYS``; beat calls it once a day."""
    dropped = computing.set_aside(before=now() - timedelta(days=settings.SIMULATIONS["KEEP_DAYS"]))
    log.info("shards.set_aside", count=dropped)


def _give_back(claim: computing.Claim, error: str, *, final: bool = False, later: bool = False) -> None:
    _patiently(lambda: computing.give_back(claim=claim, error=error, at=now(), final=final, later=later))


def _over_time(limits: tuple[float | None, float | None] | None) -> str:
    seconds = limits[1] if limits and limits[1] else settings.CELERY_TASK_SOFT_TIME_LIMIT
    return _("it took longer than %(seconds)d s. Ask for a smaller model.") % {"seconds": seconds}


def _patiently(verb: Callable[[], T]) -> T:
    """Do ``verb``, again and again while the database is away, for most of a minute."""
    deadline, pause = monotonic() + _PATIENT_SECONDS, 0.2
    while True:
        try:
            return verb()
        except Error as error:
            if not is_away(error) or monotonic() > deadline:
                raise
            log.warning("database.away", error=str(error).strip())
        let_go()
        sleep(pause)
        pause = min(2 * pause, 2.0)


def _compute(claim: computing.Claim) -> bytes:
    leaf = find_simulation(claim.simulation)
    if leaf.engine_id(claim.params) != claim.engine:
        raise EngineChanged(_("the engine was renewed while the run waited. Ask for it again."))
    beat = _Beat(claim)
    curves = []
    for seed in claim.shard.seeds:
        curves.append(leaf.compute_seed(claim.params, seed, beat))
        beat(1.0)
    return shards.encode(curves)


class _Beat:
    """Called by the kernel's own loop: a kernel that hangs renews nothing, and its shard goes to somebody else."""

    def __init__(self, claim: computing.Claim) -> None:
        self._claim = claim
        self._last = monotonic()

    def __call__(self, _fraction: float) -> None:
        present = monotonic()
        if present - self._last < _BEAT_SECONDS:
            return
        if not self._renewed():
            raise LeaseLost
        self._last = monotonic()

    def _renewed(self) -> bool:
        try:
            return computing.renew_lease(claim=self._claim, at=now())
        except Error as error:
            if not is_away(error):
                raise
            # Who cannot ask goes on: at worst somebody else computes the same bytes.
            log.warning("database.away", shard=self._claim.shard_id, error=str(error).strip())
            let_go()
            return True


@worker_init.connect(dispatch_uid="simulations.warm_up")
def warm_up(**_signal: Any) -> None:
    """Compute one seed of each family before the worker forks: the first run then waits for no library and no data."""
    for leaf in simulations().values():
        for family in leaf.families:
            params = leaf.normalise({"family": family.slug})
            if leaf.cost(params, 1) / family.shard_size < _WARM_SECONDS:
                try:
                    leaf.compute_seed(params, 0)
                except Exception:
                    # It will be told to whoever asks for it; the other kernels can still be served.
                    log.exception("kernel.cold", simulation=leaf.slug, family=family.slug)
