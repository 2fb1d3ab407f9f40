"""Drawn curve: predict a curve by its heights at a few anchors; graded by its features or its distance to the truth."""

from assessments.engine.contract import ItemType
from assessments.items.drawn_curve.grade import grade, mistakes, parse_response, reference
from assessments.items.drawn_curve.schema import inputs, materialise, parse_spec

ITEM_TYPE = ItemType(
    slug="drawn-curve",
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
