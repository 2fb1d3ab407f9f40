"""Set the figure: bring a figure into a state that meets a condition; the server works out whether it does."""

from assessments.engine.contract import ItemType
from assessments.items.set_the_figure.grade import grade, mistakes, parse_response, reference
from assessments.items.set_the_figure.schema import inputs, materialise, parse_spec

ITEM_TYPE = ItemType(
    slug="set-the-figure",
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
