"""The front matter of essay.md."""

from collections.abc import Mapping
from typing import Any

from essays.contract import FORMAT, Author, Front, Objective, Place, Prerequisite, Problem, Revision, Term
from essays.source import yamls

FILE = "essay.md"
_REQUIRED: dict[str, type] = {
    "format": int,
    "title": str,
    "slug": str,
    "summary": str,
    "authors": list,
    "version": int,
    "licence": str,
    "level": int,
    "minutes": int,
    "objectives": list,
    "lang": str,
}
_OPTIONAL: dict[str, type] = {
    "prerequisites": list,
    "misconceptions": dict,
    "glossary": list,
    "tags": list,
    "challenge": str,
    "tile": dict,
    "changes": list,
}
_WORDS = {str: "a text", int: "a whole number", list: "a list", dict: "a mapping"}


def split(text: str) -> tuple[str, str, int]:
    """Front matter, body, and the line of the file on which the body begins."""
    lines = text.split("\n")
    if lines[0].strip() != "---" or "---" not in [line.strip() for line in lines[1:]]:
        return "", text, 1
    end = next(index for index, line in enumerate(lines[1:], start=1) if line.strip() == "---")
    return "\n".join(lines[1:end]), "\n".join(lines[end + 1 :]), end + 2


def read(text: str, slug: str) -> tuple[Front, list[Problem]]:
    """The front matter; what is missing is a problem and takes an empty value, so that reading goes on."""
    raw, problems = yamls.load(text, FILE, first_line=2)
    if not isinstance(raw, yamls.Mapped):
        problems.append(Place(FILE, 1).problem("front-matter", "The front matter is missing.", "Begin with ---."))
        raw = yamls.Mapped()
        raw.line, raw.lines = 1, {}
    problems += _shape(raw)
    problems += _values(raw, slug)

    def value(name: str, empty: Any) -> Any:
        found = raw.get(name, empty)
        return found if isinstance(found, type(empty)) else empty

    objectives, more = _objectives(value("objectives", []), raw)
    terms, yet_more = _terms(value("glossary", []), raw)
    before, yet_others = _prerequisites(value("prerequisites", []), raw)
    changes, about_changes = _changes(value("changes", []), raw)
    authors = tuple(
        Author(str(one.get("name", "")), str(one.get("orcid", "")))
        for one in value("authors", [])
        if isinstance(one, Mapping)
    )
    front = Front(
        title=value("title", ""),
        slug=value("slug", slug),
        summary=value("summary", ""),
        authors=authors,
        version=value("version", 0),
        licence=value("licence", ""),
        level=value("level", 1),
        minutes=value("minutes", 0),
        prerequisites=before,
        objectives=objectives,
        misconceptions={str(tag): str(text) for tag, text in value("misconceptions", {}).items()},
        glossary=terms,
        tags=tuple(map(str, value("tags", []))),
        lang=value("lang", "en"),
        challenge=value("challenge", ""),
        tile=value("tile", {}),
        changes=changes,
        lines=raw.lines,
    )
    return front, [*problems, *more, *yet_more, *yet_others, *about_changes]


def _shape(raw: yamls.Mapped) -> list[Problem]:
    problems = []
    known = _REQUIRED | _OPTIONAL
    for name, kind in known.items():
        place = Place(FILE, raw.lines.get(name, 1))
        if name not in raw:
            if name in _REQUIRED:
                problems.append(place.problem("front-matter", f"The front matter lacks {name!r}."))
        elif not isinstance(raw[name], kind) or isinstance(raw[name], bool):
            problems.append(place.problem("front-matter", f"{name!r} must be {_WORDS[kind]}."))
    problems += [
        Place(FILE, raw.lines[name]).problem("front-matter", f"{name!r} is not known.", f"Known: {', '.join(known)}.")
        for name in raw
        if name not in known
    ]
    return problems


