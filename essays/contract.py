"""What an essay's folder says, once read: frozen shapes that the lint, the renderer and the publisher share."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FORMAT = 1
LEVELS_OF_DEPTH = ("intro", "standard", "derivation")
KINDS_OF_CLAIM = ("computed", "offline", "quoted", "given")


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that keeps an essay from being published: where it is, what is wrong, and how to mend it."""

    file: str
    line: int
    message: str
    mend: str = ""
    rule: str = ""

    def __str__(self) -> str:
        mend = f" {self.mend}" if self.mend else ""
        return f"{self.file}:{self.line}: {self.message}{mend} [{self.rule}]"


@dataclass(frozen=True)
class Place:
    """A file of the folder and a line in it, counted from one."""

    file: str
    line: int

    def problem(self, rule: str, message: str, mend: str = "") -> Problem:
        return Problem(self.file, self.line, message, mend, rule)


@dataclass(frozen=True)
class Text:
    """A piece of text that readers see, with where it stands and what it is for ("caption", "stem", …)."""

    source: str
    place: Place
    use: str


@dataclass(frozen=True)
class Author:
    name: str
    orcid: str = ""


@dataclass(frozen=True)
class Objective:
    id: str
    verb: str
    text: str
    line: int


@dataclass(frozen=True)
class Term:
    id: str
    term: str
    definition: str
    line: int


@dataclass(frozen=True)
class Prerequisite:
    """An essay to read before; ``title`` is how it is called while it is not there."""

    slug: str
    title: str
    line: int


@dataclass(frozen=True)
class Revision:
    """What the authors say changed with a version."""

    version: int
    text: str
    line: int


@dataclass(frozen=True)
class Front:
    """The front matter."""

    title: str
    slug: str
    summary: str
    authors: tuple[Author, ...]
    version: int
    licence: str
    level: int
    minutes: int
    prerequisites: tuple[Prerequisite, ...]
    objectives: tuple[Objective, ...]
    misconceptions: Mapping[str, str]
    glossary: tuple[Term, ...]
    tags: tuple[str, ...]
    lang: str
    challenge: str
    tile: Mapping[str, Any]
    changes: tuple[Revision, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)

    def objective_slug(self, short: str) -> str:
        """The public slug of an objective: ``threshold`` in ``double-descent`` → ``double-descent-threshold``."""
        return f"{self.slug}-{short}"


@dataclass(frozen=True)
class Claim:
    """A number that the prose states. ``expected`` printed in ``format`` is what readers see."""

    id: str
    kind: str
    expected: float | int
    tolerance: float
    format: str
    line: int
    kernel: str = ""
    args: Mapping[str, Any] = field(default_factory=dict)
    path: str = ""
    interval: bool = False
    infinite_expectation: bool = False
    source: str = ""
    recipe: str = ""
    artefact: str = ""
    sha256: str = ""
    hardware: str = ""

    def printed(self) -> str:
        text = self.format.format(self.expected)
        if self.interval:
            low, high = self.expected - self.tolerance, self.expected + self.tolerance
            text = f"{text} ({self.format.format(low)} to {self.format.format(high)})"
        if self.infinite_expectation:
            text = f"{text} (seed {self.args.get('seed', self.args.get('root'))})"
        # As figures write it: a space before the sign, at which no line is broken.
        return re.sub(r"(?<=\d)%", "\u00a0%", re.sub(r"-(?=[\d.])", "−", text))

    @property
    def is_constant(self) -> bool:
        return self.kind in ("given", "quoted")


@dataclass(frozen=True)
class Sweep:
    name: str
    simulation: str
    params: Mapping[str, Any]
    seeds: int
    artefact: str
    line: int


@dataclass(frozen=True)
class Reference:
    """One entry of refs.bib."""

    key: str
    kind: str
    fields: Mapping[str, str]
    line: int

    @property
    def year(self) -> str:
        return self.fields.get("year", "")

    @property
    def surnames(self) -> list[str]:
        names = [name.strip() for name in self.fields.get("author", "").replace("\n", " ").split(" and ")]
        return [name.split(",")[0] if "," in name else name.split(" ")[-1] for name in names if name]

    @property
    def short(self) -> str:
        """``Belkin et al. 2019``, for the place where it is cited."""
        names = self.surnames
        who = f"{names[0]} et al." if len(names) > 2 else " and ".join(names)
        return f"{who} {self.year}".strip()


@dataclass(frozen=True)
class Item:
    """An entry of items.yaml as the author wrote it, texts unresolved."""

    id: str
    raw: Mapping[str, Any]
    line: int
    lines: Mapping[str, int]

    @property
    def roles(self) -> tuple[str, ...]:
        roles = self.raw.get("roles", ["inline"])
        return tuple(map(str, roles)) if isinstance(roles, list) else ()


@dataclass(frozen=True)
class Folder:
    """Everything that an essay's folder says, with the problems met while reading it."""

    path: Path
    front: Front
    body: str
    body_line: int
    items: tuple[Item, ...]
    claims: Mapping[str, Claim]
    sweeps: Mapping[str, Sweep]
    references: Mapping[str, Reference]
    data: tuple[str, ...]
    licensed: frozenset[str]
    problems: Sequence[Problem]
