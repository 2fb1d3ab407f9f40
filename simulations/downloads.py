"""Results as files: numbers, pictures and code, each saying where it comes from."""

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from django.conf import settings
from django.core.cache import cache
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from overlook.kit.errors import NotFound
from overlook.kit.pictures import png
from simulations import chart, citing, comparing, pages, selectors
from simulations.catalogue import simulation as find_simulation
from simulations.engine.identity import canonical
from simulations.models import Recipe, Result

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "py": "text/x-python; charset=utf-8",
    "svg": "image/svg+xml; charset=utf-8",
    "png": "image/png",
}


_REMEMBERED_SECONDS = 600


@dataclass(frozen=True)
class File:
    """What is sent: ``private`` files are nobody else's to keep."""

    name: str
    content_type: str
    body: bytes
    private: bool = False

    @property
    def etag(self) -> str:
        """The content's own name."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:32]}"'


def of_result(found: Result, kind: str, *, address: str) -> File:
    """A result as ``csv``, ``json``, ``svg``, ``png`` or ``py``; ``address`` is where its page is.

    Raises
    ------
    NotFound
        There is no such kind, or the numbers were set aside.
    """
    name = f"{found.recipe.simulation}-{found.hash[:12]}.{kind}"
    if kind == "csv":
        content = as_csv(found.recipe, found.seeds, {_("address"): address, _("digest"): found.digest})
    elif kind == "py":
        recipe = found.recipe
        content = find_simulation(recipe.simulation).code(recipe.given, found.seeds)
    elif kind == "json":
        content = DjangoJSONEncoder(indent=1, ensure_ascii=False).encode(selectors.result(found)) + "\n"
    elif kind in ("svg", "png"):
        content = drawn(found, address=address)
    else:
        raise NotFound(_("A result is there as csv, json, svg, png and py."))
    return _file(name, kind, content, private=found.recipe.private)


def of_comparison(first: Result, second: Result, kind: str, *, addresses: Sequence[str]) -> File:
    """Two results over each other, as ``svg`` or ``png``.

    Raises
    ------
    NotFound
        There is no such kind.
    Invalid
        The two cannot be compared.
    """
    if kind not in ("svg", "png"):
        raise NotFound(_("A comparison is there as svg and png."))
    page = comparing.compare(first, second, width=pages.PRINTED)
    told = [f"{sheet.letter}: {sheet.title}. {sheet.said}" for sheet in page.sheets]
    differing = [f"{row.label}: {row.first} | {row.second}" for row in page.differences if len(row.first) < 60]
    content = citing.drawing(
        page.picture.panels,
        title=_("Two results compared"),
        said=[*told, *([_("Different (A | B): %s") % "; ".join(differing)] if differing else [])],
        cited=[f"{sheet.letter}: {address}" for sheet, address in zip(page.sheets, addresses, strict=True)],
        width=pages.PRINTED,
    )
    name = f"compared-{first.hash[:12]}-{second.hash[:12]}.{kind}"
    return _file(name, kind, content, private=first.recipe.private or second.recipe.private)


def of_run(recipe: Recipe, seeds: int, *, name: str) -> File:
    """What is computed so far of a run, as CSV."""
    return _file(name, "csv", as_csv(recipe, seeds, {}), private=True)


def drawn(found: Result, *, address: str) -> str:
    """The pictures of a result under each other, as one SVG file."""
    page = pages.result_page(found, width=pages.PRINTED)
    if not page.picture.seeds:
        raise NotFound(_("The numbers of this result were set aside; compute it again on its page."))
    cited = citing.citation(found, title=page.named, address=address).text
    return citing.drawing(page.picture.panels, title=page.named, said=[page.said], cited=[cited], width=pages.PRINTED)


def as_csv(recipe: Recipe, seeds: int, more: Mapping[str, str]) -> str:
    """Every row of the table; above it, in lines that begin with #, what decides the numbers.

    Raises
    ------
    NotFound
        Nothing has been computed yet.
    """
    leaf = find_simulation(recipe.simulation)
    summary = selectors.numbers(recipe, seeds)
    if summary is None:
        raise NotFound(_("Nothing has been computed yet."))
    table = chart.table(leaf.axis(recipe.given), leaf.series(recipe.given), summary, thin=False)
    file = io.StringIO()
    for name, value in chain(_provenance(recipe, summary["n"]).items(), more.items()):
        file.write(f"# {name}: {value}\n")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(table.heads)
    writer.writerows([("" if cell == "–" else cell) for cell in row] for row in table.rows)
    return file.getvalue()


def _provenance(recipe: Recipe, seeds: int) -> dict[str, str]:
    leaf = find_simulation(recipe.simulation)
    return {
        _("simulation"): f"{leaf.title}: {leaf.family(recipe.params).label}",
        _("parameters"): canonical(recipe.params),
        _("seeds"): _("%(count)d, numbered from 0") % {"count": seeds},
        _("engine"): recipe.engine,
    }


def _file(name: str, kind: str, content: str, *, private: bool) -> File:
    body = _pixels(content, private=private) if kind == "png" else content.encode()
    return File(name, _TYPES[kind], body, private)


def _pixels(svg: str, *, private: bool) -> bytes:
    """The picture as PNG. To draw one takes a tenth of a second: what everybody may see is remembered for a while."""
    if private:
        return png(svg, build=settings.BUILD_DIR)
    key = f"simulations:png:{hashlib.sha256(svg.encode()).hexdigest()}"
    known: bytes | None = cache.get(key)
    if known is None:
        known = png(svg, build=settings.BUILD_DIR)
        cache.set(key, known, _REMEMBERED_SECONDS)
    return known
