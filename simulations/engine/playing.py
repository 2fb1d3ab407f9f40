"""What every game does alike: read an action by its declared fields, refuse it by name, and judge the end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from overlook.kit.errors import Invalid
from simulations.engine import schema
from simulations.engine.challenges import Action, Outcome, Step, regret_score, stars
from simulations.engine.parameters import Parameter


@dataclass(frozen=True)
class Form:
    """The declared fields of an action, in the shape that `schema.read_form` and `schema.json_schema` know."""

    parameters: tuple[Parameter, ...]
    kernel: Any = None
    slug: str = "action"
    label: str = "Action"


def action_schema(fields: Sequence[Parameter], *, title: str) -> dict[str, Any]:
    """JSON Schema (2020-12) of one action: a closed object with these fields, none of them required."""
    (alternative,) = schema.json_schema([Form(tuple(fields))], title=title)["oneOf"]
    properties = {name: shape for name, shape in alternative["properties"].items() if name != "family"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }


def from_form(fields: Sequence[Parameter], data: Mapping[str, str]) -> dict[str, Any]:
    """An action from the strings of a form; what is no number is passed on as it is, to be refused by `read`."""
    action = schema.read_form([Form(tuple(fields))], {**data, "family": "action"})
    del action["family"]
    return action


def read(action: Action, fields: Sequence[Parameter], index: int) -> dict[str, Any]:
    """The fields of one action, with defaults where it is silent.

    Raises
    ------
    Invalid
        With every bad field at once, as ``actions.<index>.<name>``.
    """
    if not isinstance(action, Mapping):
        raise refused(index, "", f"Send an object with {', '.join(field.name for field in fields)}.")
    values: dict[str, Any] = {}
    problems: dict[str, str] = {str(name)[:60]: "Unknown field." for name in action}
    for field in fields:
        problems.pop(field.name, None)
        try:
            values[field.name] = schema.coerce(field, action.get(field.name, field.default))
            _among(field, values[field.name])
        except ValueError as refusal:
            problems[field.name] = str(refusal)
    if problems:
        labels = {field.name: field.label for field in fields}
        name, sentence = next(iter(problems.items()))
        paths = {f"actions.{index}.{path}": [text] for path, text in problems.items()}
        raise Invalid(f"Step {index + 1}, {labels.get(name, name)}: {sentence}", fields=paths)
    return values


def refused(index: int, name: str, sentence: str) -> Invalid:
    """The refusal of an action because of one field, or as a whole where ``name`` is empty."""
    path = f"actions.{index}.{name}" if name else f"actions.{index}"
    return Invalid(f"Step {index + 1}: {sentence}", fields={path: [sentence]})


def judged(
    *,
    steps: Sequence[Step],
    finished: bool,
    loss: float,
    base: float,
    oracle: float,
    said: str,
    debrief: Mapping[str, Any],
    cost: float = 0.0,
) -> Outcome:
    """The outcome: losses, score and debrief only if the game is finished, for they would give the truth away.

    ``cost`` is taken from the score; a negative one is a bonus. The score stays within 0 and 100.
    """
    if not finished:
        return Outcome(tuple(steps), False, 0.0, 0.0, 0.0, 0.0, 0, said, {})
    score = min(100.0, regret_score(base=base, you=loss, oracle=oracle, cost=cost))
    yours, naive, best = (round(float(value), 6) for value in (loss, base, oracle))
    return Outcome(tuple(steps), True, yours, naive, best, score, stars(score), said, debrief)


def _among(field: Parameter, value: Any) -> None:
    """A set of numbers with declared choices may hold nothing else."""
    if field.type != "numbers" or not field.choices:
        return
    allowed = {float(choice) for choice, _ in field.choices}
    strange = [f"{number:g}" for number in value if number not in allowed]
    if strange:
        raise ValueError(f"There is no {strange[0]} to choose.")
