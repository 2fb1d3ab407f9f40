"""The picture, the words and the numbers of `curve-band` in a state: `figure.ts` in Python."""

from collections.abc import Mapping
from typing import Any

from overlook.figures.bands import Bands, Curve, band_scales, bands, domain_of
from overlook.figures.contract import NARROW, Data, State, Table
from overlook.figures.svg import Point, Scale, Shape, handle, line, number, path, segment, text

SHOWN = {"all": "median", "median": "median", "mean": "mean", "p90": "p90"}
WORDS = {"median": "median", "mean": "mean", "p90": "90 % quantile", "theory": "theory"}
_STYLES = {"median": "s1", "mean": "s2", "p90": "s3"}
_SERIES = ("median", "mean", "p10", "p90", "theory")


def curve_of(state: State, data: Data) -> Mapping[str, Any]:
    """The curve of the state's group at the penalty nearest to the state's."""
    curves = data["groups"][state["group"]]["curves"]
    found: Mapping[str, Any] = min(curves, key=lambda curve: abs(curve["ridge"] - float(state["ridge"])))
    return found


def words_of(state: State, data: Data) -> Mapping[str, str]:
    """What the series of the state's group are called: the group's own words before the usual ones."""
    return {**WORDS, **data["groups"][state["group"]].get("words", {})}


def cursor(state: State, data: Data) -> int:
    xs = data["x"]["values"]
    return min(range(len(xs)), key=lambda index: abs(xs[index] - float(state["x"])))


def has_share(data: Data) -> bool:
    return any("interpolates" in curve for group in data["groups"].values() for curve in group["curves"])


def height(state: State, width: float) -> float:
    return 362 if width >= NARROW else 300


def measure(state: State, data: Data) -> dict[str, float]:
    curve, at = curve_of(state, data), cursor(state, data)
    shown = curve.get(SHOWN[str(state["show"])]) or curve["median"]
    found = {
        name: float(curve[name][at])
        for name in ("median", "mean", "p10", "p90", "interpolates")
        if curve.get(name) and curve[name][at] is not None
    }
    known = [(x, value) for x, value in zip(data["x"]["values"], shown, strict=True) if value is not None]
    rise, peak_x, peak, low = 1.0, known[0][0], known[0][1], known[0][1]
    for x, value in known:
        low = min(low, value)
        if low > 0 and value / low > rise:
            rise, peak_x, peak = value / low, x, value
    found["least_x"] = float(min(known, key=lambda pair: pair[1])[0])
    here = shown[at]
    if here is not None:
        found["here"] = float(here)
    return {**found, "last": float(known[-1][1]), "rise": rise, "peak": float(peak), "peak_x": float(peak_x)}


def describe(state: State, data: Data) -> str:
    """The value at the cursor, and whether the curve as a whole climbs or only falls."""
    at = cursor(state, data)
    found = measure(state, data)
    words = words_of(state, data)
    word = words[SHOWN[str(state["show"])]]
    axis, xs = data["x"], data["x"]["values"]
    said = f"{data['groups'][state['group']]['label']}: at {axis['name']} = {number(xs[at])} the {word}"
    said += f" is {number(found['here'])}" if "here" in found else " is not known"
    if state["show"] == "all" and "mean" in found:
        said += f" and the {words['mean']} {number(found['mean'])}"
    if _named(state, data):
        if state["show"] == "all" and "p90" in found:
            said += f" and the {words['p90']} {number(found['p90'])}"
        if found["rise"] < 1.001 and found["least_x"] == xs[0]:
            return f"{said}. Over the whole range the {word} stays the same."
        return f"{said}. Over the whole range the {word} is least at {axis['name']} = {number(found['least_x'])}."
    if "interpolates" in found:
        said += f"; {number(100 * found['interpolates'])} % of the draws pass through every point"
    said += f". Over the whole range the {word} "
    if found["rise"] < 1.05:
        return said + "only falls."
    if found["least_x"] == xs[0] and found["last"] >= 0.98 * found["peak"]:
        return said + "only rises."
    return said + f"climbs {number(found['rise'])}-fold, to its peak at {axis['name']} = {number(found['peak_x'])}."


def _named(state: State, data: Data) -> bool:
    """Whether the group names its series itself: then they are not statistics of draws, and all of them are shown."""
    return "words" in data["groups"][state["group"]]


