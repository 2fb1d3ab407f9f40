"""An essay as far as it can be shown while it is being written: what cannot be rendered yet is replaced by a notice.

The parts are those of `essays.build`; only here nothing is refused. A file that is half typed may trip any of them, so
each block, question and figure is tried by itself.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _

from assessments.banks import BankError, parse_bank
from assessments.engine.contract import ItemSpec
from assessments.selectors import ItemView
from assessments.unpublished import Desk as Bench
from assessments.unpublished import view
from essays import pages
from essays.build import Artefact, EssayRefused, lay_out, manifest_of, secret_of, tile_of, write
from essays.contract import Place, Problem
from essays.items import place_of, resolved
from essays.lint.context import Context
from essays.markup.nodes import Directive, Node, Prose
from essays.markup.texts import Equation
from essays.render import prose
from essays.render.blocks import Page, Segment, render_all
from essays.render.context import Desk
from essays.render.equations import EquationsUnavailable, Sheet, set_all
from essays.selectors import Edition
from overlook.kit.registry import discover

Json = dict[str, Any]


def sketch(context: Context, out: Path) -> tuple[Artefact, list[Problem]]:
    """Build what can be built into ``out``, with what was met on the way.

    Raises
    ------
    Exception
        Whatever an essay can raise of which not even the head can be shown.
    """
    met: list[Problem] = []
    context = _without_bad_tile(_at_home(context), met)
    desk, css, problems = lay_out(context, out, _typeset)
    met += problems
    page = Page(context.folder, desk)
    for chunk in _chunks(context.document.nodes):
        page = _rendered(page, chunk, met)
    items, texts = _items(context, desk, met)
    manifest = manifest_of(context, page, css)
    artefact = Artefact(manifest, secret_of(items, page, texts))
    _prove(artefact, out, context, met)
    write(out, artefact)
    return artefact, sorted(set(met))


def specs_of(artefact: Artefact) -> list[ItemSpec]:
    """The questions of a draft, keys included."""
    texts = artefact.secret["texts"]
    return parse_bank(artefact.secret["items"], render=lambda source: texts[source]) if artefact.secret["items"] else []


def bench_of(artefact: Artefact) -> Bench:
    """Where a draft's questions are laid out: their links stay in the preview."""
    slug = artefact.manifest["slug"]
    return Bench(slug, artefact.manifest["title"], f"/author/{slug}/preview/page")


def views_of(artefact: Artefact) -> dict[str, ItemView]:
    return {spec.id: view(bench_of(artefact), spec) for spec in specs_of(artefact)}


def _typeset(equations: Sequence[Equation], bound: Sequence[str]) -> tuple[Sheet, list[Problem]]:
    """Equations as MathML; where Node is not at hand each stays as TeX, and that is said once."""
    try:
        return set_all(equations, bound)
    except EquationsUnavailable as error:
        message = f"Equations are shown as TeX: {error}"
        return Sheet({}, ""), [Place("essay.md", 1).problem("node", message)]


def _at_home(context: Context) -> Context:
    """The essay under its folder's name: a slug that differs is a problem, and must not lead to another essay."""
    folder = context.folder
    return replace(context, folder=replace(folder, front=replace(folder.front, slug=folder.path.name)))


def _without_bad_tile(context: Context, met: list[Problem]) -> Context:
    try:
        tile_of(context)
    except EssayRefused as refused:
        met += refused.problems
    except Exception as error:
        met.append(Place("essay.md", 1).problem("tile", f"The tile cannot be drawn: {error!r}."))
    else:
        return context
    folder = context.folder
    return replace(context, folder=replace(folder, front=replace(folder.front, tile={})))


def _chunks(nodes: Sequence[Node]) -> list[list[Node]]:
    """The body's nodes, each by itself, but neighbouring depths together."""
    chunks: list[list[Node]] = []
    for node in nodes:
        if chunks and _is_depth(node) and _is_depth(chunks[-1][-1]):
            chunks[-1].append(node)
        else:
            chunks.append([node])
    return chunks


