"""Read a bank, ``items.yaml``: a list of items, each checked wholly before anything is published.

The format is described in docs/how-to/write-items.md. In short, every item has::

    - id: the-threshold              # never reused for another question
      type: single-choice            # a folder of assessments/items/
      objective: locate-threshold    # or objectives: [...]; optional for a pure prediction
      roles: [inline, post]          # of predict, pre, inline, post, review; default [inline]
      stem: Where does the test error peak?
      hints: [{text: …, cost: 0.1}]  # optional; told one at a time; cost is taken off the score
      explanation: …                 # optional; shown after a right answer only
      …                              # the fields of its type

and every wrong answer that the author foresees has *one* misconception tag, feedback of its own, and where possible the
figure that refutes it, ``figure: {id: fit, state: {k: 39}}``.
"""

from collections import Counter
from typing import Any

from assessments.engine.contract import ROLES, ItemSpec, ItemType
from assessments.engine.reading import Problems, Reader, Render, plain
from assessments.engine.variants import CANONICAL_SEED, materialise
from overlook.kit.errors import Invalid
from overlook.kit.registry import discover

MAXIMUM_HINTS = 5


class BankError(Exception):
    """What is wrong with a bank: every problem, as ``(path, sentence)``."""

    def __init__(self, problems: Problems) -> None:
        super().__init__("; ".join(f"{path} {sentence}" for path, sentence in problems))
        self.problems = problems


def item_types() -> dict[str, ItemType]:
    """Every item type, by slug."""
    return dict(discover("assessments.items", "ITEM_TYPE"))


def parse_bank(raw: object, *, render: Render = plain) -> list[ItemSpec]:
    """The items of a bank.

    Parameters
    ----------
    raw
        What the YAML holds: a list of mappings.
    render
        Turns each of the author's texts (stem, option, feedback, hint, explanation, description) into safe HTML. It may
        raise ``ValueError`` with a sentence, which becomes a problem at that text's path.

    Raises
    ------
    BankError
        With every problem found.
    """
    problems: Problems = []
    if not isinstance(raw, list) or not raw:
        raise BankError([("", "A bank is a list of items, each beginning with “- id:”.")])
    specs = [_parse_item(entry, index, problems, render) for index, entry in enumerate(raw)]
    for name, count in Counter(spec.id for spec in specs if spec).items():
        if count > 1:
            problems.append((name, "is the id of several items; an id belongs to one."))
    if not problems:
        _try_out([spec for spec in specs if spec], problems)
    if problems:
        raise BankError(problems)
    return [spec for spec in specs if spec]


def _parse_item(raw: object, index: int, problems: Problems, render: Render) -> ItemSpec | None:
    name = raw.get("id") if isinstance(raw, dict) else None
    reader = Reader(raw, name if isinstance(name, str) else f"[{index}]", problems, render)
    types = item_types()
    item_id, type_slug = reader.slug("id"), reader.one_of("type", types)
    roles = _roles(reader)
    objectives = _objectives(reader, roles)
    common = {"stem": reader.text("stem")}
    secret: dict[str, Any] = {
        "explanation": reader.text("explanation", required=False),
        "hints": [_hint(hint) for hint in reader.children("hints")],
    }
    if len(secret["hints"]) > MAXIMUM_HINTS:
        reader.problem("hints", f"are at most {MAXIMUM_HINTS}.")
    if type_slug not in types:
        return None
    item_type = types[type_slug]
    parts = item_type.parse_spec(reader)
    reader.finish()
    key = {**parts.key, **secret}
    public = {**parts.public, **common, "hint_costs": [hint["cost"] for hint in secret["hints"]]}
    return ItemSpec(
        item_id, type_slug, item_type.grader_version, objectives, roles, public, key, tuple(sorted(set(_tags(key))))
    )


def _roles(reader: Reader) -> tuple[str, ...]:
    found = reader.value("roles", required=False)
    if found is None:
        return ("inline",)
    if not isinstance(found, list) or not found or any(role not in ROLES for role in found):
        reader.problem("roles", f"must be a list of: {', '.join(ROLES)}.")
        return ("inline",)
    return tuple(found)


def _objectives(reader: Reader, roles: tuple[str, ...]) -> tuple[str, ...]:
    if reader.has("objectives"):
        found = reader.value("objectives")
        if isinstance(found, list) and found and all(isinstance(slug, str) for slug in found):
            return tuple(dict.fromkeys(found))
        reader.problem("objectives", "must be a list of objective ids.")
        return ()
    slug = reader.slug("objective", required=roles != ("predict",))
    return (slug,) if slug else ()


def _hint(reader: Reader) -> dict[str, Any]:
    hint: dict[str, Any] = {"text": reader.text("text"), "cost": reader.number("cost", default=0.0)}
    if not 0 <= hint["cost"] <= 1:
        reader.problem("cost", "must lie in 0 to 1: the part of the score that the hint costs.")
    reader.finish()
    return hint


def _tags(value: Any) -> list[str]:
    """Every misconception tag in a key, however deep."""
    if isinstance(value, dict):
        own = [value["misconception"]] if value.get("misconception") else []
        return own + [tag for inner in value.values() for tag in _tags(inner)]
    return [tag for inner in value for tag in _tags(inner)] if isinstance(value, list) else []


def _try_out(specs: list[ItemSpec], problems: Problems) -> None:
    """An item whose own reference answer does not earn full marks is not published."""
    types = item_types()
    for spec in specs:
        item_type = types[spec.type]
        try:
            for seed in range(CANONICAL_SEED, 8):
                variant = materialise(item_type, spec, seed)
                response = item_type.parse_response(item_type.reference(variant), variant)
                if item_type.grade(response, variant).fraction != 1:
                    problems.append((spec.id, "does not give full marks to its own reference answer."))
                    break
        except (ValueError, Invalid) as error:
            problems.append((spec.id, str(error)))
