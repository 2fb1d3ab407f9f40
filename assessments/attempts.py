"""Opening an attempt: its row, its slots with their variants, and its move to the learner who claims it."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from random import SystemRandom
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from assessments.answers import current_version
from assessments.engine.papers import CANONICAL, KEPT, Policy, deadline_of
from assessments.engine.variants import CANONICAL_SEED, parameters_hash
from assessments.grades import keep_grade_of
from assessments.models import PERSONAL, Assessment, Attempt, AttemptSlot, GradeRevision, ItemVersion
from assessments.variants import variant_of
from overlook.accounts.models import Learner
from overlook.kit.errors import Conflict, NotFound


@dataclass(frozen=True)
class Times:
    """When a sitting counts, for one learner: what whoever assigns the paper pushes down, now and whenever it changes.

    ``results_at`` matters where feedback waits for the closing: that of the last learner, so that nobody is told what
    somebody else is still asked.
    """

    due_at: datetime | None = None
    closes_at: datetime | None = None
    results_at: datetime | None = None
    multiplier: Decimal = Decimal(1)


@transaction.atomic
def open_attempt(
    *,
    learner: Learner,
    assessment: Assessment,
    context: str = PERSONAL,
    policy: Mapping[str, Any] | None = None,
    times: Times | None = None,
    at: datetime,
) -> Attempt:
    """Open an attempt with all its slots, or return the one that is open. ``policy`` is pushed down by who assigns.

    Raises
    ------
    Conflict
        ``no-sittings-left`` when the policy allows no further one.
    """
    attempt = open_row(learner, assessment, context, at, policy=policy, times=times)
    rules = attempt.rules
    seeded = rules.seeds != CANONICAL
    if seeded and attempt.slots.exists():
        return attempt
    slots = list(attempt.version.slots.select_related("item__current__key", "item__current__item", "pinned__key"))
    positions = [slot.position for slot in slots]
    if rules.shuffle:
        SystemRandom().shuffle(positions)
    kept = _seeds_before(attempt) if rules.seeds == KEPT else {}
    for slot, position in zip(slots, positions, strict=True):
        version = slot.pinned or current_version(slot.item)
        seed = kept.get(version.pk, secrets.randbits(31)) if seeded else CANONICAL_SEED
        slot_in(attempt, position, version, seed)
    return attempt


def open_row(
    learner: Learner,
    assessment: Assessment,
    context: str,
    at: datetime,
    *,
    policy: Mapping[str, Any] | None = None,
    times: Times | None = None,
) -> Attempt:
    """The open attempt, locked; made if there is none. Two tabs at once end up with the same one."""
    mine = Attempt.objects.filter(learner=learner, assessment=assessment, context=context)
    found = mine.select_for_update().filter(state=Attempt.State.OPEN).first()
    if found is not None:
        found.learner = learner
        return found
    version = assessment.current
    if version is None:
        raise NotFound(_("There is nothing to attempt here yet."))
    snapshot = {**version.policy, **(policy or {})}
    rules, given = Policy.read(snapshot), times or Times()
    _check_sittings(mine, rules)
    try:
        with transaction.atomic():
            return Attempt.objects.create(
                learner=learner,
                assessment=assessment,
                version=version,
                context=context,
                number=1 + (mine.aggregate(last=Max("number"))["last"] or 0),
                policy=snapshot,
                opened_at=at,
                due_at=given.due_at,
                closes_at=given.closes_at,
                results_at=given.results_at,
                multiplier=given.multiplier,
                deadline=deadline_of(
                    opened=at, minutes=rules.minutes, multiplier=given.multiplier, closes=given.closes_at
                ),
            )
    except IntegrityError:
        return mine.select_for_update().get(state=Attempt.State.OPEN)


def slot_in(attempt: Attempt, position: int, version: ItemVersion, seed: int) -> AttemptSlot:
    """The item as this attempt meets it; made at the first meeting."""
    variant = variant_of(version, seed)
    found, _made = AttemptSlot.objects.get_or_create(
        attempt=attempt,
        item_version=version,
        defaults={
            "position": position,
            "seed": seed,
            "parameters": variant.parameters,
            "sha256": parameters_hash(variant),
        },
    )
    found.item_version = version
    return found


@transaction.atomic
def adopt_attempts(*, anonymous: Learner, learner: Learner, at: datetime) -> None:
    """Move an anonymous reader's attempts to the learner who turned out to be the same person.

    Of two open attempts at the same thing the earlier one stays open; the later is kept, superseded.
    """
    for attempt in Attempt.objects.select_for_update().filter(learner=anonymous).order_by("opened_at", "pk"):
        own = Attempt.objects.filter(learner=learner, assessment=attempt.assessment_id, context=attempt.context)
        rival = own.filter(state=Attempt.State.OPEN).first() if attempt.is_open else None
        if rival is not None:
            later = max(rival, attempt, key=lambda each: each.opened_at)
            later.state, later.closed_at = Attempt.State.SUPERSEDED, at
            if later is rival:
                rival.save(update_fields=["state", "closed_at"])
        attempt.number = 1 + (own.aggregate(last=Max("number"))["last"] or 0)
        attempt.learner = learner
        attempt.save(update_fields=["learner", "number", "state", "closed_at"])
        keep_grade_of(attempt, cause=GradeRevision.Cause.CLAIM, at=at)


def _check_sittings(mine: QuerySet[Attempt], rules: Policy) -> None:
    if rules.sittings is not None and mine.filter(state=Attempt.State.SUBMITTED).count() >= rules.sittings:
        raise Conflict(_("You have taken this as often as it may be taken."), code="no-sittings-left")


def _seeds_before(attempt: Attempt) -> dict[int, int]:
    """By item version, the seed with which this learner met it first in the same context."""
    earlier = AttemptSlot.objects.filter(
        attempt__learner=attempt.learner_id, attempt__assessment=attempt.assessment_id, attempt__context=attempt.context
    )
    return dict(earlier.order_by("-attempt__number").values_list("item_version", "seed"))
