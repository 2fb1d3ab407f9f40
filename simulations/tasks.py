"""What workers do: compute shards whose turn it is, and sweep up after workers that were lost."""

from collections.abc import Callable
from datetime import timedelta
from time import monotonic, process_time, sleep
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
from simulations import computing, dispatch, hosts, own_data, retention
from simulations.catalogue import simulation as find_simulation
from simulations.catalogue import simulations
from simulations.engine import shards
from simulations.watching import LeaseLost, OverTime, Watch

log = structlog.get_logger(__name__)

# Only what is quick is computed to warm up.
_WARM_SECONDS = 2.0
# One message is good for so much work: then the other queues, and a worker that is to stop, get a word in.
_SPELL_SECONDS = 0.5
# What is computed is worth some waiting for a database that is away; after that the shard is swept up and done again.
_PATIENT_SECONDS = 45.0

T = TypeVar("T")


class EngineChanged(Exception):
    """The shard was asked for under another release than the one that runs here."""


@shared_task(name="simulations.compute_next", bind=True)
def compute_next(self: Any, *, kind: str) -> None:
    """Answer the call that there is work in the queue ``kind``: compute what is next for a while, and pass it on."""
    delivery, until = self.request.id or "", monotonic() + _SPELL_SECONDS
    while claim := _patiently(lambda: computing.claim_next(queue=kind, delivery=delivery, at=now())):
        compute(claim)
        if monotonic() > until:
            dispatch.call_again(kind)
            return


def compute(claim: computing.Claim) -> None:
    """Compute a claimed shard and store it, or say why it could not be done."""
    began = process_time()
    try:
        with Watch(claim) as watch:
            blob = _compute(claim, watch)
        spent = process_time() - began
        _patiently(lambda: computing.store_shard(claim=claim, blob=blob, at=now(), seconds=spent))
    except LeaseLost:
        log.info("shard.let_go", shard=claim.shard_id)
    except EngineChanged as error:
        # During an upgrade a worker of the right release may take it in a moment.
        _give_back(claim, str(error), later=True)
    except (OverTime, SoftTimeLimitExceeded):
        # It may have come in the middle of a query, so that the connection is no longer to be trusted.
        let_go()
        reason = _("it took longer than %(seconds)d s. Ask for a smaller model.") % {"seconds": claim.patience}
        _give_back(claim, reason, final=True)
    except computing.NotReproducible as error:
        _give_back(claim, error.message, final=True)
    except Error:
        # The database, not the kernel: the shard's lease runs out and it is swept up.
        raise
    except Exception as error:
        # Whatever a kernel raises is this shard's trouble and must neither end the worker nor keep the run waiting.
        log.exception("shard.raised", shard=claim.shard_id)
        _give_back(claim, f"{type(error).__name__}: {error}")


@shared_task(name="simulations.sweep", expires=30)
def sweep() -> None:
    """Send again what was left lying; beat calls it every five seconds."""
    swept = computing.sweep(at=now())
    if swept:
        log.info("shards.swept", count=swept)


@shared_task(name="simulations.set_aside")
def set_aside() -> None:
    """Drop bytes that nobody has asked for in ``KEEP_DAYS``, and the oldest above ``STORE_MB``; and the own data of
    readers without an account who have not been seen for as long. Every hour."""
    limits = settings.SIMULATIONS
    before = now() - timedelta(days=limits["KEEP_DAYS"])
    forgotten = own_data.forget_unreachable(before=before, at=now())
    if forgotten:
        log.info("data.forgotten", count=forgotten)
    dropped = retention.set_aside(before=before)
    dropped += retention.evict(limit=int(limits["STORE_MB"] * 2**20))
    if dropped:
        log.info("shards.set_aside", count=dropped)


def _give_back(claim: computing.Claim, error: str, *, final: bool = False, later: bool = False) -> None:
    _patiently(lambda: computing.give_back(claim=claim, error=error, at=now(), final=final, later=later))


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


def _compute(claim: computing.Claim, watch: Watch) -> bytes:
    leaf = find_simulation(claim.simulation)
    if leaf.engine_id(claim.params) != claim.engine:
        raise EngineChanged(_("the engine was renewed while the run waited. Ask for it again."))
    curves = []
    for seed in claim.shard.seeds:
        curves.append(leaf.compute_seed(claim.params, seed, watch.beat))
        watch.beat(1.0)
    return shards.encode(curves)


@worker_init.connect(dispatch_uid="simulations.introduce")
def introduce(**_signal: Any) -> None:
    """Measure this machine, for those who admit runs."""
    try:
        hosts.introduce(at=now())
    except Error as error:
        log.warning("database.away", error=str(error).strip())
    finally:
        # The children are forked from this process and must not share its connection.
        let_go()


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
