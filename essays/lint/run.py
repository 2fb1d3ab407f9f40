"""The whole lint: reading problems, then every rule."""

from collections.abc import Callable, Iterator

from essays.claims import Recomputer, out_of_tolerance
from essays.contract import Place, Problem
from essays.lint import claims, figures, items, references, structure, sweeps, words
from essays.lint.context import Context

RULES: tuple[Callable[[Context], Iterator[Problem]], ...] = (
    structure.check,
    words.check,
    references.check,
    figures.check,
    items.check,
    claims.check,
    sweeps.check,
)


def lint(context: Context, *, recompute: bool = False) -> list[Problem]:
    """Every problem of an essay, in the order of files and lines.

    Parameters
    ----------
    recompute
        Also recompute every claim; it takes seconds, where the rest takes milliseconds.
    """
    found = [problem for rule in RULES for problem in rule(context)]
    if recompute:
        found += _recomputed(context)
    return sorted(set(found))


def _recomputed(context: Context) -> Iterator[Problem]:
    recomputer = Recomputer(context.house.kernels, context.folder.path)
    for claim, sentence in out_of_tolerance(context.folder.claims, recomputer):
        mend = "Mend the expected value, or find out why it moved."
        yield Place("claims.yaml", claim.line).problem("tolerance", sentence, mend)
