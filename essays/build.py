"""Build an essay: read, lint, set equations, render. The result is an artefact that can be registered without Node.

``build/essays/<slug>/`` holds ``manifest.json`` (what readers may see), ``secret.json`` (reveals and the bank, with its
keys), ``source.json`` (the texts that it was built from), ``data/`` (small files under hashed names) and ``stamp``, the
digest of everything that went in. Nothing there is collected as a static file.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from assessments.banks import BankError, parse_bank
from essays.contract import FORMAT, Folder, Place, Problem
from essays.items import objectives_of, place_of, resolved
from essays.lint.context import Context, House, data_file
from essays.lint.run import lint
from essays.markup import roles
from essays.markup.parser import parse
from essays.markup.texts import Equation
from essays.render import prose
from essays.render.blocks import Page, render_all, targets_of
from essays.render.context import Desk
from essays.render.equations import Sheet, set_all
from essays.render.sources import reference_html
from essays.source import folder as folders
from essays.source.tables import plain
from essays.tiles import tile_svg

Json = dict[str, Any]
Typeset = Callable[[Sequence[Equation], Sequence[str]], tuple[Sheet, list[Problem]]]


class EssayRefused(Exception):
    """An essay that the lint does not let through."""

    def __init__(self, slug: str, problems: list[Problem]) -> None:
        super().__init__("\n".join(f"{slug}/{problem}" for problem in problems))
        self.slug = slug
        self.problems = problems


@dataclass(frozen=True)
class Artefact:
    """A built essay: what readers may see, what they may not, and its content hash.

    ``source`` is what it was built from: ``files``, texts by name, and ``equations``, each as LaTeX, whether displayed,
    and as it was set. It is no part of the content, and empty where an earlier build kept none.
    """

    manifest: Json
    secret: Json
    source: Json = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        return sha256(canonical({"manifest": self.manifest, "secret": self.secret})).hexdigest()


def canonical(value: Any) -> bytes:
    """JSON that is the same for the same content."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def examine(path: Path, house: House, *, recompute: bool = False) -> tuple[Context, list[Problem]]:
    """Read and lint the essay in ``path``."""
    folder = folders.read(path)
    document, problems = parse(folder.body, "essay.md", folder.body_line)
    context = Context(folder, document, house)
    found = [*folder.problems, *problems]
    return context, sorted({*found, *lint(context, recompute=recompute)})


def build(path: Path, house: House, out: Path) -> Artefact:
    """Build the essay in ``path`` into ``out``.

    Raises
    ------
    EssayRefused
        With every problem.
    """
    context, problems = examine(path, house)
    if problems:
        raise EssayRefused(path.name, problems)
    desk, css, problems = lay_out(context, out)
    if problems:
        raise EssayRefused(path.name, sorted(problems))
    page = Page(context.folder, desk)
    render_all(page, context.document.nodes)
    texts = _bank_texts(context.folder, desk)
    secret = secret_of(resolved(context.folder), page, texts)
    equations = [[latex, display, html] for (latex, display), html in desk.sheet.maths.items()]
    source = {"files": folders.texts(path), "equations": equations}
    artefact = Artefact(manifest_of(context, page, css), secret, source)
    write(out, artefact)
    return artefact


def load(out: Path) -> Artefact:
    """The artefact that `build` wrote."""
    source = out / "source.json"
    return Artefact(
        json.loads((out / "manifest.json").read_text(encoding="utf-8")),
        json.loads((out / "secret.json").read_text(encoding="utf-8")),
        json.loads(source.read_text(encoding="utf-8")) if source.is_file() else {},
    )


def write(out: Path, artefact: Artefact) -> None:
    out.mkdir(parents=True, exist_ok=True)
    parts = {"secret.json": artefact.secret, "source.json": artefact.source, "manifest.json": artefact.manifest}
    for name, content in parts.items():
        partial = out / f"{name}.partial"
        partial.write_text(json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1), encoding="utf-8")
        partial.replace(out / name)


def lay_out(context: Context, out: Path, typeset: Typeset = set_all) -> tuple[Desk, str, list[Problem]]:
    """Printed numbers, equations set, data copied under hashed names."""
    folder = context.folder
    printed = {name: claim.printed() for name, claim in folder.claims.items()}
    bound = [roles.bind_maths(equation.latex, printed) for equation in context.equations]
    sheet, problems = typeset(context.equations, bound)
    data = {name: _publish_file(out, name, (folder.path / "data" / name).read_bytes()) for name in folder.data}
    css = _publish_file(out, "equations.css", sheet.css.encode()) if sheet.css else ""
    return desk_of(context, sheet=sheet, data=data, printed=printed), css, problems


def desk_of(context: Context, *, sheet: Sheet, data: Mapping[str, str], printed: Mapping[str, str]) -> Desk:
    """What rendering needs: the equations set, published names of data files, numbers as they are printed."""
    folder = context.folder
    return Desk(
        slug=folder.front.slug,
        claims=folder.claims,
        references=folder.references,
        terms={**context.house.terms, **{term.id: term.term for term in folder.front.glossary}},
        targets=targets_of(context.document.nodes),
        essays=context.house.essays,
        sheet=sheet,
        data=data,
        printed=printed,
    )


