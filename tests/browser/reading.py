"""An essay read in a browser: opened, scrolled to its end until every figure is drawn, and what was seen meanwhile."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Request

from essays.registry import essay_folders
from tests.browser.conftest import watched
from tests.browser.site import Site

ESSAYS = [folder.name for folder in essay_folders()]
LOOK = Path(__file__).with_name("look.js")
_ENDS = {".js": "script", ".css": "stylesheet", ".woff2": "font", ".json": "data"}


@dataclass(frozen=True)
class Piece:
    """One answer as it crossed the wire."""

    kind: str
    path: str
    kilobytes: float


@dataclass
class Reading:
    """A page that stands at the end of its essay, with every figure drawn."""

    slug: str
    site: Site = field(repr=False)
    page: Page = field(repr=False)
    wire: list[Piece] = field(default_factory=list, repr=False)
    hosts: set[str] = field(default_factory=set, repr=False)
    first_view: float = 0
    #: Before anybody touched anything.
    shifts: list[tuple[float, str]] = field(default_factory=list, repr=False)
    undrawn: list[str] = field(default_factory=list)

    @property
    def figures(self) -> list[str]:
        """Ids of the figures on the page, in order."""
        return list(self.look("all('x-figure').map(({ id }) => id)"))

    def look(self, expression: str, *given: Any) -> Any:
        """What ``look.js`` answers: ``look("cut()")``, or ``look("figure(a).show(b)", a, b)``."""
        names = "abcd"[: len(given)]
        return self.page.evaluate(f"([{', '.join(names)}]) => look.{expression}", list(given))

    def show(self, name: str, **values: Any) -> None:
        """Put a figure into the author's state, with these values over it; the picture is that of it afterwards."""
        self.page.evaluate("([id, values]) => look.figure(id).show(values)", [name, values])
        self.look("settled()")

    def kilobytes(self, kind: str) -> float:
        return sum(piece.kilobytes for piece in self.wire if piece.kind == kind)


@contextmanager
def reading(browser: Browser, site: Site, slug: str, **options: Any) -> Iterator[Reading]:
    """Open an essay as somebody unknown, and read it to its end."""
    context = site.visited_by(browser, "anybody", **options)
    context.add_init_script(path=LOOK)
    page = watched(context.new_page())
    read = Reading(slug, site, page)
    page.on("requestfinished", lambda request: read.wire.append(_piece(request)))
    page.on("request", lambda request: read.hosts.add(urlsplit(request.url).netloc))
    answer = page.goto(site.address(f"/e/{slug}"), wait_until="networkidle")
    assert answer is not None
    assert answer.status == 200
    assert len(read.figures) >= 3, "an essay has three figures or more"
    read.first_view = sum(piece.kilobytes for piece in read.wire)
    read.undrawn = read.look("scroll()")
    page.wait_for_load_state("networkidle")
    read.shifts = [(value, said) for value, said in read.look("shifts")]
    yield read
    context.close()


def _piece(request: Request) -> Piece:
    path = urlsplit(request.url).path
    # What is preloaded is not always told apart by the browser; its name is.
    kind = next((kind for end, kind in _ENDS.items() if path.endswith(end)), request.resource_type)
    return Piece(kind, path, request.sizes()["responseBodySize"] / 1024)


def shapes(markup: str) -> list[Any]:
    """Tags, attributes and texts of a drawing, and its numbers: in order, without what is for assistive technology."""
    markup = re.sub(r' (aria-[a-z]+|role|tabindex|xmlns)="[^"]*"', "", markup)
    # An element that is drawn anew keeps the order in which its attributes came.
    markup = re.sub(r"(?<=<)([a-zA-Z]+)((?: [\w:-]+=\"[^\"]*\")+)", _in_order, markup)
    numbers = [float(number) for number in re.findall(r"-?\d+\.?\d*", markup)]
    words = re.sub(r"-?\d+\.?\d*", "#", markup).replace(" style", "")
    return [words, numbers]


def _in_order(tag: re.Match[str]) -> str:
    return tag[1] + "".join(f" {one}" for one in sorted(re.findall(r'[\w:-]+="[^"]*"', tag[2])))
