"""Arithmetic over named parameters: ``2 / curvature``. Parsed to a closed set of nodes, never evaluated as Python."""

import ast
import math
import operator
from collections.abc import Callable, Mapping

_BINARY: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}
_FUNCTIONS: dict[str, Callable[..., float]] = {
    "min": min,
    "max": max,
    "abs": abs,
    "sqrt": math.sqrt,
    "exp": math.exp,
    "log": math.log,
    "log2": math.log2,
    "log10": math.log10,
    "round": round,
    "floor": math.floor,
    "ceil": math.ceil,
}
MAXIMUM_LENGTH = 200


def evaluate(source: str | float, names: Mapping[str, float]) -> float:
    """The value of an expression.

    Raises
    ------
    ValueError
        It does not parse, uses a name that is not there, or has no finite value.
    """
    if isinstance(source, int | float):
        return float(source)
    if len(source) > MAXIMUM_LENGTH:
        raise ValueError(f"an expression has at most {MAXIMUM_LENGTH} characters.")
    try:
        value = float(_value(ast.parse(source, mode="eval").body, names))
    except (SyntaxError, ZeroDivisionError, OverflowError, TypeError, RecursionError) as error:
        raise ValueError(f"{source!r} has no value: {error}") from error
    if not math.isfinite(value):
        raise ValueError(f"{source!r} has no finite value.")
    return value


def _value(node: ast.expr, names: Mapping[str, float]) -> float:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return number
        case ast.Name(id=name) if name in names:
            return names[name]
        case ast.Name(id=name):
            raise ValueError(f"{name!r} is not a parameter here.")
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, names)
        case ast.BinOp(op=kind, left=left, right=right) if type(kind) in _BINARY:
            first, second = _value(left, names), _value(right, names)
            if isinstance(kind, ast.Pow) and abs(second) > 64:
                raise ValueError("a power has an exponent of at most 64.")
            if isinstance(kind, ast.Pow) and first < 0 and second % 1:
                raise ValueError("a negative number has no real root.")
            return _BINARY[type(kind)](first, second)
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in _FUNCTIONS:
            return _FUNCTIONS[name](*(_value(argument, names) for argument in arguments))
        case _:
            raise ValueError("only numbers, parameters, + - * / // % **, and a few functions are allowed.")