def _publish_file(out: Path, name: str, content: bytes) -> str:
    """Copy into ``data/`` under a name that carries its hash, so that it may be cached for ever."""
    stem, _, suffix = name.rpartition(".")
    hashed = f"{stem}.{sha256(content).hexdigest()[:10]}.{suffix}"
    target = out / "data" / hashed
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return hashed


def _bank_texts(folder: Folder, desk: Desk) -> Mapping[str, str]:
    """Every text of the items as HTML, by its source: the bank is registered where no Node is."""
    texts: dict[str, str] = {}

    def render(source: str) -> str:
        texts[source] = prose.render_inline(source, desk)
        return texts[source]

    if folder.items:
        try:
            parse_bank(resolved(folder), render=render)
        except BankError as error:
            problems = [place_of(path, folder).problem("item", f"{path} {said}") for path, said in error.problems]
            raise EssayRefused(folder.path.name, problems) from error
    return texts


def secret_of(items: list[Json], page: Page, texts: Mapping[str, str]) -> Json:
    return {"reveals": page.reveals, "items": items, "texts": dict(texts)}


def manifest_of(context: Context, page: Page, css: str) -> Json:
    folder, desk, front = context.folder, page.desk, context.folder.front
    figures = {name: {**figure, "data": _file_of(figure, folder, desk)} for name, figure in page.figures.items()}
    placed = {segment["item"] for segment in page.segments if "item" in segment}
    return {
        "format": FORMAT,
        **{name: getattr(front, name) for name in ("slug", "title", "version", "licence", "level", "minutes", "lang")},
        "summary": prose.plain(front.summary, desk),
        "authors": [asdict(author) for author in front.authors],
        "tags": list(front.tags),
        "prerequisites": [{"slug": one.slug, "title": one.title} for one in front.prerequisites],
        "challenge": front.challenge,
        "changes": [{"version": one.version, "text": prose.plain(one.text, desk)} for one in front.changes],
        "objectives": [
            {"slug": front.objective_slug(one.id), "verb": one.verb, "text": prose.plain(one.text, desk)}
            for one in front.objectives
        ],
        "misconceptions": dict(front.misconceptions),
        "glossary": _glossary(context, desk),
        "segments": page.segments,
        "marks": list(page.marks),
        "figures": figures,
        "sweeps": {name: plain(asdict(sweep)) for name, sweep in folder.sweeps.items()},
        "items": [
            {
                "id": item.id,
                "roles": list(item.roles),
                "objectives": [front.objective_slug(one) for one in objectives_of(item)],
            }
            for item in folder.items
        ],
        "self_check": [item.id for item in folder.items if "post" in item.roles and item.id not in placed],
        "references": _references(folder),
        "numbers": [_number(claim, folder) for claim in folder.claims.values()],
        "data": dict(desk.data),
        "css": css,
        "tile": tile_of(context),
    }


def _file_of(figure: Json, folder: Folder, desk: Desk) -> str:
    file = data_file(str(figure["data"]), folder) if figure["data"] else ""
    return desk.data.get(file, "")


def _glossary(context: Context, desk: Desk) -> list[Json]:
    return [
        {"id": term.id, "term": term.term, "html": prose.render_inline(term.definition, desk)}
        for term in context.folder.front.glossary
    ]


def _references(folder: Folder) -> list[Json]:
    listed = sorted(folder.references.values(), key=lambda one: (one.surnames[:1], one.year, one.key))
    return [{"key": one.key, "short": one.short, "html": reference_html(one)} for one in listed]


def _number(claim: Any, folder: Folder) -> Json:
    """How a printed number came to be, for the table at the foot of the essay."""
    arguments = ", ".join(f"{name}={value}" for name, value in claim.args.items())
    how = {
        "computed": f"{claim.kernel}({arguments}){f' → {claim.path}' if claim.path else ''}",
        "offline": f"{claim.recipe} → {claim.artefact} ({claim.hardware})",
        "quoted": _quoted(claim.source, folder),
        "given": claim.source,
    }[claim.kind]
    return {"id": claim.id, "printed": claim.printed(), "kind": claim.kind, "how": how}


def _quoted(source: str, folder: Folder) -> str:
    citation = roles.citations(source)[0]
    reference = folder.references.get(citation.key)
    return f"{reference.short if reference else citation.key}, {citation.detail}".rstrip(", ")


def tile_of(context: Context) -> str:
    """The drawing for the catalogue; empty when the essay asks for none."""
    folder = context.folder
    tile = folder.front.tile
    if not tile:
        return ""
    place = Place("essay.md", folder.front.lines.get("tile", 1))
    file = data_file(str(tile.get("data", "")), folder)
    try:
        data = json.loads((folder.path / "data" / file).read_text()) if file else {}
        title = f"A drawing of {folder.front.title}"
        return tile_svg(data, series=str(tile["series"]), at=float(tile["at"]), title=title)
    except (LookupError, ValueError, TypeError) as error:
        message = f"The tile cannot be drawn: {error!r}."
        mend = "Write: tile: {data: sweep:<name>, series: <series>, at: <x>}"
        raise EssayRefused(folder.path.name, [place.problem("tile", message, mend)]) from error
