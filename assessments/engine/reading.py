"""Read an author's fields strictly: every problem is collected with its path and a sentence, none stops the reading."""

import html
import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

Problems = list[tuple[str, str]]
Render = Callable[[str], str]

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_TAG = re.compile(r"[A-Z]{2,8}\.[a-z0-9]+(-[a-z0-9]+)*")
_CODE = re.compile(r"`([^`]+)`")
_EMPHASIS = re.compile(r"\*([^*\s][^*]*)\*")


def plain(text: str) -> str:
    """The default rendering of an author's text: escaped, with ``code`` and *emphasis*; blank lines part paragraphs."""
    escaped = _EMPHASIS.sub(r"<em>\1</em>", _CODE.sub(r"<code>\1</code>", html.escape(text.strip(), quote=False)))
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", escaped)]
    return paragraphs[0] if len(paragraphs) == 1 else "".join(f"<p>{part}</p>" for part in paragraphs)


class Reader:
    """The fields of one mapping of the author's file.

    Parameters
    ----------
    raw
        The mapping; anything else is a problem, and reads as empty.
    path
        Where it lies, such as ``threshold.options[1]``.
    problems
        Collects ``(path, sentence)``; shared by all readers of a file.
    render
        Turns an author's text into safe HTML; a ``ValueError`` from it becomes a problem at the text's path.
    """

    def __init__(self, raw: object, path: str, problems: Problems, render: Render = plain) -> None:
        self.path = path
        self.problems = problems
        self.render = render
        self._raw: dict[Any, Any] = dict(raw) if isinstance(raw, Mapping) else {}
        self._read: set[str] = set()
        if not isinstance(raw, Mapping):
            self.problem("", "must be a mapping of fields to values.")

    def problem(self, name: str, sentence: str) -> None:
        self.problems.append((".".join(part for part in (self.path, name) if part), sentence))

    def names(self) -> list[str]:
        """The fields that are there, for a mapping whose names are the author's own."""
        return [str(name) for name in self._raw]

    def has(self, name: str) -> bool:
        return self._raw.get(name) is not None

    def value(self, name: str, *, required: bool = True) -> Any:
        self._read.add(name)
        found = self._raw.get(name)
        if found is None and required:
            self.problem(name, "is missing.")
        return found

    def text(self, name: str, *, required: bool = True) -> str:
        """An author's text as HTML."""
        found = self.value(name, required=required)
        if found is None:
            return ""
        if isinstance(found, bool) or not isinstance(found, str | int | float) or not str(found).strip():
            self.problem(name, "must be a text (quote it if it looks like a number).")
            return ""
        try:
            return self.render(str(found))
        except ValueError as error:
            self.problem(name, str(error))
            return ""

    def label(self, name: str, *, required: bool = True) -> str:
        """A short text that is used as it is: an axis label, a unit."""
        found = self.value(name, required=required)
        if found is None:
            return ""
        if not isinstance(found, str) or not found.strip() or len(found) > 200:
            self.problem(name, "must be a text of at most 200 characters.")
            return ""
        return " ".join(found.split())

    def slug(self, name: str, *, required: bool = True) -> str:
        found = self.value(name, required=required)
        if found is None:
            return ""
        if not isinstance(found, str) or not _ID.fullmatch(found) or len(found) > 80:
            self.problem(name, "must be lower-case words joined by hyphens, such as find-the-peak.")
            return ""
        return found

    def tag(self, name: str = "misconception", *, required: bool = True) -> str:
        found = self.value(name, required=required)
        if found is None:
            return ""
        if not isinstance(found, str) or not _TAG.fullmatch(found):
            self.problem(name, "must be one misconception tag, such as GEN.more-data-fixes.")
            return ""
        return found

    def number(self, name: str, *, default: float | None = None, required: bool = True) -> float:
        found = self.value(name, required=required and default is None)
        if found is None:
            return math.nan if default is None else default
        if isinstance(found, bool) or not isinstance(found, int | float) or not math.isfinite(found):
            self.problem(name, "must be a finite number.")
            return math.nan if default is None else default
        return float(found)

    def numbers(self, name: str, *, required: bool = True) -> list[float]:
        found = self.value(name, required=required)
        if found is None:
            return []
        good = isinstance(found, list) and all(
            isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) for value in found
        )
        if not good:
            self.problem(name, "must be a list of finite numbers.")
            return []
        return [float(value) for value in found]

    def flag(self, name: str, *, default: bool) -> bool:
        found = self.value(name, required=False)
        if found is None:
            return default
        if not isinstance(found, bool):
            self.problem(name, "must be true or false.")
            return default
        return found

    def one_of(self, name: str, choices: Iterable[str], *, default: str | None = None) -> str:
        found = self.value(name, required=default is None)
        if found is None:
            return default or ""
        known = list(choices)
        if found not in known:
            self.problem(name, f"must be one of: {', '.join(known)}.")
            return default or ""
        return str(found)

    def child(self, name: str, *, required: bool = True) -> "Reader | None":
        found = self.value(name, required=required)
        if found is None:
            return None
        return Reader(found, f"{self.path}.{name}" if self.path else name, self.problems, self.render)

    def children(self, name: str, *, at_least: int = 0) -> list["Reader"]:
        found = self.value(name, required=at_least > 0)
        if found is None:
            return []
        if not isinstance(found, list) or len(found) < at_least:
            self.problem(name, f"must be a list of at least {at_least}." if at_least else "must be a list.")
            return []
        return [
            Reader(entry, f"{self.path}.{name}[{index}]", self.problems, self.render)
            for index, entry in enumerate(found)
        ]

    def figure(self, name: str = "figure") -> dict[str, Any] | None:
        """``{id: fit, state: {k: 39}}``: the figure, in the state that shows why."""
        link = self.child(name, required=False)
        if link is None:
            return None
        state = link.value("state", required=False) or {}
        if not isinstance(state, Mapping) or not all(isinstance(v, str | int | float | bool) for v in state.values()):
            link.problem("state", "must be a flat mapping of the figure's parameters to values.")
            state = {}
        found = {"id": link.slug("id"), "state": {str(key): _written(value) for key, value in state.items()}}
        link.finish()
        return found

    def finish(self) -> None:
        """Whatever was not read is unknown: a misspelt field must not be dropped in silence."""
        for name in self._raw:
            if name not in self._read:
                known = ", ".join(sorted(self._read))
                self.problem(str(name), f"is not a field here. Known here: {known}.")


def _written(value: str | int | float | bool) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return f"{value:g}" if isinstance(value, float) else str(value)
