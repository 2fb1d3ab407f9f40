"""Ordering: put entries into their order; graded by the neighbours that follow one another as they should."""

from assessments.engine.contract import ItemType
from assessments.items.ordering.grade import grade, mistakes, parse_response, reference
from assessments.items.ordering.schema import inputs, materialise, parse_spec

ITEM_TYPE = ItemType(
    slug="ordering",
    grader_version=1,
    parse_spec=parse_spec,
    materialise=materialise,
    parse_response=parse_response,
    grade=grade,
    reference=reference,
    mistakes=mistakes,
    inputs=inputs,
    enhanced=True,
    rows=("entries", "place"),
)
