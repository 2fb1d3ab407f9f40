"""Matching: give each entry its counterpart; there may be more counterparts than entries."""

from assessments.engine.contract import ItemType
from assessments.items.matching.grade import grade, mistakes, parse_response, reference
from assessments.items.matching.schema import inputs, materialise, parse_spec

ITEM_TYPE = ItemType(
    slug="matching",
    grader_version=1,
    parse_spec=parse_spec,
    materialise=materialise,
    parse_response=parse_response,
    grade=grade,
    reference=reference,
    mistakes=mistakes,
    inputs=inputs,
    rows=("lefts", "match"),
)
