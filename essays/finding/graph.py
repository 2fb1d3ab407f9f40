"""The map of the essays: who builds upon whom, drawn from left to right. Pure: entries in, places and curves out.

Layers are longest paths, so that every line leads to the right; what lies in a layer is ordered by the mean place of
its neighbours, a few times to and fro, and the order with the fewest crossings is kept.

Source: K. Sugiyama, S. Tagawa, M. Toda, "Methods for visual understanding of hierarchical system structures", 1981.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from textwrap import wrap

# In CSS pixels: the map is drawn at its true size.
WIDTH, LINE, ACROSS, DOWN, EDGE = 168, 17, 60, 20, 12
#: Room for the ring of what has the focus.
_MARGIN = 6
_BASE = 12.5
_LETTERS = 20
_SWEEPS = 12
# A line that only passes through a layer takes less room than an essay.
_PASSING = 10


@dataclass(frozen=True)
class Essay:
    """An essay to be placed; ``url`` is empty while it is not written, ``note`` is a line below the title."""

    slug: str
    title: str
    url: str = ""
    needs: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Node:
    """An essay with its place: the top left corner of its box, and its title in lines."""

    essay: Essay
    x: float
    y: float
    height: float
    lines: tuple[str, ...]

    @property
    def rows(self) -> list[tuple[float, str]]:
        """Each line of the title with its baseline."""
        return [(self.y + EDGE + LINE * index + _BASE, line) for index, line in enumerate(self.lines)]

    @property
    def noted(self) -> float:
        """The baseline of the note."""
        return self.y + EDGE + LINE * len(self.lines) + _BASE


@dataclass(frozen=True)
class Line:
    """From the right side of one box to the left side of another, through ``points``."""

    source: str
    target: str
    points: tuple[tuple[float, float], ...]

    @property
    def path(self) -> str:
        """A curve that leaves and arrives level, and runs straight through the layers between."""
        parts = [f"M{self.points[0][0]:g},{self.points[0][1]:g}"]
        for (x, y), (to_x, to_y) in pairwise(self.points):
            bend = (x + to_x) / 2
            parts.append(f"C{bend:g},{y:g} {bend:g},{to_y:g} {to_x:g},{to_y:g}" if y != to_y else f"H{to_x:g}")
        return "".join(parts)


@dataclass(frozen=True)
class Map:
    width: float
    height: float
    nodes: tuple[Node, ...]
    lines: tuple[Line, ...]


Key = tuple[str, ...]


@dataclass
class _Layout:
    """Layers of keys: ``(slug,)`` for an essay, ``(source, target, layer)`` for a line that passes through."""

    layers: list[list[Key]] = field(default_factory=list)
    links: list[tuple[Key, Key]] = field(default_factory=list)


def lay_out(essays: Sequence[Essay]) -> Map:
    """Places for essays and lines. A circle among them is cut where it would lead back to the left."""
    known = {essay.slug: essay for essay in essays}
    depth = _depths(known)
    edges = [
        (need, essay.slug)
        for essay in essays
        for need in essay.needs
        if need in known and depth[need] < depth[essay.slug]
    ]
    layout = _layered([essay.slug for essay in essays], depth, edges)
    _untangle(layout)
    return _placed(layout, known, edges, depth)


def _depths(known: Mapping[str, Essay]) -> dict[str, int]:
    """The length of the longest way to each."""
    found: dict[str, int] = {}

    def depth(slug: str, above: frozenset[str]) -> int:
        if slug not in found:
            needs = [need for need in known[slug].needs if need in known and need not in above | {slug}]
            found[slug] = max((depth(need, above | {slug}) + 1 for need in needs), default=0)
        return found[slug]

    for slug in known:
        depth(slug, frozenset())
    # What needs nothing stands beside the first that needs it, and not far to the left.
    for slug, essay in known.items():
        later = [found[other] for other in known if slug in known[other].needs and found[other] > found[slug]]
        if later and not found[slug] and not set(essay.needs) & set(known):
            found[slug] = min(later) - 1
    return found


def _layered(slugs: Iterable[str], depth: Mapping[str, int], edges: Iterable[tuple[str, str]]) -> _Layout:
    layout = _Layout([[] for _ in range(max(depth.values(), default=-1) + 1)])
    for slug in slugs:
        layout.layers[depth[slug]].append((slug,))
    for source, target in edges:
        way: list[Key] = [(source,)]
        for layer in range(depth[source] + 1, depth[target]):
            way.append((source, target, str(layer)))
            layout.layers[layer].append(way[-1])
        layout.links += pairwise([*way, (target,)])
    return layout


def _untangle(layout: _Layout) -> None:
    """Order each layer by the mean place of the neighbours before it, then after it; keep the best order met."""
    before: dict[Key, list[Key]] = {}
    after: dict[Key, list[Key]] = {}
    for source, target in layout.links:
        after.setdefault(source, []).append(target)
        before.setdefault(target, []).append(source)
    best, fewest = [list(layer) for layer in layout.layers], crossings(layout.layers, layout.links)
    for sweep in range(_SWEEPS):
        forth = sweep % 2 == 0
        neighbours = before if forth else after
        order = range(1, len(layout.layers)) if forth else range(len(layout.layers) - 2, -1, -1)
        for index in order:
            beside = layout.layers[index - 1 if forth else index + 1]
            layout.layers[index].sort(key=_mean_place(neighbours, beside, layout.layers[index]))
        met = crossings(layout.layers, layout.links)
        if met < fewest:
            best, fewest = [list(layer) for layer in layout.layers], met
    layout.layers = best


def _mean_place(
    neighbours: Mapping[Key, Sequence[Key]], beside: Sequence[Key], own: Sequence[Key]
) -> Callable[[Key], float]:
    """The mean of where the neighbours stand, as a share of their layer; whoever has none stays."""
    place = {key: index / max(1, len(beside) - 1) for index, key in enumerate(beside)}
    present = {key: index / max(1, len(own) - 1) for index, key in enumerate(own)}

    def mean(key: Key) -> float:
        met = [place[one] for one in neighbours.get(key, ()) if one in place]
        return sum(met) / len(met) if met else present[key]

    return mean


def crossings(layers: Sequence[Sequence[Key]], links: Sequence[tuple[Key, Key]]) -> int:
    """How many pairs of lines between neighbouring layers cross."""
    at = {key: (layer, index) for layer, keys in enumerate(layers) for index, key in enumerate(keys)}
    spans = [(at[source][0], at[source][1], at[target][1]) for source, target in links]
    return sum(
        layer == other and (low - start) * (high - end) < 0
        for number, (layer, low, high) in enumerate(spans)
        for other, start, end in spans[:number]
    )


def _placed(
    layout: _Layout, known: Mapping[str, Essay], edges: Sequence[tuple[str, str]], depth: Mapping[str, int]
) -> Map:
    lines = {slug: tuple(wrap(essay.title, _LETTERS)) or (slug,) for slug, essay in known.items()}
    tall = {key: _height(key, lines) for layer in layout.layers for key in layer}
    heights = [sum(tall[key] for key in layer) + DOWN * (len(layer) - 1) for layer in layout.layers]
    height = max(heights, default=0.0)
    tops: dict[Key, float] = {}
    for keys, own in zip(layout.layers, heights, strict=True):
        top = _MARGIN + (height - own) / 2
        for key in keys:
            tops[key] = top
            top += tall[key] + DOWN

    def middle(key: Key) -> float:
        return tops[key] + tall[key] / 2

    nodes = [Node(known[slug], _left(layer), tops[slug,], tall[slug,], lines[slug]) for slug, layer in depth.items()]
    drawn = []
    for source, target in edges:
        points: list[tuple[float, float]] = [(_left(depth[source]) + WIDTH, middle((source,)))]
        for passed in range(depth[source] + 1, depth[target]):
            left, level = _left(passed), middle((source, target, str(passed)))
            points += [(left, level), (left + WIDTH, level)]
        points.append((_left(depth[target]), middle((target,))))
        drawn.append(Line(source, target, tuple(points)))
    columns = len(layout.layers)
    width = columns * WIDTH + max(0, columns - 1) * ACROSS + 2 * _MARGIN
    return Map(width, height + 2 * _MARGIN, tuple(nodes), tuple(drawn))


def _left(layer: int) -> float:
    return _MARGIN + layer * (WIDTH + ACROSS)


def _height(key: Key, lines: Mapping[str, Sequence[str]]) -> float:
    """The title's lines and one for the note."""
    return _PASSING if len(key) > 1 else (len(lines[key[0]]) + 1) * LINE + 2 * EDGE
