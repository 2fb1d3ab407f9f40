"""What a learner can do with a simulation: ask for a run, withdraw it, and take runs along when they sign in."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Min, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from overlook.accounts.models import Learner
from overlook.kit.errors import Conflict, Invalid, NotFound, TooMany
from simulations import computing, dispatch, hosts, own_data
from simulations.catalogue import simulation as find_simulation
from simulations.engine.contract import Simulation
from simulations.engine.identity import canonical
from simulations.models import DataSet, Recipe, Run, Shard

KEY_LIMIT = 200


def request_run(
    *,
    learner: Learner,
    simulation: str,
    params: object,
    seeds: object,
    idempotency_key: str,
    at: datetime,
    priority: Run.Priority = Run.Priority.INTERACTIVE,
) -> Run:
    """Ask for the first ``seeds`` seeds of a simulation.

    Shards that anybody has computed before are used as they are; the others are computed once for everybody who waits,
    those of batch runs when no interactive run waits.
    The same ``idempotency_key`` with the same request gives the same run again, with ``replayed`` set.

    Raises
    ------
    Invalid
        A parameter, the number of seeds, the predicted cost, or a key that was used for another request.
    TooMany
        Too many runs under way, or too many or too much computing in the last day.
    """
    leaf = _leaf(simulation)
    normal = leaf.normalise(params, own_data.finder(learner))
    count = leaf.check_seeds(normal, seeds)
    if not (0 < len(idempotency_key) <= KEY_LIMIT and idempotency_key.isprintable()):
        raise Invalid(
            _("The idempotency key must have 1 to 200 characters."),
            fields={"Idempotency-Key": [_("1 to 200 characters")]},
        )
    payload = _payload_hash(simulation, normal, count)
    with transaction.atomic():
        # The learner's row serialises their requests: quotas are counted, and keys compared, one request at a time.
        Learner.objects.select_for_update().get(pk=learner.pk)
        earlier = Run.objects.filter(learner=learner, idempotency_key=idempotency_key).first()
        if earlier is not None:
            return _replay(earlier, payload)
        recipe = _recipe(leaf, normal, own_data.of_params(learner, normal), at)
        missing = _missing(recipe, count)
        # CPU seconds of one shard on the slowest host.
        shard = leaf.cost(normal, 1) * hosts.factor(at=at) if missing else 0.0
        if missing:
            _admit_cost(shard, missing=len(missing), size=recipe.shard_size)
            _admit_quota(learner, shard * len(missing), at)
        run = Run(
            learner=learner,
            recipe=recipe,
            seeds=count,
            shards_total=recipe.shards_for(count),
            cached=not missing,
            priority=priority,
            queue=dispatch.queue_for(shard),
            seconds=shard * len(missing),
            idempotency_key=idempotency_key,
            payload_hash=payload,
            created_at=at,
        )
        computing.begin(run, missing, at)
    return run


@transaction.atomic
def withdraw(*, run: Run, at: datetime) -> Run:
    """End this learner's interest in a run; what nobody waits for any more is not computed.

    Withdrawing a cancelled run again is harmless; a run that is done or has failed stays what it is.

    Raises
    ------
    Conflict
        The run is over.
    """
    recipe = computing.locked(run.recipe_id)
    run = Run.objects.select_for_update().get(pk=run.pk)
    if run.status == Run.Status.CANCELLED:
        return run
    if not run.is_active:
        raise Conflict(_("This run is over; there is nothing left to cancel."), code="run-over")
    computing.end(run, Run.Status.CANCELLED, at)
    computing.release(recipe)
    return run


@transaction.atomic
def adopt_runs(*, anonymous: Learner, learner: Learner, at: datetime) -> None:
    """Give an anonymous reader's runs, data and plays to the learner who turned out to be them."""
    taken = set(learner.runs.values_list("idempotency_key", flat=True))
    for run in anonymous.runs.filter(idempotency_key__in=taken):
        run.idempotency_key = f"claimed:{run.ref}"
        run.save(update_fields=["idempotency_key"])
    anonymous.runs.update(learner=learner)
    anonymous.data_sets.update(learner=learner)
    _adopt_plays(anonymous, learner)


def _adopt_plays(anonymous: Learner, learner: Learner) -> None:
    """Of two games on the same seed of the week the earlier counts; a key that both used stays with the learner."""
    keys = set(learner.challenge_plays.values_list("start_key", flat=True)) - {""}
    for play in anonymous.challenge_plays.order_by("created_at"):
        play.start_key = "" if play.start_key in keys else play.start_key
        twin = learner.challenge_plays.filter(
            challenge=play.challenge, version=play.version, week=play.week, cohort=play.cohort, counts=True
        ).exclude(week="")
        for other in twin if play.counts else ():
            later = max((play, other), key=lambda game: game.created_at)
            later.counts = False
            if later is other:
                other.save(update_fields=["counts"])
        play.learner = learner
        play.save(update_fields=["learner", "start_key", "counts"])


