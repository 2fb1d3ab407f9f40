"""Publish a bank: each changed item becomes a new version, and the practice assessment follows."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from assessments.engine.contract import ItemSpec
from assessments.engine.variants import digest, version_hash
from assessments.models import Assessment, AssessmentVersion, Bank, Item, ItemKey, ItemVersion, Slot

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
    bank, _ = Bank.objects.public().select_for_update().get_or_create(slug=slug, organisation=None)
    bank.title, bank.home = title, home or f"/e/{slug}"
    bank.save()
    versions = [_publish_item(bank, position, spec, at) for position, spec in enumerate(items)]
    Item.objects.filter(bank=bank).exclude(slug__in=[spec.id for spec in items]).update(retired=True)
    _publish_practice(bank, versions, at)
    return bank


def _publish_item(bank: Bank, position: int, spec: ItemSpec, at: datetime) -> ItemVersion:
    item, _ = Item.objects.get_or_create(bank=bank, slug=spec.id)
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
    assessment, _ = Assessment.objects.get_or_create(
        bank=bank, slug=bank.slug, defaults={"title": bank.title, "kind": Assessment.Kind.PRACTICE}
    )
    sha256 = digest([PRACTICE_POLICY, [version.item_id for version in versions]])
    current = AssessmentVersion.objects.filter(assessment=assessment, sha256=sha256).first()
    if current is None:
        number = AssessmentVersion.objects.filter(assessment=assessment).count() + 1
        current = AssessmentVersion.objects.create(
            assessment=assessment, number=number, sha256=sha256, policy=PRACTICE_POLICY, created_at=at
        )
        Slot.objects.bulk_create(
            Slot(version=current, position=position, item=version.item) for position, version in enumerate(versions)
        )
    assessment.title, assessment.current = bank.title, current
    assessment.save()
