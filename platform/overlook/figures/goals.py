"""The goal of a figure's task: a tiny expression over its state, parsed here and in `goals.ts`, never run as code.

Grammar
-------
::

    goal       := comparison ("and" comparison)*
    comparison := sum ("<" | "<=" | ">" | ">=" | "==" | "!=") sum
    sum        := product (("+" | "-") product)*
    product    := factor (("*" | "/") factor)*
    factor     := "-" factor | number | name | function "(" sum ("," sum)* ")" | "(" sum ")"
    function   := "min" | "max" | "abs" | "mean"      (without a bracket they are names)

``≤ ≥ ≠ − × ÷`` are other spellings. A name is a parameter, a measure of the kind, or a choice's slug (hyphens as
underscores), which equals its parameter when that choice is made. A name without a value makes the goal false.

>>> goal = parse("design == iid and test < 0.2")
>>> sorted(goal.names), goal.reached({"design": 1.0, "iid": 1.0, "test": 0.15})
(['design', 'iid', 'test'], True)
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from overlook.figures.contract import Data, Kind, State
from overlook.kit.errors import Invalid

Names = Mapping[str, float]
_Value = Callable[[Names], float]
_Test = Callable[[Names], bool]

_TOKEN = re.compile(r"\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|([A-Za-z_][A-Za-z_0-9]*)|(<=|>=|==|!=|[-+*/<>(),]))")
_SPELLINGS = str.maketrans({"≤": "<=", "≥": ">=", "≠": "!=", "−": "-", "×": "*", "÷": "/"})
_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}
_FUNCTIONS: Mapping[str, Callable[[list[float]], float]] = {
    "min": min,
    "max": max,
    "abs": lambda values: abs(values[0]),
    "mean": lambda values: sum(values) / len(values),
}


@dataclass(frozen=True)
class Goal:
    text: str
    names: frozenset[str]
    _test: _Test

    def reached(self, names: Names) -> bool:
        return all(name in names and math.isfinite(names[name]) for name in self.names) and self._test(names)


@dataclass
class _Parser:
    tokens: list[str]
    at: int = 0
    names: set[str] = field(default_factory=set)

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, *wanted: str) -> str:
        token = self.peek()
        if not token or (wanted and token not in wanted):
            expected = " or ".join(wanted) or "a number or a name"
            raise Invalid(f"The goal should have {expected} where it has {token or 'its end'}.")
        self.at += 1
        return token

    def goal(self) -> _Test:
        tests = [self.comparison()]
        while self.peek() == "and":
            self.take()
            tests.append(self.comparison())
        if self.peek():
            raise Invalid(f"The goal should end before {self.peek()}.")
        return lambda names: all(test(names) for test in tests)

    def comparison(self) -> _Test:
        left = self.sum()
        compare = _COMPARE[self.take(*_COMPARE)]
        right = self.sum()
        return lambda names: compare(left(names), right(names))

    def sum(self) -> _Value:
        value = self.product()
        while self.peek() in ("+", "-"):
            value = _joined(self.take(), value, self.product())
        return value

    def product(self) -> _Value:
        value = self.factor()
        while self.peek() in ("*", "/"):
            value = _joined(self.take(), value, self.factor())
        return value

    def factor(self) -> _Value:
        word = self.take()
        if word == "-":
            inner = self.factor()
            return lambda names: -inner(names)
        if word == "(":
            inner = self.sum()
            self.take(")")
            return inner
        if word[0].isdigit() or word[0] == ".":
            number = float(word)
            return lambda names: number
        if word in _FUNCTIONS and self.peek() == "(":
            return self.call(word)
        if word == "and" or not (word[0].isalpha() or word[0] == "_"):
            raise Invalid(f"The goal should have a number or a name where it has {word}.")
        self.names.add(word)
        return lambda names: names[word]

    def call(self, function: str) -> _Value:
        self.take("(")
        values = [self.sum()]
        while self.peek() == ",":
            self.take()
            values.append(self.sum())
        self.take(")")
        if function == "abs" and len(values) != 1:
            raise Invalid("abs takes one value.")
        apply = _FUNCTIONS[function]
        return lambda names: apply([value(names) for value in values])


def _joined(operator: str, left: _Value, right: _Value) -> _Value:
    if operator == "+":
        return lambda names: left(names) + right(names)
    if operator == "-":
        return lambda names: left(names) - right(names)
    if operator == "*":
        return lambda names: left(names) * right(names)
    return lambda names: _divided(left(names), right(names))


def _divided(a: float, b: float) -> float:
    """IEEE division, as JavaScript has it."""
    if b:
        return a / b
    return math.nan if not a or math.isnan(a) else math.copysign(math.inf, a) * math.copysign(1, b)


def parse(text: str) -> Goal:
    """Parse a goal, or raise `Invalid` with the place that is wrong."""
    source = text.translate(_SPELLINGS).strip()
    tokens = []
    at = 0
    while at < len(source):
        match = _TOKEN.match(source, at)
        if match is None:
            raise Invalid(f"The goal has {source[at:].strip()[:1]}, which is not part of its language.")
        tokens.append(match.group().strip())
        at = match.end()
    parser = _Parser(tokens)
    test = parser.goal()
    return Goal(text, frozenset(parser.names), test)


def choice_names(kind: Kind, data: Data) -> dict[str, float]:
    """A number per choice slug of the kind, the same for the same slug."""
    slugs = sorted({choice.slug for param in kind.params(data) for choice in param.choices})
    return {slug: float(index) for index, slug in enumerate(slugs)}


def names_of(kind: Kind, state: State, data: Data) -> dict[str, float]:
    """What a goal may speak of in this state."""
    choices = choice_names(kind, data)
    values = {name: choices[value] if isinstance(value, str) else float(value) for name, value in state.items()}
    constants = {slug.replace("-", "_"): value for slug, value in choices.items()}
    return {**constants, **kind.measure(state, data), **values}


def known_names(kind: Kind, data: Data) -> frozenset[str]:
    """Every name that a goal of this kind may use, for the lint."""
    return frozenset(names_of(kind, kind.state(data), data))
