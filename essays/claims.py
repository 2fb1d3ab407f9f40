"""Claims: the numbers that an essay states, recomputed.

A claim of kind *computed* names a kernel that a simulation exposes, its arguments and a path into the result. It holds
when the recomputed value lies *closer* to the expected one than its tolerance. Since a tolerance is positive, an
expected value that is moved by two tolerances never holds: ``|d| < t`` implies ``|d ± 2t| > t``.
"""

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

from essays.contract import Claim

Kernel = Callable[..., Any]
_STEP = re.compile(r"\[(-?\d+)\]|([^.\[\]]+)")
_NUMBER = re.compile(r"[-−+]?(\d[\d,]*)(?:\.(\d+))?(?:[eE]([-+]?\d+))?(%)?")


class ClaimError(Exception):
    """A claim that cannot be recomputed, with a sentence."""


class Recomputer:
    """Calls kernels, each with the same arguments once.

    Parameters
    ----------
    kernels
        By dotted name.
    folder
        The essay's folder, for artefacts of offline claims.
    """

    def __init__(self, kernels: Mapping[str, Kernel], folder: Path) -> None:
        self._kernels = kernels
        self._folder = folder
        self._results: dict[str, Any] = {}

    def value(self, claim: Claim) -> float:
        """The recomputed value of a computed or offline claim."""
        result = self._call(claim) if claim.kind == "computed" else self._artefact(claim)
        found = follow(result, claim.path)
        try:
            return float(found)
        except (TypeError, ValueError) as error:
            raise ClaimError(f"{claim.path or 'the result'!r} of {claim.id!r} is not a number: {found!r}") from error

    def _call(self, claim: Claim) -> Any:
        if claim.kernel not in self._kernels:
            raise ClaimError(
                f"there is no kernel {claim.kernel!r}; known: {', '.join(sorted(self._kernels)) or 'none'}"
            )
        key = f"{claim.kernel} {json.dumps(dict(claim.args), sort_keys=True, default=str)}"
        if key not in self._results:
            try:
                self._results[key] = self._kernels[claim.kernel](**claim.args)
            except (TypeError, ValueError, KeyError) as error:
                raise ClaimError(f"{claim.kernel} refuses its arguments: {error}") from error
        return self._results[key]

    def _artefact(self, claim: Claim) -> Any:
        path = self._folder / claim.artefact
        if not path.is_file():
            raise ClaimError(f"the artefact {claim.artefact!r} is not there")
        content = path.read_bytes()
        digest = sha256(content).hexdigest()
        if digest != claim.sha256:
            raise ClaimError(f"the artefact {claim.artefact!r} has sha256 {digest}, not the one declared")
        return json.loads(content)


def holds(claim: Claim, value: float) -> bool:
    """Whether the recomputed value bears the claim out."""
    return math.isfinite(value) and abs(value - claim.expected) < claim.tolerance


def follow(result: Any, path: str) -> Any:
    """``a.b[3]`` into nested mappings, sequences and attributes; an empty path is the result itself."""
    for index, name in _STEP.findall(path):
        try:
            if index:
                result = result[int(index)]
            elif isinstance(result, Mapping):
                result = result[name]
            else:
                result = getattr(result, name)
        except (KeyError, IndexError, TypeError, AttributeError) as error:
            raise ClaimError(f"the path {path!r} stops at {index or name!r}") from error
    return result


def half_digit(claim: Claim) -> float:
    """Half of the last digit that the page prints: the largest tolerance that is honest.

    ``2.36`` → 0.005; ``41`` → 0.5; ``40 %`` of ``{:.0%}`` → 0.005; ``1.2e+03`` → 50. With ``{:.2g}`` the value 1300 is
    printed ``1.3e+03``, and 130 as ``1.3e+02``: zeros that merely fill up never count as digits.
    """
    match = _NUMBER.search(claim.format.format(claim.expected))
    if match is None:
        return 0.0
    decimals = len(match[2] or "")
    exponent = int(match[3] or 0) - (2 if match[4] else 0) - decimals
    return float(Decimal(5).scaleb(exponent - 1))


def out_of_tolerance(claims: Mapping[str, Claim], recomputer: Recomputer) -> Iterator[tuple[Claim, str]]:
    """Each claim that does not hold, with a sentence."""
    for claim in claims.values():
        if claim.is_constant:
            continue
        try:
            value = recomputer.value(claim)
        except ClaimError as error:
            yield claim, f"The claim {claim.id!r} cannot be recomputed: {error}."
            continue
        if not holds(claim, value):
            yield claim, f"The claim {claim.id!r} says {claim.expected} ± {claim.tolerance}; computed: {value:.9g}."
