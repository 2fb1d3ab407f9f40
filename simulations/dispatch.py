"""Whose shard is computed next: interactive runs before batch, and among learners in turn by CPU time (adr/0015).

A message says "there is work in this queue"; which, is decided here when a worker asks. Each learner has a virtual
time in each queue, the CPU seconds given to them so far; the learner who is furthest behind is next. Whoever comes back
after a pause begins where the others stand, so nobody saves up turns and nobody pays for an idle yesterday.

Source
------
Demers, Keshav and Shenker (1989), "Analysis and simulation of a fair queueing algorithm"; the clock of a newcomer as in
Goyal, Vin and Cheng (1996), "Start-time fair queuing".
"""

from datetime import datetime

from django.conf import settings
from django.db.models import Exists, Max, Min, OuterRef

from overlook.kit.queue import enqueue
from simulations import rows
from simulations.models import FairShare, Run, Shard

TASK = "simulations.compute_next"


def queue_for(seconds: float) -> Run.Queue:
    """The queue of shards that are predicted to take ``seconds`` of CPU."""
    return Run.Queue.LONG if seconds > settings.SIMULATIONS["SHORT_SECONDS"] else Run.Queue.SHORT


def join(run: Run) -> None:
    """Let a learner take part in a queue before ``run`` is saved: not behind the others, and not ahead of them."""
    if Run.objects.active().filter(learner=run.learner_id, queue=run.queue).exists():
        return
    line = _starting_line(run.learner_id, run.queue)
    mine, made = FairShare.objects.get_or_create(
        learner_id=run.learner_id, queue=run.queue, defaults={"virtual_time": line}
    )
    if not made and mine.virtual_time < line:
        FairShare.objects.filter(pk=mine.pk).update(virtual_time=line)


def _starting_line(learner_id: int, queue: str) -> float:
    """Where those stand who are least ahead; with nobody there, where the last one stopped: all begin at one line."""
    waiting = Run.objects.active().filter(learner=OuterRef("learner"), queue=queue)
    others = FairShare.objects.filter(queue=queue).exclude(learner=learner_id)
    line: float | None = others.filter(Exists(waiting)).aggregate(time=Min("virtual_time"))["time"]
    return line if line is not None else others.aggregate(time=Max("virtual_time"))["time"] or 0.0


def charge(learner_id: int, queue: str, seconds: float) -> None:
    """Count a shard as given to a learner; others who wait for the same one ride along."""
    if not rows.charge(learner_id, queue, seconds):
        # The runs were taken over from an anonymous reader, who turned out to be this learner.
        line = _starting_line(learner_id, queue)
        FairShare.objects.create(learner_id=learner_id, queue=queue, virtual_time=line + seconds)


def call(queue: str, shards: int) -> None:
    """Wake as many workers as there may be use for, once the transaction is committed."""
    enqueue(TASK, queue=queue, upto=min(shards, settings.SIMULATIONS["CALLS"]), kind=queue)


def call_again(queue: str) -> None:
    """Pass the call on that a worker answers, when it has worked for long enough."""
    enqueue(TASK, queue=queue, kind=queue)


def call_for_what_lies_ready(at: datetime) -> None:
    """Make up for calls that were lost with a worker or a broker."""
    for queue in Run.Queue.values:
        wanted = Run.objects.active().filter(recipe=OuterRef("recipe"), shards_total__gt=OuterRef("index"), queue=queue)
        ready = Shard.objects.ready(at).filter(Exists(wanted))[: settings.SIMULATIONS["CALLS"]].count()
        if ready:
            call(queue, ready)
