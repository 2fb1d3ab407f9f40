"""Multiple choice: all right options and no other; each wrong one picked takes a right one's part away."""

from assessments.engine.contract import ItemType
from assessments.items.multiple_choice.grade import grade, mistakes, parse_response, reference
from assessments.items.multiple_choice.schema import inputs, materialise, parse_spec

ITEM_TYPE = ItemType(
    slug="multiple-choice",
    grader_version=1,
    parse_spec=parse_spec,
    materialise=materialise,
    parse_response=parse_response,
    grade=grade,
    reference=reference,
    mistakes=mistakes,
    inputs=inputs,
)
