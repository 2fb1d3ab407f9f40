"""Page-sized reads of essays, as frozen values. Nothing here carries a reveal or a key."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from essays.models import Essay, EssayVersion, Reading, Reveal, Term
from essays.standby import standby
from overlook.accounts.models import Learner
from overlook.kit.errors import NotFound

#: Items with these roles alone are no questions of the page: a prediction is none, a review is asked in the check only.
_NOT_IN_THE_PAGE = frozenset({"predict", "review"})


@dataclass(frozen=True)
class Aim:
    """An objective of an essay."""

    slug: str
    verb: str
    text: str


@dataclass(frozen=True)
class Entry:
    """One published essay, as catalogues list it."""

    slug: str
    title: str
    summary: str
    level: int
    minutes: int
    questions: int
    objectives: tuple[Aim, ...]
    prerequisites: tuple[str, ...]
    challenge: str
    tags: tuple[str, ...]
    tile: str
    sha256: str

    @property
    def url(self) -> str:
        return f"/e/{self.slug}"


@dataclass(frozen=True)
class Edition:
    """What readers of an essay see now; or what they saw once (``past``)."""

    essay: int
    slug: str
    sha256: str
    manifest: dict[str, Any]
    #: Where its data lie; None: with the built essays.
    folder: Path | None = None
    past: bool = False


@dataclass(frozen=True)
class Progress:
    """How far one learner came in an essay; ``anchor`` leads to the place, and is empty where there is none."""

    slug: str
    furthest: int
    total: int
    done: bool
    anchor: str = ""

    @property
    def url(self) -> str:
        """Where to read on."""
        return f"/e/{self.slug}#{self.anchor}" if self.anchor else f"/e/{self.slug}"


def catalogue() -> list[Entry]:
    """Every published essay, each after those that it builds upon. One query when nothing was published since."""
    return _by_prerequisite([_entry(version, sha256) for _, version, sha256 in _published().values()])


def named_before() -> dict[str, str]:
    """Title by slug of whatever a published essay names as its prerequisite, written or not. One query."""
    rows = _published().values()
    return {one["slug"]: one["title"] for _, version, sha in rows for one in _manifest(version, sha)["prerequisites"]}


def edition(slug: str) -> Edition:
    """The essay as published now; its content is kept in memory. One query."""
    row = _published().get(slug)
    if row is None:
        raise NotFound("There is no such essay.")
    return Edition(row[0], slug, row[2], _manifest(row[1], row[2]))


def detail(slug: str) -> dict[str, Any]:
    """One essay as the API tells it; figures that only a reveal shows are left out."""
    found = edition(slug)
    manifest = found.manifest
    entry = next(entry for entry in catalogue() if entry.slug == slug)
    shown = {segment["figure"] for segment in manifest["segments"] if "figure" in segment}
    figures = [
        {"id": name, **figure, "embed": f"/embed/{slug}/{name}"}
        for name, figure in manifest["figures"].items()
        if name in shown
    ]
    names = ("version", "licence", "lang", "numbers", "references")
    return {
        **{name: getattr(entry, name) for name in (*Entry.__dataclass_fields__, "url")},
        **{name: manifest[name] for name in names},
        "figures": figures,
        "items": [item["id"] for item in manifest["items"]],
    }


def published_essay(slug: str) -> Essay:
    """The essay with its current version, secret included: for verbs."""
    found = Essay.objects.published().select_related("current").filter(slug=slug).first()
    if found is None:
        raise NotFound("There is no such essay.")
    return found


def reading_of(learner: Learner | None, essay: str) -> Progress | None:
    """How far a learner came in one essay."""
    return next(iter(readings(learner, [essay])), None)


def readings(learner: Learner | None, essays: Iterable[str] | None = None) -> list[Progress]:
    """How far a learner came, the essay last read first."""
    if learner is None:
        return []
    rows = Reading.objects.filter(learner=learner, essay__published=True).select_related("essay").order_by("-last_at")
    if essays is not None:
        rows = rows.filter(essay__slug__in=list(essays))
    return [
        Progress(row.essay.slug, row.furthest, row.steps_total, row.completed_at is not None, row.mark) for row in rows
    ]


def revealed(learner: Learner | None, essay: str, prediction: str) -> Reveal | None:
    """The reveal that a learner was given, or None."""
    if learner is None:
        return None
    return Reveal.objects.filter(learner=learner, essay__slug=essay, prediction=prediction).first()


def reveal_segments(slug: str, prediction: str) -> list[dict[str, str]]:
    """What a prediction withholds. Ask `revealed` first."""
    secret = published_essay(slug).current.secret  # type: ignore[union-attr]
    if prediction not in secret["reveals"]:
        raise NotFound("There is no such prediction in this essay.")
    found: list[dict[str, str]] = secret["reveals"][prediction]
    return found


def glossary() -> list[Term]:
    """Every term, in the order of the alphabet."""
    return list(Term.objects.filter(essay__published=True).order_by("term"))


def _published() -> dict[str, tuple[int, int, str]]:
    """Essay, version and hash by slug: as it is, or as it last was when the database is away. One query."""
    rows = Essay.objects.published().values_list("slug", "pk", "current_id", "current__sha256").order_by("slug")
    return standby.ask("published", lambda: {slug: (essay, version, sha256) for slug, essay, version, sha256 in rows})


@lru_cache(maxsize=64)
def _entry(version: int, _sha256: str) -> Entry:
    manifest = _manifest(version, _sha256)
    names = ("slug", "title", "summary", "level", "minutes", "challenge", "tile")
    return Entry(
        **{name: manifest[name] for name in names},
        questions=sum(not set(item["roles"]) <= _NOT_IN_THE_PAGE for item in manifest["items"]),
        objectives=tuple(Aim(**objective) for objective in manifest["objectives"]),
        prerequisites=tuple(one["slug"] for one in manifest["prerequisites"]),
        tags=tuple(manifest["tags"]),
        sha256=_sha256,
    )


@lru_cache(maxsize=64)
def _manifest(version: int, _sha256: str) -> dict[str, Any]:
    found: dict[str, Any] = EssayVersion.objects.values_list("manifest", flat=True).get(pk=version)
    return found


def _by_prerequisite(entries: list[Entry]) -> list[Entry]:
    """Each after what it builds upon, else by level and title; a circle does no harm."""
    waiting = sorted(entries, key=lambda entry: (entry.level, entry.title))
    known = {entry.slug for entry in entries}
    placed: list[Entry] = []
    while waiting:
        done = {entry.slug for entry in placed}
        ready = [entry for entry in waiting if not (set(entry.prerequisites) & known) - done]
        placed.append((ready or waiting)[0])
        waiting.remove(placed[-1])
    return placed
