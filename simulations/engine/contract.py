"""What a simulation is: declared parameters, a pure seeded kernel, a declared result.

A leaf in ``simulations/catalog/<slug>/`` exposes ``SIMULATION = Simulation(...)``. Forms, the API's JSON Schema,
validation, documentation, cache keys, shards, progress and cost all come from this one declaration; nothing else knows
the leaf.

The words: a *family* is one kind of model inside a simulation, with its own parameters and its own kernel; a *seed* is
one independent repetition (0, 1, 2, …); a *curve* is an array over the family's *axis* that one seed gives.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from simulations.engine import cost as costs
from simulations.engine import identity, merging, schema, seeding, sentences
from simulations.engine.parameters import ROOT, Parameter
from simulations.engine.sentences import Message, Place, Share

Curve = NDArray[np.float64]
Curves = dict[str, Curve]
Params = Mapping[str, Any]
Beat = Callable[[float], None]
Sentence = Callable[[Params, Mapping[str, Any]], Message | None]

__all__ = [
    "ROOT",
    "Axis",
    "Beat",
    "Curve",
    "Curves",
    "Family",
    "Kernel",
    "Message",
    "Parameter",
    "Params",
    "Place",
    "Preset",
    "Series",
    "Share",
    "Simulation",
    "stage",
]


@dataclass(frozen=True)
class Axis:
    """What the curves are drawn over.

    ``threshold`` is the place of interest (the interpolation threshold), or None. ``one`` is the unit of exactly 1
    ("feature" where the unit is "features").
    """

    name: str
    label: str
    unit: str
    values: tuple[float, ...]
    log: bool = False
    threshold: float | None = None
    one: str = ""

    def as_json(self) -> dict[str, Any]:
        """The axis as plain values."""
        return {
            "name": self.name,
            "label": self.label,
            "unit": self.unit,
            "values": [int(v) if float(v).is_integer() else float(v) for v in self.values],
            "log": self.log,
            "threshold": self.threshold,
        }


@dataclass(frozen=True)
class Series:
    """One declared output curve.

    Attributes
    ----------
    kind
        ``value`` (drawn as median and band), ``share`` (0 or 1 per seed; its mean is the share of seeds).
    finite_mean
        For each point, whether the expectation exists. Where it does not, the summary's mean is None: a sample mean
        there would be a number about the luck of one seed.
    scale
        How the y axis is drawn: ``log``, or ``linear`` where differences matter and not ratios, as for an accuracy, or
        where values may be negative. One linear series makes its panel linear.
    quantity
        What the series that share its unit are, as the y axis says it: "Error" for a test and a training error.
    """

    name: str
    label: str
    unit: str
    kind: Literal["value", "share"] = "value"
    finite_mean: tuple[bool, ...] | None = None
    scale: Literal["log", "linear"] = "log"
    quantity: str = ""


class Kernel(Protocol):
    """The numerics of one family. Pure: same arguments, same bytes; no argument is ever mutated."""

    def check(self, params: Params) -> dict[str, list[str]]:
        """Objections that concern several parameters together, by parameter name; empty when there are none."""

    def axis(self, params: Params) -> Axis:
        """The axis of every curve."""

    def series(self, params: Params) -> tuple[Series, ...]:
        """The curves that `compute` returns, in the order of interest."""

    def compute(self, params: Params, rng: np.random.Generator, beat: Beat) -> Curves:
        """The curves of one seed; ``beat(fraction)`` now and then renews the lease and reports progress."""

    def theory(self, params: Params) -> dict[str, list[float | None]]:
        """Closed-form curves by series name, on the same axis; None where they do not apply or are infinite."""

    def seconds(self, params: Params) -> float:
        """Predicted CPU seconds of one seed on the reference core."""

    def code(self, params: Params, seeds: int) -> str:
        """A short script that computes the same curves; run, it leaves them in ``curves``: a list, one dict per
        seed."""

    def notes(self, params: Params) -> dict[str, Any]:
        """What a reader of the numbers should know (a tolerance, a truncation), as JSON-able values by name."""


@dataclass(frozen=True)
class Family:
    """One kind of model with its parameters; ``shard_size`` seeds are computed and stored together."""

    slug: str
    label: str
    parameters: tuple[Parameter, ...]
    kernel: Kernel
    shard_size: int = 8
    summary: str = ""
    max_seeds: int = 200


@dataclass(frozen=True)
class Preset:
    """A named starting point, with the reason to try it."""

    slug: str
    title: str
    why: str
    params: Mapping[str, Any]
    seeds: int


def _no_beat(_fraction: float) -> None:
    return None


def stage(beat: Beat, index: int, count: int) -> Beat:
    """The beat of stage ``index`` of ``count`` equal stages: its own fraction, as a fraction of the whole."""

    def inner(fraction: float) -> None:
        beat((index + fraction) / count)

    return inner


@dataclass(frozen=True)
class Simulation:
    """A leaf of the catalogue. All methods are pure; ``params`` is always what `normalise` returned.

    ``sentence(params, summary)`` says in one sentence what the curves show; without it, or where it gives None, the
    place of the lowest median and the end of the curve are told, which is true of any curve.
    """

    slug: str
    title: str
    version: int
    summary: str
    families: tuple[Family, ...]
    presets: tuple[Preset, ...]
    brief_path: Path
    sentence: Sentence | None = None

    @property
    def brief(self) -> str:
        """The brief in Markdown: what is computed, how, and the sources."""
        return self.brief_path.read_text(encoding="utf-8")

    def family(self, params: Params) -> Family:
        """The family that ``params`` chose."""
        return next(family for family in self.families if family.slug == params["family"])

    def normalise(self, raw: object, find: schema.Find = schema.no_data) -> dict[str, Any]:
        """Expand defaults, coerce, and put into canonical form; ``find`` gives the learner's own data by address.

        Raises
        ------
        overlook.kit.errors.Invalid
            With a sentence for each field, as ``params.ridge``.
        """
        return schema.normalise(self.families, raw, find)

    def json_schema(self) -> dict[str, Any]:
        """JSON Schema (2020-12) of the parameters: one alternative per family."""
        return schema.json_schema(self.families, title=self.title)

    def check_seeds(self, params: Params, seeds: object) -> int:
        """The number of seeds, or `Invalid` on the field ``seeds``."""
        return schema.check_seeds(seeds, maximum=self.family(params).max_seeds)

    def shard_size(self, params: Params) -> int:
        """How many consecutive seeds one shard holds."""
        return self.family(params).shard_size

    def engine_id(self, params: Params) -> str:
        """Everything besides the parameters that decides the bits; see `identity.engine_id`."""
        family = self.family(params)
        return identity.engine_id(self.slug, family.slug, self.version, family.shard_size)

    def recipe_key(self, params: Params) -> str:
        """The content address of this computation, whatever the number of seeds."""
        return identity.recipe_key(self.engine_id(params), params)

    def axis(self, params: Params) -> dict[str, Any]:
        """``{"name", "label", "unit", "values", "log", "threshold"}``."""
        return self.family(params).kernel.axis(params).as_json()

    def series(self, params: Params) -> tuple[Series, ...]:
        """The declared curves."""
        return self.family(params).kernel.series(params)

    def compute_seed(self, params: Params, seed: int, beat: Beat | None = None) -> Curves:
        """The curves of seed number ``seed``: float64 arrays, one value per point of the axis.

        The stream depends on ``params["root"]`` and ``seed`` alone, never on the worker, the shard or the other seeds.
        """
        rng = seeding.stream(int(params["root"]), seed)
        curves = self.family(params).kernel.compute(params, rng, beat or _no_beat)
        return {name: np.ascontiguousarray(curve, dtype=np.float64) for name, curve in curves.items()}

    def summarise(self, params: Params, seeds: Sequence[Curves]) -> dict[str, Any]:
        """Merge the curves of several seeds, given in ascending order of seed.

        Returns
        -------
        dict
            ``{"axis": {...}, "series": {name: {"label", "unit", "kind", "median", "mean", "p10", "p90",
            "max"}}, "theory": {name: [...]}, "n": int, "meta": {...}}``; numbers carry six significant digits.
        """
        kernel = self.family(params).kernel
        series = {
            item.name: {"label": item.label, "unit": item.unit, "kind": item.kind}
            | merging.summary([curves[item.name] for curves in seeds], finite_mean=item.finite_mean)
            for item in kernel.series(params)
        }
        return {
            "axis": self.axis(params),
            "series": series,
            "theory": self.theory(params),
            "n": len(seeds),
            "meta": {"simulation": self.slug, "family": params["family"], "version": self.version}
            | kernel.notes(params),
        }

    def said(self, params: Params, summary: Mapping[str, Any]) -> Message:
        """What the curves of a `summarise` show: the leaf's own sentence, or the one that is true of any curve."""
        own = self.sentence(params, summary) if self.sentence else None
        return own or sentences.lowest_and_end(summary, self.series(params)[0].name)

    def theory(self, params: Params) -> dict[str, list[float | None]]:
        """Closed-form curves on the same axis, by series name; empty where there are none."""
        curves = self.family(params).kernel.theory(params)
        return {name: merging.six_digits(curve) for name, curve in curves.items()}

    def cost(self, params: Params, seeds: int) -> float:
        """Predicted CPU seconds on the reference core, half as much again for safety; whole shards are counted."""
        family = self.family(params)
        return costs.predicted(family.kernel.seconds(params), seeds=seeds, shard_size=family.shard_size)

    def code(self, params: Params, seeds: int) -> str:
        """A short runnable script that reproduces the numbers."""
        return self.family(params).kernel.code(params, seeds)