def _leaf(slug: str) -> Simulation:
    try:
        return find_simulation(slug)
    except NotFound as error:
        raise Invalid(error.message, fields=error.fields, code="unknown-simulation") from error


def _payload_hash(simulation: str, params: Mapping[str, Any], seeds: int) -> str:
    return hashlib.sha256(canonical({"simulation": simulation, "params": params, "seeds": seeds}).encode()).hexdigest()


def _replay(earlier: Run, payload: str) -> Run:
    if earlier.payload_hash != payload:
        sentence = _("This idempotency key was used for another request. Use a new key for a new request.")
        raise Invalid(sentence, code="idempotency-mismatch", fields={"Idempotency-Key": [sentence]})
    earlier.replayed = True
    return earlier


def _recipe(leaf: Simulation, params: dict[str, Any], data: DataSet | None, at: datetime) -> Recipe:
    key = leaf.recipe_key(params)
    known = Recipe.objects.select_for_update().filter(key=key).first()
    if known is not None:
        Recipe.objects.filter(pk=known.pk).update(asked_at=at)
        return known
    recipe, _created = Recipe.objects.get_or_create(
        key=key,
        defaults={
            "asked_at": at,
            "simulation": leaf.slug,
            "params": params,
            "engine": leaf.engine_id(params),
            "shard_size": leaf.shard_size(params),
            "private": data is not None,
            "data_set": data,
            "created_at": at,
        },
    )
    return computing.locked(recipe.pk)


def _missing(recipe: Recipe, seeds: int) -> list[int]:
    """Indexes of the shards that are needed and not there, in ascending order."""
    wanted = recipe.shards_for(seeds)
    done = set(recipe.shards.filter(status=Shard.Status.DONE, index__lt=wanted).values_list("index", flat=True))
    return [index for index in range(wanted) if index not in done]


def _admit_cost(shard: float, *, missing: int, size: int) -> None:
    """``shard`` is in CPU seconds, ``size`` in seeds."""
    cap = float(settings.SIMULATIONS["COST_CAP_SECONDS"])
    predicted = shard * missing
    if predicted <= cap:
        return
    affordable = int(cap / shard) * size
    too_long = _("This would take about %(predicted).0f s of computing, and the limit is %(cap).0f s.") % {
        "predicted": predicted,
        "cap": cap,
    }
    way_out = (
        ngettext(
            "Ask for at most %(count)d seed, or for a smaller model.",
            "Ask for at most %(count)d seeds, or for a smaller model.",
            affordable,
        )
        % {"count": affordable}
        if affordable
        else _("Even the fewest seeds are too many at these sizes: ask for a smaller model.")
    )
    raise Invalid(f"{too_long} {way_out}", code="too-costly", fields={"seeds": [f"{too_long} {way_out}"]})


def _admit_quota(learner: Learner, seconds: float, at: datetime) -> None:
    """Whether a learner may ask for ``seconds`` of computing more."""
    limits = settings.SIMULATIONS
    at_once = int(limits["RUNS_AT_ONCE"])
    if Run.objects.of(learner).active().count() >= at_once:
        message = _("You have %(count)d runs under way. Wait until one is done, or cancel one.") % {"count": at_once}
        raise TooMany(message, code="too-many-runs", retry_after=10)
    day = timedelta(days=1)
    today = Run.objects.filter(learner=learner, cached=False, created_at__gt=at - day)
    spent = today.aggregate(runs=Count("pk"), seconds=Sum("seconds"), first=Min("created_at"))
    if not spent["runs"]:
        return
    wait = max(60, int((spent["first"] + day - at).total_seconds()) + 1)
    if spent["runs"] >= int(limits["RUNS_PER_DAY"]):
        message = _("You have asked for %(count)d runs in a day, which is the limit. Try again tomorrow.")
        raise TooMany(message % {"count": limits["RUNS_PER_DAY"]}, code="daily-quota", retry_after=wait)
    left = max(0.0, float(limits["SECONDS_PER_DAY"]) - spent["seconds"])
    if seconds > left:
        message = _(
            "This would take about %(seconds).0f s of computing, and %(left).0f s of your %(limit).0f s a day are "
            "left. Ask for fewer seeds or try again tomorrow; what has been computed before costs nothing."
        )
        numbers = {"seconds": seconds, "limit": limits["SECONDS_PER_DAY"], "left": left}
        raise TooMany(message % numbers, code="daily-quota", retry_after=wait)
