"""Publish a bank: each changed item becomes a new version, and the practice assessment follows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.engine.contract import ItemSpec
from assessments.engine.variants import digest, version_hash
from assessments.models import Assessment, AssessmentVersion, Bank, Item, ItemKey, ItemVersion, Slot
from overlook.kit.errors import NotFound

PAPER_POLICY = {"mode": "formal"}
ALL, POST_TEST = "all", "post-test"
PRACTICE_POLICY = {"mode": "practice", "tries": None, "feedback": "at-once", "seeds": "canonical"}


@transaction.atomic
def publish_bank(*, slug: str, title: str, items: Sequence[ItemSpec], at: datetime, home: str | None = None) -> Bank:
    """Publish the items of a public bank, idempotently by content.

    Parameters
    ----------
    slug
        The essay's.
    items
        As `banks.parse_bank` returns them, in the order in which they appear.
    home
        The page to which figures' links lead; ``/e/<slug>`` when left out.

    Returns
    -------
    Bank
        An item that is no longer listed is retired: its answers stay, and it is not asked any more.
    """
    bank, _made = Bank.objects.public().select_for_update().get_or_create(slug=slug, organisation=None)
    bank.title, bank.home = title, home or f"/e/{slug}"
    bank.save()
    versions = [_publish_item(bank, position, spec, at) for position, spec in enumerate(items)]
    Item.objects.filter(bank=bank).exclude(slug__in=[spec.id for spec in items]).update(retired=True)
    _publish_practice(bank, versions, at)
    return bank


def _publish_item(bank: Bank, position: int, spec: ItemSpec, at: datetime) -> ItemVersion:
    item, _made = Item.objects.get_or_create(bank=bank, slug=spec.id)
    sha256 = version_hash(spec)
    version = ItemVersion.objects.filter(item=item, sha256=sha256).first()
    if version is None:
        version = ItemVersion.objects.create(
            item=item,
            number=ItemVersion.objects.filter(item=item).count() + 1,
            sha256=sha256,
            type=spec.type,
            grader_version=spec.grader_version,
            objectives=list(spec.objectives),
            roles=list(spec.roles),
            public=spec.public,
            created_at=at,
        )
        ItemKey.objects.create(version=version, body=spec.key)
    item.position, item.current, item.retired = position, version, False
    item.save()
    return version


def _publish_practice(bank: Bank, versions: Sequence[ItemVersion], at: datetime) -> None:
    """The practice of an essay: all its items, each at its latest version, tries without limit."""
    assessment, _made = Assessment.objects.get_or_create(
        bank=bank, slug=bank.slug, defaults={"title": bank.title, "kind": Assessment.Kind.PRACTICE}
    )
    # A pure prediction measures nothing, so it is not part of a grade.
    ungraded = [version.item_id for version in versions if not version.objectives]
    policy = {**PRACTICE_POLICY, "ungraded": ungraded}
    _publish_version(assessment, bank.title, policy, [version.item for version in versions], at)


@transaction.atomic
def publish_paper(*, slug: str, questions: str, at: datetime) -> Assessment:
    """The formal paper of a public bank: its questions, each at its latest version when an attempt begins.

    Parameters
    ----------
    questions
        ``post-test``: those whose roles name it; ``all``: every question that measures an objective.

    Raises
    ------
    NotFound
        There is no such bank, or none of its questions are of that kind.
    """
    bank = Bank.objects.public().filter(slug=slug).first()
    items = [item for item in _asked(bank) if questions == ALL or "post" in _version(item).roles] if bank else []
    if bank is None or not items:
        raise NotFound(_("There are no questions of this kind to make a paper of."))
    assessment, _made = Assessment.objects.get_or_create(
        bank=bank, slug=f"{slug[:60]}-paper-{questions}", defaults={"title": bank.title, "kind": Assessment.Kind.FORMAL}
    )
    return _publish_version(assessment, bank.title, PAPER_POLICY, items, at)


def _asked(bank: Bank) -> list[Item]:
    rows = bank.items.filter(retired=False, current__isnull=False).select_related("current").order_by("position", "pk")
    return [item for item in rows if _version(item).objectives]


def _version(item: Item) -> ItemVersion:
    assert item.current is not None
    return item.current


def _publish_version(
    assessment: Assessment, title: str, policy: dict[str, Any], items: Sequence[Item], at: datetime
) -> Assessment:
    sha256 = digest([policy, [item.pk for item in items]])
    current = AssessmentVersion.objects.filter(assessment=assessment, sha256=sha256).first()
    if current is None:
        number = AssessmentVersion.objects.filter(assessment=assessment).count() + 1
        current = AssessmentVersion.objects.create(
            assessment=assessment, number=number, sha256=sha256, policy=policy, created_at=at
        )
        Slot.objects.bulk_create(
            Slot(version=current, position=position, item=item) for position, item in enumerate(items)
        )
    assessment.title, assessment.current = title, current
    assessment.save()
    return assessment
