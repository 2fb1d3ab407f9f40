"""Short text: a word or a few, compared without case, accents and punctuation, with traps."""

from assessments.engine.contract import ItemType
from assessments.items.short_text.grade import grade, mistakes, parse_response, reference
from assessments.items.short_text.schema import inputs, materialise, parse_spec

ITEM_TYPE = ItemType(
    slug="short-text",
    grader_version=1,
    parse_spec=parse_spec,
    materialise=materialise,
    parse_response=parse_response,
    grade=grade,
    reference=reference,
    mistakes=mistakes,
    inputs=inputs,
)
