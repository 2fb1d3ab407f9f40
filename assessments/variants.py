"""From stored versions to variants. A version never changes, so a variant is kept by its content and seed."""

from assessments.banks import item_types
from assessments.engine.contract import ItemSpec, ItemType, Variant
from assessments.engine.variants import materialise
from assessments.models import ItemVersion

MOST_KEPT = 512
_kept: dict[tuple[str, int], Variant] = {}


def type_of(version: ItemVersion) -> ItemType:
    return item_types()[version.type]


def variant_of(version: ItemVersion, seed: int) -> Variant:
    """The variant of a stored version, with its key: for the grader, and for views to take the public half of."""
    found = _kept.get((version.sha256, seed))
    if found is None:
        found = materialise(type_of(version), spec_of(version), seed)
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[(version.sha256, seed)] = found
    return found


def spec_of(version: ItemVersion) -> ItemSpec:
    """What was published, from the two tables that hold it."""
    return ItemSpec(
        id=version.item.slug,
        type=version.type,
        grader_version=version.grader_version,
        objectives=tuple(version.objectives),
        roles=tuple(version.roles),
        public=version.public,
        key=version.key.body,
    )
