"""A published version as its source: its blocks, how one would read if it were worded anew, and what the lint says."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

from essays import selectors
from essays.build import desk_of
from essays.contract import Problem
from essays.edits import wording
from essays.edits.wording import Block
from essays.lint.context import Context, House
from essays.lint.run import lint
from essays.markup.nodes import Prose
from essays.markup.parser import parse
from essays.models import EssaySource, EssayVersion
from essays.render import prose
from essays.render.context import Desk
from essays.render.equations import Sheet
from essays.source import folder as folders
from essays.source import front
from overlook.kit.errors import NotFound
from overlook.kit.registry import discover
from simulations.catalogue import challenges, simulations

Files = dict[str, str]

_INLINE = frozenset({"heading", "title", "caption", "describe", "task", "say"})
_ID = re.compile(r'\s(?:id|tabindex|role|aria-label)="[^"]*"')
_WITHIN = re.compile(r'href="(?=[#?])')


@dataclass(frozen=True)
class Manuscript:
    """One version of an essay with the texts that it was built from."""

    slug: str
    version: int
    sha256: str
    files: Files
    context: Context
    desk: Desk

    @property
    def text(self) -> str:
        """Its ``essay.md``."""
        return self.files["essay.md"]

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        return wording.blocks_of(self.text)

    def block(self, line: int) -> Block:
        """The block that begins on a line.

        Raises
        ------
        NotFound
            No block that readers are shown begins there.
        """
        found = next((block for block in self.blocks if block.line == line), None)
        if found is None:
            raise NotFound("There is no such paragraph in this essay.")
        return found

    def html(self, kind: str, text: str) -> str:
        """A block of this kind and text as readers see it; an equation that is new stands there as it is written."""
        if kind in _INLINE:
            html = f"<p>{prose.render_inline(text, self.desk)}</p>"
        else:
            document, _ = parse(text)
            html = "".join(prose.render(node, self.desk) for node in document.nodes if isinstance(node, Prose))
        return _WITHIN.sub(f'href="/e/{self.slug}', _ID.sub("", html))

    def plain(self, text: str) -> str:
        """A text of one line without its markup."""
        return prose.plain(text, self.desk)

    def brought(self, block: Block, text: str) -> list[Problem]:
        """The problems that the lint finds with a new wording and not without it, the nearest first."""
        lines = wording.replaced(self.text.split("\n"), block, text)
        before = Counter(map(_said, self._problems))
        found = []
        for problem in _lint(self.context, "\n".join(lines)):
            if before[_said(problem)]:
                before[_said(problem)] -= 1
            else:
                found.append(problem)
        return sorted(found, key=lambda one: (one.file != "essay.md", abs(one.line - block.line)))

    @cached_property
    def _problems(self) -> list[Problem]:
        return _lint(self.context, self.text)


def manuscript(version: EssayVersion) -> Manuscript:
    """A version with its source.

    Raises
    ------
    NotFound
        It was published before sources were kept.
    """
    return _manuscript(version.pk, version.sha256)


@lru_cache(maxsize=16)
def _manuscript(pk: int, sha256: str) -> Manuscript:
    source = EssaySource.objects.select_related("version__essay").filter(version=pk).first()
    if source is None:
        raise NotFound("The source of this essay was not kept when it was published. Publish it anew.")
    slug = source.version.essay.slug
    # Data lie elsewhere once published, and no block speaks of them but by name.
    folder = folders.assemble(Path(slug), source.files, ())
    document, _ = parse(folder.body, "essay.md", folder.body_line)
    context = Context(folder, document, _house())
    printed = {name: claim.printed() for name, claim in folder.claims.items()}
    # Setting equations takes Node: a new one is shown as it is written.
    sheet = Sheet({(latex, display): html for latex, display, html in source.equations}, "")
    desk = desk_of(context, sheet=sheet, data=source.version.manifest["data"], printed=printed)
    return Manuscript(slug, pk, sha256, source.files, context, desk)


def _house() -> House:
    """What essays may name, as far as wording can touch it: kernels compute claims, and those are not worded."""
    return House(
        kinds=discover("overlook.figures", "KIND"),
        simulations=simulations(),
        challenges=frozenset(challenges()),
        essays={entry.slug: entry.title for entry in selectors.catalogue()},
        terms={term.slug: term.term for term in selectors.glossary()},
    )


def _lint(context: Context, text: str) -> list[Problem]:
    """What the lint says of ``text`` in the place of the essay's own."""
    _, body, body_line = front.split(text)
    document, problems = parse(body, "essay.md", body_line)
    return [*problems, *lint(Context(replace(context.folder, body=body), document, context.house))]


def _said(problem: Problem) -> tuple[str, str, str]:
    """A problem without its line, which moves with the lines before it."""
    return problem.file, problem.message, problem.mend
