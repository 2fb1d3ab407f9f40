"""Cloze: a text with gaps; each is a choice, a number or a few words, and counts by itself."""

from assessments.engine.contract import ItemType
from assessments.items.cloze.grade import grade, mistakes, parse_response, reference
from assessments.items.cloze.schema import inputs, materialise, parse_spec

ITEM_TYPE = ItemType(
    slug="cloze",
    grader_version=1,
    parse_spec=parse_spec,
    materialise=materialise,
    parse_response=parse_response,
    grade=grade,
    reference=reference,
    mistakes=mistakes,
    inputs=inputs,
)