def _is_depth(node: Node) -> bool:
    return isinstance(node, Directive) and node.name == "depth"


def _rendered(page: Page, chunk: list[Node], met: list[Problem]) -> Page:
    """The page with these nodes at its end, or with a notice in their place."""
    trial = replace(
        page,
        segments=deepcopy(page.segments),
        reveals=dict(page.reveals),
        figures=dict(page.figures),
        marks=list(page.marks),
    )
    try:
        render_all(trial, chunk)
    except Exception as error:
        node = chunk[0]
        place = Place(node.file, node.first_line) if isinstance(node, Prose) else node.place
        page.html(_notice(place, error))
        met.append(place.problem("render", f"This part cannot be shown yet: {error!r}.", "Mend the other problems."))
        return page
    return trial


def _notice(place: Place, error: Exception) -> str:
    return format_html(
        '<div class="notice"><strong class="mark-bad">{}</strong> {}{}</div>',
        _("This part cannot be shown yet."),
        f"{place.file}:{place.line}: ",
        str(error) or repr(error),
    )


def _items(context: Context, desk: Desk, met: list[Problem]) -> tuple[list[Json], dict[str, str]]:
    """The questions that can be read, as they go to the bank, and every text of theirs as HTML."""
    texts: dict[str, str] = {}
    found: list[Json] = []

    def render(source: str) -> str:
        texts[source] = prose.render_inline(source, desk)
        return texts[source]

    for raw in resolved(context.folder):
        try:
            parse_bank([raw], render=render)
        except BankError as error:
            met += [place_of(path, context.folder).problem("item", f"{path} {said}") for path, said in error.problems]
        except Exception as error:
            place = place_of(str(raw.get("id")), context.folder)
            met.append(place.problem("item", f"{raw.get('id')} cannot be read yet: {error!r}."))
        else:
            found.append(raw)
    return found, texts


def _prove(artefact: Artefact, out: Path, context: Context, met: list[Problem]) -> None:
    """Draw each placed part once; what cannot be drawn gives way to a notice, so that the page can."""
    manifest = artefact.manifest
    kinds = discover("overlook.figures", "KIND")
    edition = Edition(0, manifest["slug"], "", manifest, out)
    items = views_of(artefact)
    manifest["segments"] = _proven(manifest["segments"], edition, items, context, met)
    reveals = artefact.secret["reveals"]
    for name, segments in reveals.items():
        reveals[name] = _proven(segments, edition, items, context, met)
    placed = {
        segment.get("figure") for segment in [*manifest["segments"], *(one for r in reveals.values() for one in r)]
    }
    manifest["figures"] = {
        name: one for name, one in manifest["figures"].items() if name in placed and one["kind"] in kinds
    }
    _prove_prints(edition, met)


def _prove_prints(edition: Edition, met: list[Problem]) -> None:
    """A printed state that its figure cannot take is left out."""
    figures = edition.manifest["figures"]
    for name, figure in figures.items():
        try:
            params = {**figure["params"], **figure["print"]}
            pages.drawn(replace(edition, manifest={"figures": {name: {**figure, "params": params}}}), name)
        except Exception as error:
            figure["print"] = {}
            message = f"The state in which {name!r} prints cannot be drawn: {error!r}."
            met.append(Place("essay.md", 1).problem("render", message, "Mend :print:."))


def _proven(
    segments: list[Segment],
    edition: Edition,
    items: Mapping[str, ItemView],
    context: Context,
    met: list[Problem],
) -> list[Segment]:
    found = []
    for segment in segments:
        try:
            pages.assemble(edition, [segment], items, {})
            found.append(segment)
        except Exception as error:
            ((what, name),) = segment.items()
            message = f"The {what} {name!r} cannot be drawn yet: {error!r}."
            place = context.figures[name].place if name in context.figures else Place("essay.md", 1)
            met.append(place.problem("render", message, "Mend the other problems."))
            found.append({"html": _notice(place, error)})
    return found
