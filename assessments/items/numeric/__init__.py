"""Numeric: a number within a tolerance, in a unit from an allow-list, with traps that have tags."""

from assessments.engine.contract import ItemType
from assessments.items.numeric.grade import grade, mistakes, parse_response, reference
from assessments.items.numeric.schema import inputs, materialise, parse_spec

ITEM_TYPE = ItemType(
    slug="numeric",
    grader_version=1,
    parse_spec=parse_spec,
    materialise=materialise,
    parse_response=parse_response,
    grade=grade,
    reference=reference,
    mistakes=mistakes,
    inputs=inputs,
)
