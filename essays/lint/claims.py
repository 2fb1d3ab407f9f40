"""Rules about claims: honest tolerances, kernels that are there, nothing unused."""

from collections.abc import Iterator

from essays.claims import half_digit
from essays.contract import Claim, Place, Problem
from essays.lint.context import Context
from essays.markup import roles
from essays.source.tables import plain

# A float a hair above half a digit (0.005 is not exact in binary) is still half a digit.
_SLACK = 1 + 1e-9


def check(context: Context) -> Iterator[Problem]:
    used = _used(context)
    for claim in context.folder.claims.values():
        place = Place("claims.yaml", claim.line)
        if claim.id not in used:
            yield place.problem("claim", f"The claim {claim.id!r} is not used.", "Print it or cut it.")
        if not claim.is_constant:
            yield from _tolerance(claim, place)
        yield from _source(claim, place, context)


def _tolerance(claim: Claim, place: Place) -> Iterator[Problem]:
    if claim.tolerance <= 0:
        mend = "For a count write tolerance: 0.5"
        yield place.problem("tolerance", f"The tolerance of {claim.id!r} must be more than 0.", mend)
    limit = half_digit(claim)
    if claim.tolerance > limit * _SLACK and not claim.interval:
        message = (
            f"The tolerance {claim.tolerance:g} of {claim.id!r} exceeds half of the last printed digit, {limit:g}."
        )
        yield place.problem("tolerance", message, "Print fewer digits, or set interval: true.")


def _source(claim: Claim, place: Place, context: Context) -> Iterator[Problem]:
    if claim.kind == "computed":
        if claim.kernel not in context.house.kernels:
            known = ", ".join(sorted(context.house.kernels)) or "none"
            yield place.problem("claim", f"There is no kernel {claim.kernel!r}.", f"Known: {known}.")
        if claim.infinite_expectation and not {"seed", "root"} & set(claim.args):
            message = f"{claim.id!r} is a mean whose expectation is infinite: it must name its seed."
            yield place.problem("claim", message, "Give args.seed or args.root.")
    elif claim.kind == "offline":
        if claim.artefact.removeprefix("data/") not in context.folder.data:
            yield place.problem("claim", f"The artefact {claim.artefact!r} of {claim.id!r} is not there.")
    elif claim.kind == "quoted":
        key = roles.citations(claim.source)[0].key
        if key not in context.folder.references:
            mend = "Write: source: key, p. 3"
            yield place.problem("claim", f"{claim.id!r} quotes {key!r}, which is not in refs.bib.", mend)


def _used(context: Context) -> set[str]:
    used = set()
    for run in context.runs:
        for token in run.tokens:
            if token.type == "myst_role" and token.meta["name"] in ("val", "const"):
                used.add(token.content.strip())
    for equation in context.equations:
        used |= {name for _, name in roles.maths_names(equation.latex)}
    for item in context.folder.items:
        used |= set(_bound(plain(item.raw)))
    return used


def _bound(value: object) -> Iterator[str]:
    """The claims named by ``{val: id}`` in an item."""
    if isinstance(value, dict):
        if set(value) in ({"val"}, {"const"}):
            yield str(next(iter(value.values())))
        for inner in value.values():
            yield from _bound(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _bound(inner)
