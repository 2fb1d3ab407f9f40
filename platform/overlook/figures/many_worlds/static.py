"""The picture, the words and the numbers of `many-worlds` in a state: `figure.ts` in Python."""

from overlook.figures.contract import NARROW, Data, State, Table
from overlook.figures.many_worlds.model import DEGREES, GRID, NEIGHBOURS, Worlds, expected, places, simulate, truth
from overlook.figures.svg import (
    Point,
    Scale,
    Shape,
    clip,
    frame,
    group,
    handle,
    line,
    nice_log,
    number,
    path,
    px,
    segment,
    text,
    ticks,
)

_FRAME = (-2.0, 2.0)


def current(state: State) -> Worlds:
    return simulate(
        str(state["model"]),
        size(state),
        int(state["n"]),
        float(state["sigma"]),
        float(state["x0"]),
        int(state["worlds"]),
        int(state["team"]),
        int(state["seed"]),
    )


def size(state: State) -> int:
    """The degree, or how many neighbours there are; never more than points."""
    return min(int(state["k"]), int(state["n"])) if state["model"] != "polynomial" else int(state["degree"])


def height(state: State, width: float) -> float:
    if width >= NARROW:
        return 306
    return 464 if state["panel"] == "both" else 232


def _fits(state: State) -> str:
    many, team = int(state["worlds"]), int(state["team"])
    ending = "" if many == 1 else "s"
    what = f"fit{ending}" if team == 1 else f"average{ending} of {team} fits"
    used = size(state)
    near = "to the nearest point" if used == 1 else f"to the {used} nearest points"
    models = {"polynomial": f"of degree {used}", "knn": near, "loess": f"by lines, {near}"}
    model = models[str(state["model"])]
    return f"{'One' if many == 1 else many} {what} {model}"


def describe(state: State, data: Data) -> str:
    """What the fits do at the place, and how that adds up."""
    found = current(state)
    said = f"{_fits(state)}, at {number(float(state['x0']))}: "
    if int(state["worlds"]) == 1:
        said += f"it says {number(found.mean)} and the truth is {number(found.truth)}. "
        return said + "One fit does not show how much of the miss is bias and how much is variance."
    parts = f"bias² {number(found.bias2)}, variance {number(found.variance)} and noise {number(found.noise)}"
    return f"{said}{parts} add up to an error of {number(found.error)}."


def measure(state: State, data: Data) -> dict[str, float]:
    found = current(state)
    return {
        "mean": found.mean,
        "target": found.truth,
        "bias2": found.bias2,
        "variance": found.variance,
        "noise": found.noise,
        "error": found.error,
    }


def table(state: State, data: Data) -> Table:
    """Over endlessly many data sets, for every size of the model."""
    knn = state["model"] != "polynomial"
    n, sigma, x0, team = int(state["n"]), float(state["sigma"]), float(state["x0"]), int(state["team"])
    rows = []
    for used in range(1, min(n, NEIGHBOURS) + 1) if knn else range(DEGREES + 1):
        bias2, variance = expected(str(state["model"]), used, n, sigma, x0, team)
        rows.append([str(used), *(number(part) for part in (bias2, variance, bias2 + variance + sigma**2))])
    return ["k" if knn else "Degree", "Bias² at the place", "Variance", "Error"], rows


def scene(state: State, data: Data, width: float, id: str) -> list[Shape]:
    if width >= NARROW:
        room = width - 118
        wide = px(room * 0.62)
        return [
            *_fits_panel(state, f"{id}-a", 46, 40, wide, 222),
            *_parts_panel(state, 102 + wide, 40, room - wide, 222),
            *_handle(state, 46, 40, wide, 222),
        ]
    wide = width - 58
    panel = state["panel"]
    lower = 34 if panel == "parts" else 266
    return [
        *(_fits_panel(state, f"{id}-a", 46, 34, wide, 154) if panel != "parts" else []),
        *(_parts_panel(state, 46, lower, wide, 154) if panel != "fits" else []),
        *(_handle(state, 46, 34, wide, 154) if panel != "parts" else []),
    ]


