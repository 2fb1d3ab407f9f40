"""The form of a simulation, made from its declared parameters. Plain HTML that judges nothing: `normalise` does.

A data set is chosen among the reader's own, or pasted or uploaded in the same form; what was pasted stays there until
it could be read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from overlook.figures.svg import number
from overlook.kit.errors import DomainError
from overlook.kit.refs import new_ref
from simulations import own_data
from simulations.engine import schema
from simulations.engine.contract import Family, Simulation
from simulations.engine.parameters import Parameter
from simulations.models import DataSet

SEEDS = "seeds"
# What the fields beside a choice of data are called: text, file, and name of data that are brought.
TEXT, FILE, NAME = "data_text", "data_file", "data_name"


@dataclass(frozen=True)
class Field:
    """One input with everything its markup says."""

    name: str
    label: str
    hint: str
    kind: str
    value: str
    errors: Sequence[str] = ()
    choices: Sequence[tuple[str, str]] = ()
    minimum: str = ""
    maximum: str = ""
    brought: "Brought | None" = None

    @property
    def id(self) -> str:
        return f"id_{self.name}"


@dataclass(frozen=True)
class Brought:
    """Data that are pasted with a form, as far as they have come."""

    text: str
    name: str
    errors: Sequence[str]


@dataclass(frozen=True)
class RunForm:
    """A filled-in form: the chosen family's fields, the others by name, and what was wrong with the last try."""

    family: Family
    families: Sequence[Family]
    fields: Sequence[Field]
    key: str
    problems: Sequence[tuple[str, str]] = field(default_factory=tuple)


def family_of(leaf: Simulation, data: Mapping[str, str]) -> Family:
    """The family that a form is about: the one that it names, or the first."""
    return next((family for family in leaf.families if family.slug == data.get("family")), leaf.families[0])


def takes_data(family: Family) -> bool:
    """Whether a learner may bring data to this family."""
    return any(parameter.type == "data" for parameter in family.parameters)


def form_for(
    leaf: Simulation,
    data: Mapping[str, str],
    error: DomainError | None = None,
    own: Sequence[DataSet] = (),
) -> RunForm:
    """The form with ``data`` filled in, defaults elsewhere, and errors beside the fields that they are about.

    ``own`` are the data sets that the reader may choose.
    """
    family = family_of(leaf, data)
    wrong = error.fields if error else {}
    fields = [
        _data_field(parameter, data, wrong, own)
        if parameter.type == "data"
        else field_for(parameter, data, wrong.get(f"params.{parameter.name}", ()))
        for parameter in family.parameters
    ]
    fields.append(_seeds_field(leaf, family, data, wrong.get(SEEDS, ())))
    shown = {f"params.{item.name}" for item in fields} | {SEEDS} | ({own_data.FIELD} if takes_data(family) else set())
    problems = [(item.id, f"{item.label}: {sentence}") for item in fields for sentence in item.errors]
    problems += [(f"id_{TEXT}", sentence) for item in fields if item.brought for sentence in item.brought.errors]
    problems += [("", sentence) for path, sentences in wrong.items() if path not in shown for sentence in sentences]
    if error and not problems:
        problems = [("", error.message)]
    return RunForm(family, leaf.families, fields, data.get("key") or new_ref(), problems)


def read(leaf: Simulation, data: Mapping[str, str]) -> tuple[dict[str, Any], object]:
    """Parameters and seeds as `services.request_run` takes them, from the strings of a form."""
    seeds = data.get(SEEDS, "").strip()
    return schema.read_form(leaf.families, data), int(seeds) if seeds.isdecimal() and len(seeds) < 10 else seeds


def preset_query(leaf: Simulation, slug: str) -> dict[str, str] | None:
    """The form data of a preset, or None when there is no such preset."""
    preset = next((preset for preset in leaf.presets if preset.slug == slug), None)
    if preset is None:
        return None
    return as_form(preset.params) | {SEEDS: str(preset.seeds)}


def as_form(params: Mapping[str, Any]) -> dict[str, str]:
    """Normalised parameters as the strings of a form."""
    return {name: _text(value) for name, value in params.items()}


def field_for(parameter: Parameter, data: Mapping[str, str], errors: Sequence[str]) -> Field:
    """The input of one declared parameter, filled in."""
    return Field(
        name=parameter.name,
        label=parameter.label,
        hint=_hint(parameter),
        kind=parameter.type,
        value=data.get(parameter.name, "" if parameter.type == "boolean" and data else _text(parameter.default)),
        errors=errors,
        choices=parameter.choices,
        minimum="" if parameter.or_zero else _text(parameter.minimum),
        maximum=_text(parameter.maximum),
    )


def _data_field(
    parameter: Parameter, data: Mapping[str, str], wrong: Mapping[str, Sequence[str]], own: Sequence[DataSet]
) -> Field:
    return Field(
        name=parameter.name,
        label=parameter.label,
        hint=parameter.meaning,
        kind="data",
        value=data.get(parameter.name, ""),
        errors=wrong.get(f"params.{parameter.name}", ()),
        choices=[("", _("An example")), *((item.digest, item.sized) for item in own)],
        brought=Brought(data.get(TEXT, ""), data.get(NAME, ""), wrong.get(own_data.FIELD, ())),
    )


def _seeds_field(leaf: Simulation, family: Family, data: Mapping[str, str], errors: Sequence[str]) -> Field:
    usual = next((preset.seeds for preset in leaf.presets if preset.params.get("family") == family.slug), 8)
    return Field(
        name=SEEDS,
        label=_("Seeds"),
        hint=_("How many independent repetitions; the band narrows with more. 1 to %(most)d.")
        % {"most": family.max_seeds},
        kind="integer",
        value=data.get(SEEDS, str(min(usual, family.max_seeds))),
        errors=errors,
        minimum="1",
        maximum=str(family.max_seeds),
    )


def _hint(parameter: Parameter) -> str:
    unit = "" if parameter.unit in ("", "1", "share") else f" {parameter.unit}"
    parts = [parameter.meaning]
    if parameter.minimum is not None and parameter.maximum is not None:
        bounds = {"low": number(parameter.minimum, 6), "high": number(parameter.maximum, 6), "unit": unit}
        words = _("0, or %(low)s to %(high)s%(unit)s.") if parameter.or_zero else _("%(low)s to %(high)s%(unit)s.")
        parts.append(words % bounds)
    if parameter.type == "numbers":
        parts.append(_("Up to %(most)d values, separated by spaces.") % {"most": parameter.max_items})
    return " ".join(parts)


def _text(value: Any) -> str:
    """A value as a form shows it, so that reading it back gives the value."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "on" if value else ""
    if isinstance(value, list | tuple):
        return " ".join(_text(member) for member in value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
