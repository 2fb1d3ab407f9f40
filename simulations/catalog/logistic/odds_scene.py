"""What a player of "Odds maker" sees: past races and the next horse; at the end stakes against true chances."""

import numpy as np
from numpy.typing import NDArray

from simulations.catalog.logistic import odds_maker as odds
from simulations.engine.challenges import Outcome
from simulations.engine.scenes import Dots, Line, Picture, Scene, Span, Table

Array = NDArray[np.float64]

_CORNERS = 4.0


def scene(seed: int, outcome: Outcome) -> Scene:
    """The book as ``outcome`` leaves it."""
    book, count = odds.book(seed), len(outcome.steps)
    if outcome.finished:
        return Scene(
            heading="The end",
            pictures=(_calibration(book, outcome), _field(book, outcome)),
            tables=(_table(book, outcome),),
            lesson=_lesson(book, outcome),
        )
    facts = [("Won in the past", f"{100 * book.rate:.0f} % of {odds.PAST} races")]
    if count:
        facts.append(("Paid so far", f"{sum(step.shown['paid'] for step in outcome.steps):.2f} in {count} races"))
    return Scene(
        heading=f"Race {count + 1} of {odds.ROUNDS}",
        facts=tuple(facts),
        pictures=(_field(book, outcome),),
        tables=(*((_table(book, outcome),) if count else ()), _past(book)),
        button="Stake it",
    )


def signed(value: float) -> str:
    """A reading to one place, with a true minus, and no minus before a zero."""
    return f"{round(value, 1) + 0.0:.1f}".replace("-", "−")


def _field(book: odds.Book, outcome: Outcome) -> Picture:
    """Past races, the horses that have run, and the one at the start; at the end the true lines of equal chance."""
    count = len(outcome.steps)
    run, won = book.cases[:count], book.outcomes[:count] == 1
    seen, ended = np.concatenate([book.past, run]), np.concatenate([book.past_outcomes == 1, won])
    marks = [
        Dots("won", "mark-s1", "circle", _places(seen[ended])),
        Dots("lost", "mark-s2", "square", _places(seen[~ended])),
    ]
    lines: tuple[Line, ...] = ()
    every = np.concatenate([book.past, book.cases])
    low, high = every.min(axis=0) - 0.3, every.max(axis=0) + 0.3
    if outcome.finished:
        lines = tuple(_equal(book.coefficients, chance) for chance in (0.1, 0.5, 0.9))
        caption = "The hidden truth: along each line the chance is the same."
        told = "Lines of equal chance at 10, 50 and 90 %."
    else:
        form, rest = (float(value) for value in book.cases[count])
        marks.append(Dots("at the start", "mark", "cross", [(form, rest)], ["?"]))
        caption = "Races that were run, and the horse at the start."
        told = f"The horse at the start has form {signed(form)} and rest {signed(rest)}."
    return Picture(
        caption=caption,
        describe=f"{told} {int(ended.sum())} of {len(ended)} horses won.",
        x=Span("form", float(low[0]), float(high[0])),
        y=Span("rest", float(low[1]), float(high[1])),
        lines=lines,
        dots=tuple(marks),
    )


def _places(features: Array) -> list[tuple[float, float]]:
    return [(float(form), float(rest)) for form, rest in features]


def _equal(coefficients: Array, chance: float) -> Line:
    """The line on which the true chance is this, long enough to leave the picture."""
    level = float(np.log(chance / (1 - chance)) - coefficients[0])
    slope = coefficients[1:]
    foot = level * slope / float(slope @ slope)
    along = np.array([-slope[1], slope[0]]) / float(np.hypot(*slope))
    ends = np.array([foot + step * along for step in np.linspace(-_CORNERS, _CORNERS, 41)])
    ends = ends[np.argsort(ends[:, 0], kind="stable")]
    style = "s3" if chance == 0.5 else "theory"
    return Line(f"{100 * chance:.0f} %", style, ends[:, 0].tolist(), ends[:, 1].tolist())


def _calibration(book: odds.Book, outcome: Outcome) -> Picture:
    true = 100 * book.chances
    stakes = [100 * step.shown["stake"] for step in outcome.steps]
    points = [(float(chance), float(stake)) for chance, stake in zip(true, stakes, strict=True)]
    fitted = [(float(c), float(s)) for c, s in zip(true, 100 * np.array(outcome.debrief["fitted"]), strict=True)]
    pairs = ", ".join(f"{stake:.0f} for {chance:.0f}" for chance, stake in points)
    return Picture(
        caption="Your stakes against the true chances. Too steep is bold, too flat is timid.",
        describe=f"Stake and true chance in per cent, race by race: {pairs}.",
        x=Span("true chance, %", 0, 100),
        y=Span("stake, %", 0, 100),
        lines=(Line("just right", "theory", [0, 100], [0, 100]),),
        dots=(
            Dots("logistic regression on the past", "mark-s2", "square", fitted),
            Dots("you", "mark-s1", "circle", points),
        ),
    )


def _table(book: odds.Book, outcome: Outcome) -> Table:
    true = book.chances
    rows = []
    for index, step in enumerate(outcome.steps):
        shown = step.shown
        row = (
            str(step.number),
            signed(shown["features"][0]),
            signed(shown["features"][1]),
            f"{100 * shown['stake']:.0f} %",
            "won" if shown["won"] else "lost",
            f"{shown['paid']:.2f}",
        )
        rows.append((*row, f"{100 * true[index]:.0f} %") if outcome.finished else row)
    heads: tuple[str, ...] = ("Race", "Form", "Rest", "Your stake", "It", "Paid")
    return Table("Your races", (*heads, "True chance") if outcome.finished else heads, tuple(rows))


def _past(book: odds.Book) -> Table:
    rows = tuple(
        (signed(form), signed(rest), "won" if won else "lost")
        for (form, rest), won in zip(book.past, book.past_outcomes, strict=True)
    )
    return Table("The past races as numbers", ("Form", "Rest", "It"), rows, folded=True)


def _lesson(book: odds.Book, outcome: Outcome) -> tuple[str, ...]:
    true, stakes = book.chances, np.array([step.shown["stake"] for step in outcome.steps])
    regret = odds.expected_loss(stakes, true) - odds.expected_loss(true, true)
    worst = int(np.argmax(regret))
    bold = float(np.mean(np.abs(_log_odds(stakes))) - np.mean(np.abs(_log_odds(true))))
    manner = "bolder" if bold > 0.15 else "more timid" if bold < -0.15 else "about as bold"
    than = "than" if manner != "about as bold" else "as"
    fitted = outcome.debrief["fitted_loss"]
    return (
        f"On average you were {manner} {than} the truth. Race {worst + 1} cost you most: you gave "
        f"{100 * stakes[worst]:.0f} % where the chance was {100 * true[worst]:.0f} %.",
        f"Logistic regression on the {odds.PAST} past races would have had an expected loss of {fitted:.3f}; yours was "
        f"{outcome.loss:.3f}, and nobody can have less than {outcome.oracle:.3f}.",
        "Log loss asks for the honest chance: any other stake costs more in the long run, and certainty most of all.",
    )


def _log_odds(chances: Array) -> Array:
    return np.asarray(np.log(chances / (1.0 - chances)))
