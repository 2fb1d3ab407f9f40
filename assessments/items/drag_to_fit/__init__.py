"""Drag to fit: lay a line or a curve through points by its handles; graded by the loss that it achieves."""

from assessments.engine.contract import ItemType
from assessments.items.drag_to_fit.grade import grade, mistakes, parse_response, reference
from assessments.items.drag_to_fit.schema import inputs, materialise, parse_spec

ITEM_TYPE = ItemType(
    slug="drag-to-fit",
    grader_version=1,
    parse_spec=parse_spec,
    materialise=materialise,
    parse_response=parse_response,
    grade=grade,
    reference=reference,
    mistakes=mistakes,
    inputs=inputs,
    enhanced=True,
    rows=("anchors", "y"),
)
