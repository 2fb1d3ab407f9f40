"""Pictures and tables of a summary: pure functions from the numbers of a run to panels and rows.

A panel holds series that share a unit. Its axes are there before the first seed is, from the closed form where there is
one, and the caller may ask that they never shrink (``domains``), so that the curve settles while the axes stay put.
A panel is linear when one of its series is declared so, else logarithmic.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from overlook.figures.bands import Bands, Curve, bands, domain_of
from overlook.figures.svg import Range, Scale, Shape, svg
from simulations.engine.contract import Series

Summary = Mapping[str, Any]
_STYLES = ("s1", "s2", "s3")
LEFT, RIGHT, TOP, BOTTOM = 60, 24, 30, 44
# Nobody reads a curve below a ten-millionth of its height: there it lies on the axis.
_DECADES = 7
_ROWS = 60
# Ticks of more characters than this do not fit into the margin.
_TICK = 7
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
# How wide a character of a title is in pixels, rather more than less.
_CHARACTER = 6.6


@dataclass(frozen=True)
class Panel:
    """One drawn set of axes. ``domain`` is what to pass back so that the next picture has the same; ``floored`` when
    something lies below the axis and is drawn on it; ``empty`` when there is no curve, and the axis only a guess."""

    key: str
    title: str
    svg: str
    domain: Range
    floored: bool
    empty: bool = False


@dataclass(frozen=True)
class Table:
    """Heads and rows of text; ``thinned`` when some rows were left out."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    thinned: bool


def panels(
    axis: Mapping[str, Any],
    declared: Sequence[Series],
    summary: Summary | None,
    theory: Mapping[str, Sequence[float | None]],
    *,
    width: int,
    domains: Mapping[str, Range],
) -> list[Panel]:
    """The pictures of a run, the most interesting first; without a summary, axes and theory only."""
    drawn = []
    for place, group in enumerate(_groups(declared)):
        height = 340 if place == 0 else 230
        drawn.append(_panel(axis, group, summary, theory, (width, height), domains))
    return drawn


def table(axis: Mapping[str, Any], declared: Sequence[Series], summary: Summary, *, thin: bool = True) -> Table:
    """Every series in columns; with ``thin``, at most about 60 rows, the threshold's among them."""
    columns = list(_columns(declared, summary))
    heads = (axis["label"], *(head for head, _values in columns))
    keep = _kept(axis, _ROWS) if thin else range(len(axis["values"]))
    rows = tuple(
        (
            _plain(axis["values"][index]),
            *(_plain(values[index]) for _head, values in columns),
        )
        for index in keep
    )
    return Table(heads, rows, len(rows) < len(axis["values"]))


def _groups(declared: Sequence[Series]) -> list[list[Series]]:
    """Series that share axes: the variants of one curve (``test``, ``test@0.01``) where there are any, else a unit."""
    bases = [series.name.partition("@")[0] for series in declared]
    varied = len(set(bases)) < len(bases)
    groups: dict[object, list[Series]] = {}
    for series, base in zip(declared, bases, strict=True):
        groups.setdefault(base if varied else (series.unit, series.kind), []).append(series)
    return list(groups.values())


def _panel(
    axis: Mapping[str, Any],
    group: Sequence[Series],
    summary: Summary | None,
    theory: Mapping[str, Sequence[float | None]],
    size: tuple[int, int],
    domains: Mapping[str, Range],
) -> Panel:
    width, height = size
    key = group[0].name
    shares = group[0].kind == "share"
    title, names = _words(group)
    keep = visible(axis, summary, key, width)
    curves = list(_curves(group, names, summary, theory, keep))
    spread = [value for curve in curves for values in (curve.values, curve.low, curve.high) for value in values or ()]
    log = is_log(group, spread)
    domain = (0.0, 1.04) if shares else domain_for(curves, log=log, at_least=domains.get(key))
    chart = Bands(
        id=f"panel-{key.replace('@', '-').replace('.', '-')}",
        left=LEFT,
        top=TOP,
        width=width - LEFT - RIGHT,
        height=height - TOP - BOTTOM,
        xs=[axis["values"][index] for index in keep],
        x_log=axis["log"],
        x_label=fitted(axis["label"], width - RIGHT - 8, log=axis["log"]),
        y_log=log,
        y_label=fitted(y_label(title, group[0]), width - LEFT + 26, log=log),
        y_domain=domain,
        curves=curves,
        threshold=axis.get("threshold"),
        x_ends=True,
    )
    floored = any(value is not None and value < domain[0] for value in spread)
    return Panel(
        key, title, svg(brief_ticks(bands(chart)), width=width, height=height, title=title), domain, floored, not curves
    )


