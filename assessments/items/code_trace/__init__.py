"""Code trace: read code, write what it prints. Nothing is executed, here or in the browser."""

from assessments.engine.contract import ItemType
from assessments.items.code_trace.grade import grade, mistakes, parse_response, reference
from assessments.items.code_trace.schema import inputs, materialise, parse_spec

ITEM_TYPE = ItemType(
    slug="code-trace",
    grader_version=1,
    parse_spec=parse_spec,
    materialise=materialise,
    parse_response=parse_response,
    grade=grade,
    reference=reference,
    mistakes=mistakes,
    inputs=inputs,
)
