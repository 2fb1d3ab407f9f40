"""What must always hold about questions and answers."""

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Count, F, Max, Min, Q

from assessments.engine.variants import parameters_hash, version_hash
from assessments.gradechecks import scores_beside_their_regrade, untold_grades, wrong_grades, wrong_histories
from assessments.models import Attempt, AttemptSlot, ItemVersion, Response, Score
from assessments.variants import spec_of, variant_of
from overlook.kit.auditing import Check, Finding
from overlook.progress.models import Outcome


def several_open_attempts() -> Iterator[Finding]:
    rows = Attempt.objects.filter(state=Attempt.State.OPEN).values("learner", "assessment", "context")
    for row in rows.annotate(count=Count("pk")).filter(count__gt=1).order_by("learner", "assessment", "context"):
        where = f"learner {row['learner']}, assessment {row['assessment']}, {row['context']}"
        yield Finding(where, f"has {row['count']} open attempts")


def broken_sequences() -> Iterator[Finding]:
    counts = Response.objects.values("slot").annotate(
        low=Min("seq"), high=Max("seq"), count=Count("pk"), different=Count("seq", distinct=True)
    )
    whole = Q(low=1, high=F("count"), different=F("count"))
    for row in counts.exclude(whole).order_by("slot"):
        yield Finding(
            f"slot {row['slot']}",
            f"{row['count']} answers are numbered {row['low']} to {row['high']}, not 1 to their count",
        )
    for response in Response.objects.exclude(slot__attempt=F("attempt")).order_by("pk"):
        yield Finding(f"response {response.pk}", "lies in another attempt than its slot")


def changed_versions() -> Iterator[Finding]:
    for version in ItemVersion.objects.select_related("item", "key").order_by("pk").iterator(chunk_size=500):
        if version_hash(spec_of(version)) != version.sha256:
            yield Finding(f"item version {version.pk} ({version.item.slug})", "says something else than its hash")


def changed_variants() -> Iterator[Finding]:
    """Slots whose parameters and hash do not come out of their version and seed again."""
    slots = AttemptSlot.objects.order_by("item_version", "seed", "pk")
    rows = slots.values_list("pk", "item_version", "seed", "parameters", "sha256")
    version: ItemVersion | None = None
    for pk, version_pk, seed, parameters, sha256 in rows.iterator(chunk_size=5000):
        if version is None or version.pk != version_pk:
            version = ItemVersion.objects.select_related("item", "key").get(pk=version_pk)
        variant = variant_of(version, seed)
        if (parameters, sha256) != (variant.parameters, parameters_hash(variant)):
            yield Finding(f"slot {pk} ({version.item.slug})", f"seed {seed} gives another variant than the one stored")


def unflagged_lateness() -> Iterator[Finding]:
    """Answers after the due time or the end of their attempt, as these are now: an extension only moves them on."""
    after = Q(at__gt=F("attempt__deadline")) | Q(at__gt=F("attempt__due_at"))
    for response in Response.objects.filter(after, late=False).select_related("attempt").order_by("pk"):
        ends = [end for end in (response.attempt.due_at, response.attempt.deadline) if end]
        yield Finding(f"response {response.pk}", f"came after {min(ends)} and is not marked as late")


def scores_without_one_origin() -> Iterator[Finding]:
    """Answers that were not graded exactly once when they came: what a regrade adds is counted apart.

    One that waits for a worker is graded no times yet, and says so.
    """
    graded = Count("scores", filter=Q(scores__reason=Score.Reason.COMPUTED))
    rows = Response.objects.annotate(graded=graded).values_list("pk", "graded", "pending")
    due = Q(graded=1, pending=None) | Q(graded=0, pending__isnull=False)
    for pk, count, pending in rows.exclude(due).order_by("pk"):
        yield Finding(f"response {pk}", f"was graded {count} times" + (" and still waits to be" if pending else ""))


def outcomes_beside_the_scores() -> Iterator[Finding]:
    """Answers whose newest outcome is not what their effective score says."""
    said = _newest_outcomes()
    rows = Score.objects.order_by("response", "pk").values_list(
        "response", "fraction", "misconception", "response__slot__item_version__objectives"
    )
    effective = {row[0]: row[1:] for row in rows.iterator(chunk_size=5000)}
    for response, (fraction, misconception, objectives) in effective.items():
        for objective in objectives:
            outcome = said.pop((f"response:{response}", objective), None)
            if outcome is None:
                yield Finding(f"response {response}", f"is scored and not recorded for {objective}")
            elif outcome != (fraction, misconception):
                yield Finding(
                    f"response {response}", f"is recorded for {objective} as {outcome[0]}, its score is {fraction}"
                )
    for source, objective in said:
        yield Finding(source, f"is recorded for {objective} and has no score")


def _newest_outcomes() -> dict[tuple[str, str], tuple[Decimal, str]]:
    rows = Outcome.objects.filter(source__startswith="response:").order_by("revision")
    values = rows.values_list("source", "objective__slug", "fraction", "misconception")
    return {(row[0], row[1]): (row[2], row[3]) for row in values.iterator(chunk_size=5000)}


CHECKS = [
    Check("assessments.one-open-attempt", "A learner has at most one open attempt at a thing.", several_open_attempts),
    Check("assessments.sequences", "The answers of a slot are numbered from 1 without a gap.", broken_sequences),
    Check("assessments.versions", "A published version says what its hash says.", changed_versions),
    Check("assessments.variants", "Parameters come out of the version and the seed again.", changed_variants),
    Check("assessments.lateness", "Nothing was accepted late without being marked as late.", unflagged_lateness),
    Check(
        "assessments.scores", "Each answer was graded once, so it has one effective score.", scores_without_one_origin
    ),
    Check(
        "assessments.outcomes",
        "The learning record has, for each answer, what its effective score says.",
        outcomes_beside_the_scores,
    ),
    Check("assessments.grades", "Each grade equals its recomputation from the log.", wrong_grades),
    Check("assessments.grade-history", "The revisions of a grade lead to what it is, without a gap.", wrong_histories),
    Check("assessments.outbox", "The newest revision of a grade is told to each linked line item.", untold_grades),
    Check("assessments.regrades", "Scores of a regrade count exactly while it stands.", scores_beside_their_regrade),
]