def _curves(
    group: Sequence[Series],
    names: Sequence[str],
    summary: Summary | None,
    theory: Mapping[str, Sequence[float | None]],
    keep: Sequence[int],
) -> Iterator[Curve]:
    """At most three in colour, with the band of the first; then grey ones; theory last."""

    def at(values: Sequence[float | None]) -> list[float | None]:
        return [values[index] for index in keep]

    for place, series in enumerate(group if summary else ()):
        found = summary["series"][series.name] if summary else {}
        style = _STYLES[place] if place < len(_STYLES) else "faint"
        share = series.kind == "share"
        low, high = (None, None) if place or share else (at(found["p10"]), at(found["p90"]))
        yield Curve(names[place], style, at(found["mean" if share else "median"]), low, high)
    linear = any(series.scale == "linear" for series in group)
    if summary and len(group) == 2 and not linear and not theory.get(group[0].name):
        yield Curve("mean", "s3", at(summary["series"][group[0].name]["mean"]))
    exact = [series.name for series in group if any(value is not None for value in theory.get(series.name, ()))]
    for place, name in enumerate(exact):
        yield Curve("" if place else "theory", "theory", at(theory[name]))


def _words(group: Sequence[Series]) -> tuple[str, list[str]]:
    """Title of the y axis, and the label at each line: what the series share is said once."""
    heads, tails = zip(*(series.label.partition(", ")[::2] for series in group), strict=True)
    if len(set(heads)) == 1:
        return heads[0], list(tails)
    return _quantity(group), [series.label for series in group]


def _quantity(group: Sequence[Series]) -> str:
    """What several series are: as declared, else the words that their labels end with, else their unit."""
    if group[0].quantity:
        return group[0].quantity
    shared: list[str] = []
    for words in zip(*(reversed(series.label.lower().split()) for series in group), strict=False):
        if len(set(words)) > 1:
            break
        shared.insert(0, words[0])
    said = " ".join(shared) or ("Value" if group[0].unit in ("", "1") else group[0].unit)
    return said[:1].upper() + said[1:]


def y_label(title: str, first: Series) -> str:
    """The quantity and its unit, once."""
    named = first.kind == "share" or first.unit in ("", "1") or first.unit.lower() == title.lower()
    return title if named else f"{title}, {first.unit}"


def brief_ticks(shapes: Sequence[Shape]) -> list[Shape]:
    """The shapes with ticks that are too long for their margin as powers of ten: 10⁶ for a million."""
    return [_brief(shape, tick=False) for shape in shapes]


def _brief(shape: Shape, *, tick: bool) -> Shape:
    tag, attributes, content = shape
    tick = tick or attributes.get("class") == "tick"
    if not isinstance(content, str):
        return tag, attributes, [_brief(inner, tick=tick) for inner in content]
    return tag, attributes, _power(content) if tick and len(content) > _TICK else content


def _power(text: str) -> str:
    value = float(text.replace("\u202f", "").replace("\u2212", "-"))
    lead, _, power = f"{value:.3e}".partition("e")
    raised = str(int(power)).translate(_RAISED)
    return f"10{raised}" if float(lead) == 1 else f"{float(lead):g}·10{raised}".replace("-", "\u2212")


def fitted(label: str, room: float, *, log: bool) -> str:
    """The title of an axis in so many pixels: what is said last goes first, and that the scale is logarithmic stays."""
    scale, brief = (" (log scale)", " (log)") if log else ("", "")
    parts = re.split(r"(?=[,:] )", label)
    whole = ["".join(parts[:count]) for count in range(len(parts), 0, -1)]
    candidates = [label + scale, *(words + brief for words in whole)]
    return next((words for words in candidates if _CHARACTER * len(words) <= room), candidates[-1])


def is_log(group: Sequence[Series], spread: Sequence[float | None]) -> bool:
    """Logarithmic when every series is declared so, and when there is something to show on such an axis."""
    if any(series.kind == "share" or series.scale == "linear" for series in group):
        return False
    return not spread or any(value is not None and value > 0 for value in spread)


