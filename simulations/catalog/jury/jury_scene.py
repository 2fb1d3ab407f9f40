"""What a player of "Pick the jury" sees: trees on a map, and at the end how many jurors were right on each case."""

from collections.abc import Sequence

import numpy as np

from simulations.catalog.jury import bench as court
from simulations.catalog.jury.votes import accuracy
from simulations.engine.challenges import Outcome
from simulations.engine.scenes import Dots, Line, Picture, Scene, Shape, Span, Table, Upright


def scene(seed: int, outcome: Outcome) -> Scene:
    """The bench as ``outcome`` leaves it."""
    drawn = court.bench(seed)
    jury = outcome.steps[-1].shown["jury"] if outcome.steps else [tree + 1 for tree in court.most_accurate(drawn)]
    tables = [_trials(outcome)] if outcome.steps else []
    if outcome.finished:
        best = outcome.debrief["expert"]["jury"]
        return Scene(
            heading="The end",
            pictures=(_votes(drawn, jury, best), _map(seed, best, "in the expert’s jury")),
            tables=(*tables, _juries(drawn, jury, best)),
            lesson=_lesson(drawn, outcome, jury, best),
        )
    left = 3 - len(outcome.steps)
    return Scene(
        heading="Choose eleven" if not outcome.steps else "Change the jury, or swear it in",
        facts=(("Trials left", str(left)),),
        pictures=(_map(seed, jury, "in the jury"),),
        tables=(*tables, _alike(drawn)),
        button="Go",
    )


def _map(seed: int, jury: Sequence[int], words: str) -> Picture:
    drawn, places = court.bench(seed), court.chart(seed)
    order = np.argsort(-drawn.accuracy, kind="stable").tolist()
    thirds: tuple[tuple[str, Shape, list[int]], ...] = (
        ("mark-s2", "square", order[:13]),
        ("mark-s1", "circle", order[13:26]),
        ("mark-s3", "triangle", order[26:]),
    )
    dots = [
        Dots(
            _span(drawn, trees),
            style,
            shape,
            [_place(places, tree) for tree in trees],
            [str(tree + 1) for tree in trees],
        )
        for style, shape, trees in thirds
    ]
    chosen = [_place(places, number - 1) for number in jury]
    low, high = places.min(axis=0) - 0.08, places.max(axis=0) + np.array([0.2, 0.08])
    return Picture(
        caption="The map: trees that vote alike lie together. The axes have no meaning of their own.",
        describe=f"Seated {words}: {', '.join(str(number) for number in jury)}.",
        x=Span("", float(low[0]), float(high[0])),
        y=Span("", float(low[1]), float(high[1])),
        dots=(*dots, Dots(words, "mark", "ring", chosen)),
        bare=True,
    )


def _span(drawn: court.Bench, trees: Sequence[int]) -> str:
    right = 100 * drawn.accuracy[list(trees)]
    return f"right on {right.min():.0f} to {right.max():.0f} %"


def _place(places: court.Array, tree: int) -> tuple[float, float]:
    return float(places[tree, 0]), float(places[tree, 1])


def _votes(drawn: court.Bench, jury: Sequence[int], best: Sequence[int]) -> Picture:
    """How often so many jurors are right on a case: yours and the expert's."""
    xs = list(range(court.SEATS + 1))
    yours, theirs = (
        (100 * np.bincount(court.counts(drawn.hidden, _trees(some)), minlength=court.SEATS + 1) / court.HIDDEN).tolist()
        for some in (jury, best)
    )
    return Picture(
        caption="How many of the eleven are right on a case. Left of the line the majority is wrong.",
        describe=(
            f"With six or more right the majority is right: {sum(yours[6:]):.0f} % of cases for yours, "
            f"{sum(theirs[6:]):.0f} % for the expert's."
        ),
        x=Span("jurors that are right", 0, court.SEATS),
        y=Span("share of cases, %", 0, 1.12 * max(*yours, *theirs)),
        lines=(Line("expert", "s2", xs, theirs), Line("you", "s1", xs, yours)),
        uprights=(Upright(5.5, "majority"),),
    )


def _trees(jury: Sequence[int]) -> tuple[int, ...]:
    return tuple(number - 1 for number in jury)


def _trials(outcome: Outcome) -> Table:
    rows = tuple(
        (
            "sworn in" if step.shown["do"] == "swear" else f"trial {step.number}",
            ", ".join(str(number) for number in step.shown["jury"]),
            f"{100 * step.shown['alone']:.1f} %",
            f"{100 * step.shown['agreement']:.0f} %",
            f"{100 * step.shown['right']:.1f} %",
        )
        for step in outcome.steps
    )
    heads = ("Jury", "Members", "Right alone", "Two agree", "Majority right, shown cases")
    return Table("Your juries", heads, rows)


def _alike(drawn: court.Bench) -> Table:
    agreement = drawn.agreement - 2 * np.eye(court.TREES)
    rows = []
    for tree in np.argsort(-drawn.accuracy, kind="stable"):
        near = np.argsort(-agreement[tree], kind="stable")[:4]
        far = int(np.argmin(agreement[tree] + 4 * np.eye(court.TREES)[tree]))
        rows.append(
            (
                str(tree + 1),
                f"{100 * drawn.accuracy[tree]:.0f} %",
                ", ".join(f"{other + 1} ({100 * agreement[tree, other]:.0f} %)" for other in near),
                f"{far + 1} ({100 * agreement[tree, far]:.0f} %)",
            )
        )
    heads = ("Tree", "Right", "Agrees most with", "Agrees least with")
    return Table("Who votes with whom, as numbers", heads, tuple(rows), folded=True)


def _juries(drawn: court.Bench, jury: Sequence[int], best: Sequence[int]) -> Table:
    naive = [tree + 1 for tree in court.most_accurate(drawn)]
    rows = []
    for words, some in (("Yours", jury), ("The eleven most accurate", naive), ("The expert’s", best)):
        trees = list(_trees(some))
        rows.append(
            (
                words,
                f"{100 * drawn.hidden[trees].mean():.1f} %",
                str(len(set(drawn.clan[trees].tolist()))),
                str(int(np.sum(drawn.clan[trees] == 0))),
                f"{100 * court.majority(drawn.hidden, _trees(some)):.1f} %",
            )
        )
    heads = ("Jury", "Right alone", "Clans in it", "Of the accurate clan", "Majority right")
    return Table("On the hidden cases", heads, tuple(rows))


def _lesson(drawn: court.Bench, outcome: Outcome, jury: Sequence[int], best: Sequence[int]) -> tuple[str, ...]:
    yours, theirs = (float(drawn.hidden[list(_trees(some))].mean()) for some in (jury, best))
    strong = [int(np.sum(drawn.clan[list(_trees(some))] == 0)) for some in (jury, best)]
    alone = accuracy(court.SEATS, yours, 0.0)
    reached = 1.0 - outcome.steps[-1].loss
    return (
        f"There were five clans that vote alike. You seated {strong[0]} of the accurate one, the expert {strong[1]}: "
        f"the expert’s jurors are right on {100 * theirs:.1f} % alone, yours on {100 * yours:.1f} %.",
        f"Eleven independent voters as good as yours would be right on {100 * alone:.1f} %; yours reach "
        f"{100 * reached:.1f} %. The difference is what voting alike costs: errors that are shared are not outvoted.",
    )
