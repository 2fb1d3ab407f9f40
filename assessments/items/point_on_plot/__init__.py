"""Point on plot: put a point where it belongs; regions give credit, other regions are traps with tags."""

from assessments.engine.contract import ItemType
from assessments.items.point_on_plot.grade import grade, mistakes, parse_response, reference
from assessments.items.point_on_plot.schema import inputs, materialise, parse_spec

ITEM_TYPE = ItemType(
    slug="point-on-plot",
    grader_version=1,
    parse_spec=parse_spec,
    materialise=materialise,
    parse_response=parse_response,
    grade=grade,
    reference=reference,
    mistakes=mistakes,
    inputs=inputs,
    enhanced=True,
)
