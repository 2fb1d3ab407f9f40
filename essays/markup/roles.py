"""What stands between the backquotes of a role."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

_TITLED = re.compile(r"(.*\S)\s*<([^<>]+)>\Z", re.DOTALL)
_MATHS = re.compile(r"\\(val|const)\{([^{}]*)\}")


@dataclass(frozen=True)
class Target:
    """``shortest solution <minimum-norm>``: what to print (empty for the default), and what is meant."""

    text: str
    name: str


def target(content: str) -> Target:
    match = _TITLED.match(content.strip())
    return Target(match[1].strip(), match[2].strip()) if match else Target("", content.strip())


@dataclass(frozen=True)
class Control:
    """``39 knots <fig-fit?knots=39>``: a figure and the parameters to set."""

    text: str
    figure: str
    values: dict[str, Any]


def control(content: str) -> Control:
    aim = target(content)
    figure, _, query = aim.name.partition("?")
    return Control(aim.text, figure, dict(parse_qsl(query, keep_blank_values=True)))


@dataclass(frozen=True)
class Citation:
    key: str
    detail: str


def citations(content: str) -> list[Citation]:
    """``belkin2019, p. 4; nakkiran2021`` → two citations."""
    found = []
    for part in content.split(";"):
        key, _, detail = part.strip().partition(",")
        found.append(Citation(key.strip(), detail.strip()))
    return found


def maths_names(latex: str) -> list[tuple[str, str]]:
    r"""The bound numbers of an equation: ``\val{a}`` → ``("val", "a")``."""
    return [(match[1], match[2].strip()) for match in _MATHS.finditer(latex)]


def without_bound(latex: str) -> str:
    """The equation with its bound numbers taken out."""
    return _MATHS.sub(" ", latex)


def bind_maths(latex: str, printed: dict[str, str]) -> str:
    r"""``\val{a}`` → the printed number, as LaTeX. A name that is not there stays, and is a problem elsewhere."""

    def number(match: re.Match[str]) -> str:
        text = printed.get(match[2].strip())
        if text is None:
            return match[0]
        text = text.replace("−", "-").replace("%", r"\%").replace(",", "{,}")
        return text if re.fullmatch(r"[-\d.{},\\%]+", text) else rf"\text{{{text}}}"

    return _MATHS.sub(number, latex)
