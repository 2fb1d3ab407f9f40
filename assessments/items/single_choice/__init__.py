"""Single choice: one right option; every other has a misconception tag, feedback, and where possible a figure."""

from assessments.engine.contract import ItemType
from assessments.items.single_choice.grade import grade, mistakes, parse_response, reference
from assessments.items.single_choice.schema import inputs, materialise, parse_spec

ITEM_TYPE = ItemType(
    slug="single-choice",
    grader_version=1,
    parse_spec=parse_spec,
    materialise=materialise,
    parse_response=parse_response,
    grade=grade,
    reference=reference,
    mistakes=mistakes,
    inputs=inputs,
)