def domain_for(curves: Sequence[Curve], *, log: bool, at_least: Range | None = None) -> Range:
    """The y axis: everything that the first curve, its band and the theory reach, but no endless fall to zero."""
    leading = [curve for place, curve in enumerate(curves) if place == 0 or curve.style in ("theory", "s1", "s2", "s3")]
    values = [value for curve in leading for part in (curve.values, curve.low, curve.high) for value in part or ()]
    if not log:
        return _wider(_linear_domain(values), at_least)
    first = [value for part in (curves[0].values, curves[0].low) for value in part or ()] if curves else []
    positive = [value for value in first if value is not None and value > 0]
    highest = max((value for value in values if value is not None), default=1.0)
    floor = max(min(positive, default=0.1) / 3, highest / 10**_DECADES)
    low, high = domain_of([value for value in values if value is not None and value >= floor], log=True)
    held = at_least if at_least and at_least[0] > 0 and at_least[1] < 1e12 * at_least[0] else None
    return _wider((low, high), held)


def _linear_domain(values: Sequence[float | None]) -> Range:
    """From 0 unless the curves keep far from it; both ends on round steps, so that the axis grows seldom."""
    kept = [value for value in values if value is not None and math.isfinite(value)]
    if not any(kept):
        return 0.0, 1.0
    low, high = min(kept), max(kept)
    low = 0.0 if 0 <= low < high / 2 or 0 < low == high else low
    span = (high - low) or abs(high)
    low, high = (low - 0.02 * span if low else low), high + 0.02 * span
    step = 10.0 ** math.floor(math.log10(span)) / 10
    step *= 1 if span / step < 25 else 2 if span / step < 50 else 5
    start, end = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return float(f"{start * step:.12g}"), float(f"{max(end, start + 1) * step:.12g}")


def _wider(found: Range, at_least: Range | None) -> Range:
    return found if at_least is None else (min(found[0], at_least[0]), max(found[1], at_least[1]))


def visible(axis: Mapping[str, Any], summary: Summary | None, key: str, width: int) -> list[int]:
    """Which points to draw: in each column of pixels the highest and the lowest, so that no peak is lost.

    A model of size 0 has no place on a logarithmic axis; the table has it.
    """
    values = axis["values"]
    drawable = [index for index, value in enumerate(values) if value > 0 or not axis["log"]]
    if len(drawable) <= width // 2:
        return drawable
    scale = Scale((values[drawable[0]], values[-1]), (0, width - LEFT - RIGHT), axis["log"])
    heights = summary["series"][key]["median"] if summary else [None] * len(values)
    columns: dict[int, list[int]] = {}
    for index in drawable:
        columns.setdefault(int(scale.at(values[index])), []).append(index)
    kept = {drawable[0], drawable[-1]}
    for members in columns.values():
        ranked = sorted(members, key=lambda index: _height(heights[index]))
        kept |= {ranked[0], ranked[-1]}
    return sorted(kept)


def _height(value: float | None) -> float:
    return -math.inf if value is None else value


def _kept(axis: Mapping[str, Any], rows: int) -> list[int]:
    """Indexes of the rows of a thinned table: even along the axis as drawn, with both ends and the threshold."""
    values = axis["values"]
    if len(values) <= rows:
        return list(range(len(values)))
    drawable = [index for index, value in enumerate(values) if value > 0 or not axis["log"]]
    scale = Scale((values[drawable[0]], values[-1]), (0, rows - 1), axis["log"])
    kept = {round(scale.at(values[index])): index for index in drawable}
    threshold = axis.get("threshold")
    near = [] if threshold is None else [min(range(len(values)), key=lambda index: abs(values[index] - threshold))]
    return sorted({0, *kept.values(), *near})


def _columns(declared: Sequence[Series], summary: Summary) -> Iterator[tuple[str, Sequence[float | None]]]:
    """Head and values of each column of a table: statistics over the seeds, then what is exact."""
    for series in declared:
        found = summary["series"][series.name]
        if series.kind == "share":
            yield f"{series.label}, share of seeds", found["mean"]
        else:
            yield f"{series.label}, median", found["median"]
            yield f"{series.label}, 10 %", found["p10"]
            yield f"{series.label}, 90 %", found["p90"]
            yield f"{series.label}, mean", found["mean"]
        exact = summary.get("theory", {}).get(series.name, ())
        if any(value is not None for value in exact):
            yield f"{series.label}, theory", exact


def _plain(value: float | None) -> str:
    return "–" if value is None else f"{value:.6g}"