def _values(raw: yamls.Mapped, slug: str) -> list[Problem]:
    def at(name: str) -> Place:
        return Place(FILE, raw.lines.get(name, 1))

    problems = []
    if raw.get("format", FORMAT) != FORMAT:
        problems.append(at("format").problem("front-matter", f"This is format {FORMAT}.", f"Write: format: {FORMAT}"))
    if raw.get("slug", slug) != slug:
        problems.append(at("slug").problem("front-matter", f"The slug differs from the folder's name {slug!r}."))
    if raw.get("level", 1) not in (1, 2, 3):
        problems.append(at("level").problem("front-matter", "The level is 1 (intro), 2 (core) or 3 (advanced)."))
    if not all(isinstance(one, Mapping) and one.get("name") for one in raw.get("authors") or [None]):
        problems.append(at("authors").problem("front-matter", "Each author needs a name."))
    return problems


def _objectives(raw: list[Any], front: yamls.Mapped) -> tuple[tuple[Objective, ...], list[Problem]]:
    found, problems, seen = [], [], set()
    for one in raw:
        line = getattr(one, "line", front.lines.get("objectives", 1))
        if not isinstance(one, Mapping) or not all(one.get(key) for key in ("id", "verb", "text")):
            problems.append(Place(FILE, line).problem("objective", "An objective needs id, verb and text."))
            continue
        if one["id"] in seen:
            problems.append(Place(FILE, line).problem("objective", f"The objective {one['id']!r} is there twice."))
        seen.add(one["id"])
        found.append(Objective(str(one["id"]), str(one["verb"]), str(one["text"]), line))
    if not found and not problems:
        problems.append(Place(FILE, 1).problem("objective", "An essay has at least one objective."))
    return tuple(found), problems


def _prerequisites(raw: list[Any], front: yamls.Mapped) -> tuple[tuple[Prerequisite, ...], list[Problem]]:
    """Each a slug, or a slug with the title of an essay that is not there yet."""
    found, problems = [], []
    for one in raw:
        line = getattr(one, "line", front.lines.get("prerequisites", 1))
        given = one if isinstance(one, Mapping) else {"slug": one}
        if not isinstance(given.get("slug"), str) or set(given) - {"slug", "title"}:
            message = "A prerequisite is a slug, or {slug: …, title: …}."
            problems.append(Place(FILE, line).problem("prerequisite", message))
            continue
        found.append(Prerequisite(given["slug"], str(given.get("title", "")), line))
    return tuple(found), problems


def _terms(raw: list[Any], front: yamls.Mapped) -> tuple[tuple[Term, ...], list[Problem]]:
    found, problems = [], []
    for one in raw:
        line = getattr(one, "line", front.lines.get("glossary", 1))
        if not isinstance(one, Mapping) or not all(one.get(key) for key in ("id", "term", "definition")):
            problems.append(Place(FILE, line).problem("term", "A glossary entry needs id, term and definition."))
            continue
        found.append(Term(str(one["id"]), str(one["term"]), str(one["definition"]), line))
    return tuple(found), problems


def _changes(raw: list[Any], front: yamls.Mapped) -> tuple[tuple[Revision, ...], list[Problem]]:
    """A sentence for each version; a version after the first has one."""
    found: list[Revision] = []
    problems, present = [], front.get("version", 1)
    for one in raw:
        place = Place(FILE, getattr(one, "line", front.lines.get("changes", 1)))
        if not (isinstance(one, Mapping) and isinstance(one.get("version"), int) and one.get("text")):
            problems.append(place.problem("changes", "A change is {version: …, text: …}."))
        elif isinstance(present, int) and not 1 <= one["version"] <= present:
            problems.append(place.problem("changes", f"There is no version {one['version']}: this is {present}."))
        elif one["version"] in {before.version for before in found}:
            problems.append(place.problem("changes", f"Version {one['version']} is there twice.", "Keep one sentence."))
        else:
            found.append(Revision(one["version"], str(one["text"]), place.line))
    if isinstance(present, int) and present > 1 and present not in {one.version for one in found} and not problems:
        mend = f'Add to changes: {{version: {present}, text: "…"}}.'
        place = Place(FILE, front.lines.get("version", 1))
        problems.append(place.problem("changes", f"Version {present} does not say what changed.", mend))
    return tuple(found), problems
