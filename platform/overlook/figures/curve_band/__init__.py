"""`curve-band`: what many draws do, as median, mean, 10–90 % band and the share that interpolates, from an artefact.

`schema.py` says what the artefact holds. A cursor reads the curves; switches choose the average, the group and the
ridge.
"""

from overlook.figures.contract import Choice, Data, Param, kind_of
from overlook.figures.curve_band import schema, static


def params(data: Data) -> tuple[Param, ...]:
    xs = tuple(data["x"]["values"])
    label = data["x"]["label"]
    groups = data["groups"]
    ridges = sorted({curve["ridge"] for group in groups.values() for curve in group["curves"]})
    return (
        Param(
            "x",
            label[:1].upper() + label[1:],
            default=data["x"].get("threshold") or xs[len(xs) // 2],
            values=xs,
            values_at="x.values",
        ),
        Param(
            "show",
            "Show",
            default="all",
            choices=(
                Choice("all", "median, mean and band"),
                Choice("median", "median"),
                Choice("mean", "mean"),
                Choice("p90", "90 % quantile"),
            ),
        ),
        Param(
            "group",
            data.get("group_label", "Drawn"),
            default=next(iter(groups)),
            choices=tuple(Choice(slug, group["label"]) for slug, group in groups.items()),
        ),
        Param("ridge", "Ridge λ", default=ridges[0], values=tuple(ridges), off="off" if ridges[0] == 0 else ""),
    )


KIND = kind_of(
    static,
    slug="curve-band",
    title="Curves with their band",
    params=params,
    columns=schema.COLUMNS,
    check_data=schema.problems,
)