def _scales(left: float, top: float, wide: float, high: float) -> tuple[Scale, Scale]:
    return Scale((-1, 1), (left, left + wide)), Scale(_FRAME, (top + high, top))


def _fits_panel(state: State, id: str, left: float, top: float, wide: float, high: float) -> list[Shape]:
    found = current(state)
    x, y = _scales(left, top, wide, high)
    grid = places(GRID)

    def drawn(values: list[float]) -> str:
        points: list[Point] = [(x.at(float(at)), y.at(value)) for at, value in zip(grid, values, strict=True)]
        return line(points)

    many = int(state["worlds"])
    lines = "".join(drawn(values) for values in found.lines.tolist())
    mean = [] if many == 1 else [path("s2", drawn(found.lines.mean(axis=0).tolist()))]
    dots: list[Shape] = [
        ("circle", {"class": "mark", "cx": px(x.at(float(a))), "cy": px(y.at(float(b))), "r": 2.5}, [])
        for a, b in zip(places(len(found.points)), found.points, strict=True)
    ]
    return [
        clip(id, x, y),
        *frame(x, y, "place", "measured (dots: one data set)" if many == 1 else "measured (dashed: mean of the fits)"),
        group(
            [path("s1" if many == 1 else "world", lines), path("truth", drawn(truth(grid).tolist())), *mean],
            clip_path=f"url(#{id})",
        ),
        group(dots if many == 1 else []),
    ]


def _handle(state: State, left: float, top: float, wide: float, high: float) -> list[Shape]:
    x, y = _scales(left, top, wide, high)
    at_x, at_y = handle_place(state, x, y)
    return [segment("cursor", at_x, at_x, top - 6, top + high), handle("x0", at_x, at_y)]


def handle_place(state: State, x: Scale, y: Scale) -> tuple[float, float]:
    floor, ceiling = y.range
    return x.at(float(state["x0"])), min(floor, max(ceiling, y.at(current(state).mean)))


def _parts_panel(state: State, left: float, top: float, wide: float, high: float) -> list[Shape]:
    """Each part begins where the one above it ends, so the last bar is as long as all of them."""
    found = current(state)
    one = int(state["worlds"]) == 1
    x = Scale((0, nice_log(max(found.error, 0.1), max(found.error, 0.1))[1]), (left, left + wide))
    step = high / 4
    shapes: list[Shape] = [text(left, top - 10, f"squared error at {number(float(state['x0']))}", "label")]
    parts = [
        ("squared miss" if one else "bias²", "s2", found.bias2),
        ("variance", "s1", found.variance),
        ("noise", "s3", found.noise),
    ]
    start = 0.0
    for row, (label, style, value) in enumerate(parts):
        said = f"{label} not to be seen in one" if one and row == 1 else f"{label} {number(value)}"
        shapes += _bar(f"mark-{style}", f"label-{style}", said, x, (start, start + value), top + row * step, step)
        start += value
    shapes += _bar("sum", "label-ink", f"error {number(found.error)}", x, (0, found.error), top + 3 * step, step)
    shapes.append(segment("axis", left, left, top, top + high))
    for value in ticks(x, 4):
        shapes.append(text(x.at(value), top + high + 17, number(value), "tick", "middle"))
    return shapes


def _bar(
    style: str, label: str, said: str, x: Scale, ends: tuple[float, float], top: float, step: float
) -> list[Shape]:
    left, right = x.at(ends[0]), x.at(ends[1])
    box: Shape = (
        "rect",
        {
            "class": style,
            "x": px(left),
            "y": px(top + 18),
            "width": px(right) - px(left),
            "height": px(step - 24),
        },
        [],
    )
    return [text(x.range[0] + 4, top + 13, said, label), box]
