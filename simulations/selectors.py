"""Reading runs and results: the numbers of any number of seeds, and snapshots of how far a run has come."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.core.cache import cache
from redis.exceptions import RedisError

from simulations.catalogue import simulation as find_simulation
from simulations.computing import result_hash
from simulations.engine import shards
from simulations.models import Recipe, Result, Run, Shard

log = structlog.get_logger(__name__)

_CACHED_SECONDS = 600
# A worker that is there takes a shard within a fraction of a second.
_PATIENCE = timedelta(seconds=8)


def snapshot(run: Run, *, after: int | None = None, series: bool = True) -> dict[str, Any]:
    """How far a run has come, with the curves over the seeds that are there.

    Parameters
    ----------
    after
        The reader has this ``seq`` already: when nothing is newer, the curves are left out.
    series
        False leaves the curves out in any case.
    """
    with_curves = series and (after is None or run.seq > after)
    curves = numbers(run.recipe, run.seeds) if with_curves and run.seeds_done else None
    return {
        "id": run.ref,
        "simulation": run.recipe.simulation,
        "params": run.recipe.params,
        "status": run.status,
        "seq": run.seq,
        "seeds_done": run.seeds_done,
        "seeds_total": run.seeds,
        "axis": curves["axis"] if curves else None,
        "series": curves["series"] if curves else None,
        "series_of": curves["n"] if curves else 0,
        "theory": curves["theory"] if curves else None,
        "result": f"/r/{result_hash(run.recipe.key, run.seeds)}" if run.status == Run.Status.DONE else None,
        "error": run.error or None,
    }


def numbers(recipe: Recipe, seeds: int) -> Mapping[str, Any] | None:
    """The summary over those of the first ``seeds`` seeds that are computed, in ascending order; None when none is.

    Which shards are there decides the summary, so it is cached by their indexes, never by the clock.
    """
    wanted = recipe.shards_for(seeds)
    done = recipe.shards.filter(status=Shard.Status.DONE, index__lt=wanted).order_by("index")
    indexes = list(done.values_list("index", flat=True))
    if not indexes:
        return None
    there = hashlib.sha256(repr((seeds, indexes)).encode()).hexdigest()[:32]
    key = f"simulations:summary:{recipe.key}:{there}"
    cached: Mapping[str, Any] | None = _remembered(key)
    if cached is not None:
        return cached
    summary = _summarise(recipe, seeds, done.filter(index__in=indexes).values_list("index", "blob"))
    _remember(key, summary)
    return summary


def curves_of(recipe: Recipe, seeds: int) -> list[dict[str, Any]]:
    """Every computed seed's own curves, in ascending order of seed."""
    wanted = recipe.shards_for(seeds)
    done = recipe.shards.filter(status=Shard.Status.DONE, index__lt=wanted).order_by("index")
    return _curves(recipe, seeds, done.values_list("index", "blob"))


def is_complete(recipe: Recipe, seeds: int) -> bool:
    """Whether all numbers of the first ``seeds`` seeds are there: blobs may be set aside and computed again."""
    wanted = recipe.shards_for(seeds)
    return recipe.shards.filter(status=Shard.Status.DONE, index__lt=wanted).count() == wanted


def worker_is_away(run: Run, *, at: datetime) -> bool:
    """Whether a run waits although no worker has anything in hand, so that probably none is running."""
    if run.status != Run.Status.QUEUED or at - run.created_at < _PATIENCE:
        return False
    busy = Shard.objects.filter(status=Shard.Status.RUNNING, lease_until__gt=at).exists()
    lately = Shard.objects.filter(status=Shard.Status.DONE, finished_at__gt=at - _PATIENCE).exists()
    return not (busy or lately)


def _summarise(recipe: Recipe, seeds: int, blobs: Any) -> dict[str, Any]:
    leaf = find_simulation(recipe.simulation)
    return leaf.summarise(recipe.given, _curves(recipe, seeds, blobs))


def _curves(recipe: Recipe, seeds: int, blobs: Iterable[tuple[int, Any]]) -> list[dict[str, Any]]:
    size = recipe.shard_size
    return [curves for index, blob in blobs for curves in shards.decode(bytes(blob))[: max(0, seeds - index * size)]]


def _remembered(key: str) -> Any:
    try:
        return cache.get(key)
    except (RedisError, OSError) as error:
        log.warning("cache.away", error=str(error))
        return None


def _remember(key: str, value: Any) -> None:
    try:
        cache.set(key, value, _CACHED_SECONDS)
    except (RedisError, OSError) as error:
        log.warning("cache.away", error=str(error))


def result(found: Result) -> dict[str, Any]:
    """A permanent result with its provenance; the curves are None while its numbers are set aside."""
    recipe = found.recipe
    leaf = find_simulation(recipe.simulation)
    curves = numbers(recipe, found.seeds) if is_complete(recipe, found.seeds) else None
    return {
        "hash": found.hash,
        "url": f"/r/{found.hash}",
        "simulation": recipe.simulation,
        "title": leaf.title,
        "params": recipe.params,
        "parameters": [
            {"name": item.name, "label": item.label, "unit": item.unit, "value": recipe.params[item.name]}
            for item in leaf.family(recipe.params).parameters
            if item.name in recipe.params
        ],
        "seeds": found.seeds,
        "engine": recipe.engine,
        "digest": found.digest,
        "created_at": found.created_at,
        "axis": curves["axis"] if curves else None,
        "series": curves["series"] if curves else None,
        "theory": curves["theory"] if curves else None,
    }
