"""Rules about words: unbound numbers, marks of unfinished work, repeated words, raw HTML."""

import re
from collections.abc import Iterator

from markdown_it.token import Token

from essays.contract import Place, Problem
from essays.lint.context import Context
from essays.markup import roles
from essays.markup.texts import Run

_BIND = "Bind it with {val} or {const} to an entry of claims.yaml."
# Letters that touch their digits (L2, p90, x86), or capitals, hyphen, digits (GPT-2), are names.
_NAMES = re.compile(r"\b(?:[A-Za-z]+\d[\w]*|[A-Z]{2,}-\d+)\b")
_DIGITS = re.compile(r"[-−]?\d[\d.,\u202f]*\d|\d")
_VULGAR = re.compile(r"[¼½¾⅓⅔⅛]")
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS = re.compile(
    r"\b(?:eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    rf"|(?:{'|'.join(_TENS.split())})(?:-\w+)?|hundred|thousand|million|billion|per ?cent)\b",
    re.IGNORECASE,
)
# A wrong answer is no claim, and what a number was before is computed no more.
_FREE = frozenset({"option", "change"})
_UNIT_OF_BOUND = re.compile(r"\A\s*(?:hundred|thousand|million|billion|per ?cent)\b", re.IGNORECASE)
_UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX|TBD|lorem ipsum)\b|\[citation needed\]|\bTK\b", re.IGNORECASE)
_REPEATED = re.compile(r"\b([A-Za-z]{2,})\s+\1\b", re.IGNORECASE)
# “that that” and “had had” are English.
_MAY_REPEAT = frozenset({"that", "had"})
_HTML = re.compile(r"</?[A-Za-z][^>]*>|<!--")
# In an equation: sub- and superscripts are structure, and so are 0, 1 and 2.
_SCRIPT = re.compile(r"[_^]\s*(?:\{[^{}]*\}|\\?\w)")
_STRUCTURE = frozenset({"0", "1", "2"})
_SHORT_FRACTION = re.compile(r"\\[dt]?frac\s*(\d)\s*(\d)")
_LATEX_SIZES = re.compile(r"\\(?:begin|end)\{[^}]*\}(?:\{[^}]*\})?|\\\\\[[^\]]*\]|\\[hm]?space\{[^}]*\}")


def check(context: Context) -> Iterator[Problem]:
    """Every rule about words, over every text."""
    for run in context.runs:
        if run.use not in _FREE:
            yield from numbers(run, context)
        yield from unfinished(run)
    for equation in context.equations:
        yield from _in_equation(equation.latex, equation.place)


def numbers(run: Run, context: Context) -> Iterator[Problem]:
    """Digits, and numbers in words from eleven on, that no role prints."""
    bound = False
    for token, place in run.pieces():
        if token.type == "text":
            text = _NAMES.sub(" ", token.content)
            # “{val}`x` million” is one number, and bound.
            text = _UNIT_OF_BOUND.sub(" ", text) if bound else text
            for match in (*_DIGITS.finditer(text), *_VULGAR.finditer(text), *_WORDS.finditer(text)):
                message = f"The number {match[0]!r} in the {run.use} is not bound."
                yield place.problem("number", message, _BIND)
        elif token.type == "myst_role" and token.meta["name"] == "ctl":
            yield from _in_control(token.content, place)
        elif token.type == "myst_role" and token.meta["name"] in ("term", "ref"):
            for match in _DIGITS.finditer(_NAMES.sub(" ", roles.target(token.content).text)):
                message = f"The number {match[0]!r} in a {token.meta['name']} is not bound."
                yield place.problem("number", message, _BIND)
        bound = token.type == "myst_role" and token.meta["name"] in ("val", "const")


def _in_control(content: str, place: Place) -> Iterator[Problem]:
    control = roles.control(content)
    values = {str(value) for value in control.values.values()}
    for match in _DIGITS.finditer(_NAMES.sub(" ", control.text)):
        if match[0].replace("−", "-").replace(",", "") not in values:
            message = f"{match[0]!r} is not among the values that this control sets."
            yield place.problem("number", message, "Say the value that is set.")


def _in_equation(latex: str, place: Place) -> Iterator[Problem]:
    rest = _LATEX_SIZES.sub(" ", _SCRIPT.sub(" ", roles.without_bound(latex)))
    rest = _SHORT_FRACTION.sub(r" \1 \2 ", rest)
    for match in re.finditer(r"\d+(?:\.\d+)?", rest):
        if match[0] not in _STRUCTURE:
            mend = r"Write \val{…} or \const{…}; only 0, 1, 2 and scripts are structure."
            yield place.problem("number", f"The number {match[0]!r} in an equation is not bound.", mend)


def unfinished(run: Run) -> Iterator[Problem]:
    """Marks of unfinished work, repeated words, raw HTML."""
    for token, place in run.pieces():
        if token.type != "text":
            continue
        for match in _UNFINISHED.finditer(token.content):
            yield place.problem("unfinished", f"{match[0]!r} is left in the {run.use}.", "Finish it or cut it.")
        if "$" in token.content:
            mend = "No space stands inside the dollars: $x$."
            yield place.problem("equation", f"An equation in the {run.use} is not closed.", mend)
        for match in _HTML.finditer(token.content):
            yield place.problem("html", f"{match[0]!r} is raw HTML, which would be shown as text.", "Use a directive.")
    for word, place in _repeated(run):
        yield place.problem("repeated", f"{word!r} is there twice in a row.", "Cut one.")


def _repeated(run: Run) -> Iterator[tuple[str, Place]]:
    """Repeated words, also over the end of a line; a role or an equation between them breaks the row."""
    text = "".join(_flat(token) for token in run.tokens)
    for match in _REPEATED.finditer(text):
        if match[1].lower() not in _MAY_REPEAT:
            line = run.place.line + text.count("\n", 0, match.start())
            yield match[1], Place(run.place.file, line)


def _flat(token: Token) -> str:
    if token.type == "text":
        return token.content
    if token.type in ("softbreak", "hardbreak"):
        return "\n"
    return "" if token.type.endswith(("_open", "_close")) else " · "