def table(state: State, data: Data) -> Table:
    curve = curve_of(state, data)
    names = [name for name in (*_SERIES, "interpolates") if curve.get(name)]
    headers = {
        "median": "Median",
        "mean": "Mean",
        "p10": "10 %",
        "p90": "90 %",
        "theory": "Theory",
        "interpolates": "Share that interpolates",
    }
    if _named(state, data):
        headers |= {name: word[:1].upper() + word[1:] for name, word in words_of(state, data).items()}
    rows = [
        [number(x), *("–" if curve[name][index] is None else number(curve[name][index]) for name in names)]
        for index, x in enumerate(data["x"]["values"])
    ]
    return [data["x"]["name"], *(headers[name] for name in names)], rows


def _domain(state: State, data: Data) -> tuple[float, float]:
    fixed = data["y"].get("domain")
    if fixed:
        return float(fixed[0]), float(fixed[1])
    curves = data["groups"][state["group"]]["curves"]
    return domain_of(
        (value for curve in curves for name in _SERIES for value in curve.get(name) or ()), log=data["y"]["log"]
    )


def _curves(state: State, data: Data) -> list[Curve]:
    curve = curve_of(state, data)
    first = data["groups"][state["group"]]["curves"][0]
    show = str(state["show"])
    words, named = words_of(state, data), _named(state, data)
    names = [name for name in ("median", "mean") if show in ("all", name)]
    names += ["p90"] if show == "p90" or (named and show == "all") else []
    names = [name for name in names if curve.get(name)] or ["median"]
    found = []
    if curve is not first:
        found.append(Curve("without ridge", "faint", first.get(names[0]) or first["median"]))
    band = show == "all" and not named and curve.get("p10") and curve.get("p90")
    for name in names:
        low, high = (curve["p10"], curve["p90"]) if band and name == "median" else (None, None)
        found.append(Curve(words[name], _STYLES[name], curve[name], low, high))
    if curve.get("theory"):
        found.append(Curve(words["theory"], "theory", curve["theory"]))
    return found


def _chart(state: State, data: Data, width: float, id: str) -> Bands:
    full = height(state, width)
    axis = data["x"]
    return Bands(
        id=id,
        left=52,
        top=34,
        width=width - 52 - 12,
        height=full - 34 - 44 - (84 if has_share(data) else 0),
        xs=axis["values"],
        x_log=axis["log"],
        x_label=axis["label"] + (" (log scale)" if axis["log"] else ""),
        y_log=data["y"]["log"],
        y_label=data["y"]["label"] + (" (log)" if data["y"]["log"] else ""),
        y_domain=_domain(state, data),
        threshold=axis.get("threshold"),
        curves=_curves(state, data),
    )


def scene(state: State, data: Data, width: float, id: str) -> list[Shape]:
    chart = _chart(state, data, width, id)
    x, y = band_scales(chart)
    full = height(state, width)
    shapes = bands(chart)
    if has_share(data):
        shapes += _share(curve_of(state, data), data, x, full - 52, full - 6)
    at_x, at_y = handle_place(state, data, x, y)
    shapes.append(segment("cursor", at_x, at_x, chart.top - 6, y.range[0]))
    if has_share(data):
        shapes.append(segment("cursor", at_x, at_x, full - 52, full - 6))
    return [*shapes, handle("x", at_x, at_y)]


def handle_place(state: State, data: Data, x: Scale, y: Scale) -> tuple[float, float]:
    """On what is shown, inside the frame; on the floor where nothing is known."""
    at = cursor(state, data)
    curve = curve_of(state, data)
    value = (curve.get(SHOWN[str(state["show"])]) or curve["median"])[at]
    floor, ceiling = y.range
    level = floor if value is None or (y.log and value <= 0) else min(floor, max(ceiling, y.at(value)))
    return x.at(data["x"]["values"][at]), level


def _share(curve: Mapping[str, Any], data: Data, x: Scale, top: float, bottom: float) -> list[Shape]:
    """The slim panel: which share of the draws passes through every point."""
    left, right = x.range
    y = Scale((0, 1), (bottom, top))
    values = curve.get("interpolates") or [None] * len(data["x"]["values"])
    points: list[Point] = [
        (x.at(at), None if value is None else y.at(value))
        for at, value in zip(data["x"]["values"], values, strict=True)
    ]
    return [
        segment("gridline", left, right, top, top),
        text(left - 6, top + 4, "100 %", "tick", "end"),
        text(left - 6, bottom + 2, "0", "tick", "end"),
        segment("axis", left, right, bottom, bottom),
        path("s1", line(points)),
        text(left, top - 8, "share of draws that interpolate", "label"),
    ]
