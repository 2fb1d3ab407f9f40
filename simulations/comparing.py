"""Two results beside each other: the picture of both, and what was different about them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from overlook.accounts.models import Learner
from overlook.kit.errors import Invalid, NotFound
from simulations import overlay, pages, selectors, wording
from simulations.catalogue import simulation as find_simulation
from simulations.computing import result_hash
from simulations.engine.contract import Axis, Simulation
from simulations.finding import Reader, visible
from simulations.models import Result, Run

_HASH = re.compile(r"[0-9a-f]{64}")
_LATEST = 30
_SHORT, _MOST_TOLD = 40, 4


@dataclass(frozen=True)
class Sheet:
    """One of the two results."""

    letter: str
    result: Result
    title: str
    said: str
    differs: str = ""


@dataclass(frozen=True)
class Difference:
    """A row of the table: what differs, and the two values."""

    label: str
    first: str
    second: str


@dataclass(frozen=True)
class Comparison:
    """The page of two results."""

    sheets: Sequence[Sheet]
    picture: pages.Picture
    differences: Sequence[Difference]
    same: Sequence[str]
    query: str


@dataclass(frozen=True)
class Choice:
    """The page on which the second result is chosen; ``first`` is None while none is."""

    first: Sheet | None
    others: Sequence[Sheet]


def read(texts: Sequence[str], reader: Reader) -> list[Result]:
    """The results that addresses or hashes name, at most two, as far as the reader may see them.

    Raises
    ------
    Invalid
        There are more than two, or one is no address of a result.
    NotFound
        One is not known here, or was computed from somebody else's own data.
    """
    given = [text.strip() for text in texts if text.strip()]
    if len(given) > 2:
        raise Invalid(_("Two results are compared at a time."))
    return [_result(text, reader) for text in given]


def choose(results: Sequence[Result], learner: Learner | None) -> Choice:
    """What is chosen, and the reader's own results that lie on the same axis."""
    if not results:
        return Choice(None, [])
    first = results[0]
    axis = _axis(first)
    runs = Run.objects.of(learner).filter(status=Run.Status.DONE).select_related("recipe").order_by("-created_at")
    hashes = {result_hash(run.recipe.key, run.seeds): None for run in runs[:_LATEST]}
    hashes.pop(first.hash, None)
    found = Result.objects.visible_to(learner).select_related("recipe").in_bulk(list(hashes), field_name="hash")
    others = [found[key] for key in hashes if key in found and overlay.agree(axis, _axis(found[key]))]
    return Choice(_sheet("A", first), [replace(_sheet("", other), differs=_told(first, other)) for other in others])


def compare(first: Result, second: Result, *, width: int = pages.WIDTH) -> Comparison:
    """Both results on the same axes.

    Raises
    ------
    Invalid
        They are drawn over different things, have no curve in common, or the numbers of one are set aside.
    """
    results = (first, second)
    axes = [_axis(result) for result in results]
    if not overlay.agree(*axes):
        raise Invalid(
            _("These two cannot be laid over each other: one is drawn over “%(first)s”, the other over “%(second)s”.")
            % {"first": _named(axes[0]), "second": _named(axes[1])}
        )
    differences, same = _differences(first, second)
    labels = _labels(differences)
    sides = [_side(result, axis, label) for result, axis, label in zip(results, axes, labels, strict=True)]
    panels = overlay.panels(sides[0], sides[1], width=width)
    if not panels:
        raise Invalid(_("These two cannot be laid over each other: they have no curve in common."))
    sheets = [_sheet(letter, result) for letter, result in zip("AB", results, strict=True)]
    return Comparison(sheets, pages.Picture(panels, None, 0), differences, same, f"r={first.hash}&r={second.hash}")


def _result(text: str, reader: Reader) -> Result:
    found = _HASH.search(text)
    if found is None:
        raise Invalid(
            _("“%(text)s” is not the address of a result: it ends with 64 digits and letters.") % {"text": text}
        )
    result = visible(found.group(), reader)
    if result is None:
        raise NotFound(_("There is no result with the address /r/%(hash)s.") % {"hash": found.group()})
    return result


def _axis(result: Result) -> Axis:
    leaf = find_simulation(result.recipe.simulation)
    return leaf.family(result.recipe.params).kernel.axis(result.recipe.given)


def _named(axis: Axis) -> str:
    return axis.label if axis.unit in ("", "1") or axis.unit in axis.label.lower() else f"{axis.label}, {axis.unit}"


def _side(result: Result, axis: Axis, label: str) -> overlay.Side:
    recipe = result.recipe
    complete = selectors.is_complete(recipe, result.seeds)
    summary = selectors.numbers(recipe, result.seeds) if complete else None
    if summary is None:
        raise Invalid(
            _("The numbers of /r/%(hash)s were set aside to save space. Open it and compute it again, then compare.")
            % {"hash": result.hash}
        )
    return overlay.Side(label, axis, find_simulation(recipe.simulation).series(recipe.given), summary)


def _sheet(letter: str, result: Result) -> Sheet:
    leaf = find_simulation(result.recipe.simulation)
    params = result.recipe.given
    summary = selectors.numbers(result.recipe, result.seeds)
    said = wording.said(leaf.said(params, summary), _axis(result)) if summary else ""
    return Sheet(letter, result, f"{leaf.title}: {leaf.family(params).label}", said)


def _labels(differences: Sequence[Difference]) -> tuple[str, str]:
    """A and B; where one thing differs, and says so shortly, its value too."""
    if len(differences) == 1:
        (only,) = differences
        if max(len(only.first), len(only.second)) <= 8:
            return f"A: {only.first}", f"B: {only.second}"
    return "A", "B"


def _differences(first: Result, second: Result) -> tuple[list[Difference], list[str]]:
    """What differs, and the words for what does not."""
    rows = [_rows(result) for result in (first, second)]
    labels = list(rows[0]) + [label for label in rows[1] if label not in rows[0]]
    pairs = [Difference(label, rows[0].get(label, "–"), rows[1].get(label, "–")) for label in labels]
    differences = [pair for pair in pairs if pair.first != pair.second]
    same = [f"{pair.label} {pair.first}" for pair in pairs if pair.first == pair.second]
    return differences, same


def _told(first: Result, other: Result) -> str:
    """What is different about another result, in a few words; engines are too long for that."""
    differences, _same = _differences(first, other)
    rows = [row for row in differences if row.second != "–"]
    shown = [f"{row.label.partition(' (')[0]} {row.second}" for row in rows if len(row.second) <= _SHORT]
    more = len(rows) - len(shown[:_MOST_TOLD])
    return " · ".join([*shown[:_MOST_TOLD], *([_("and %(more)d more") % {"more": more}] if more else [])])


def _rows(result: Result) -> Mapping[str, str]:
    recipe = result.recipe
    leaf: Simulation = find_simulation(recipe.simulation)
    rows = {_("Simulation"): leaf.title, _("Family"): leaf.family(recipe.params).label}
    rows |= {item.label + (f" ({item.unit})" if item.unit else ""): item.value for item in pages.given(leaf, recipe)}
    return rows | {_("Seeds"): str(result.seeds), _("Engine"): recipe.engine}
