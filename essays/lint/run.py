"""The whole lint: reading problems, then every rule."""

from collections.abc import Callable, Iterator

from essays.claims import Recomputer, out_of_tolerance
from essays.contract import Place, Problem
from essays.lint import claims, figures, items, minutes, references, structure, sweeps, words
from essays.lint.context import Context

RULES: tuple[Callable[[Context], Iterator[Problem]], ...] = (
    structure.check,
    minutes.check,
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
    found = [problem for rule in RULES for problem in _checked(rule, context)]
    if recompute:
        found += _recomputed(context)
    return sorted(set(found))


def _checked(rule: Callable[[Context], Iterator[Problem]], context: Context) -> list[Problem]:
    """What a rule finds. A file that is half typed may trip a rule, and the others must still be told."""
    found = []
    try:
        for problem in rule(context):
            found.append(problem)  # noqa: PERF402 - what was found before it tripped is kept
    except Exception as error:
        what = rule.__module__.rpartition(".")[2]
        message = f"The rules about {what} could not be checked to the end: {error!r}."
        found.append(Place("essay.md", 1).problem("unreadable", message, "Mend the other problems first."))
    return found


def _recomputed(context: Context) -> Iterator[Problem]:
    recomputer = Recomputer(context.house.kernels, context.folder.path)
    for claim, sentence in out_of_tolerance(context.folder.claims, recomputer):
        mend = "Mend the expected value, or find out why it moved."
        yield Place("claims.yaml", claim.line).problem("tolerance", sentence, mend)
