"""`norm-error`: how long a fit's coefficients are, and how wrong it is: one dot for each draw of the features.

`schema.py` says what the artefact holds. The handle walks the path of the middle draw from size to size; switches
choose how the features are drawn and the ridge.
"""

from overlook.figures.contract import Choice, Data, Param, kind_of
from overlook.figures.norm_error import schema, static


def params(data: Data) -> tuple[Param, ...]:
    sizes, groups = tuple(data["x"]["values"]), data["groups"]
    ridges = tuple(sorted({cloud["ridge"] for group in groups.values() for cloud in group["clouds"]}))
    return (
        Param("x", data["x"]["label"], default=sizes[0], values=sizes, values_at="x.values"),
        Param(
            "group",
            data["group_label"],
            default=next(iter(groups)),
            choices=tuple(Choice(slug, group["label"]) for slug, group in groups.items()),
        ),
        Param("ridge", "Ridge λ", default=ridges[0], values=ridges, off="off" if ridges[0] == 0 else ""),
    )


KIND = kind_of(
    static,
    slug="norm-error",
    title="Length of coefficients and error",
    params=params,
    columns=schema.COLUMNS,
    check_data=schema.problems,
)
