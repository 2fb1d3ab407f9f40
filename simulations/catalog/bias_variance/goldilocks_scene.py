"""What a player of "Goldilocks" sees: one sample at a time; at the end regret by round, and the worst round solved."""

from simulations.catalog.bias_variance import goldilocks as gold
from simulations.catalog.bias_variance.worlds import GRID
from simulations.engine.challenges import Outcome
from simulations.engine.scenes import Dots, Line, Picture, Scene, Span, Table

_TRUTHS = {"sine": "sine", "cubic": "cubic", "step": "step", "line": "line", "wave": "fast wave", "bump": "bump"}
_VERDICTS = {"right": "✓ just right", "simple": "too simple", "complex": "too complex"}
_PARTS = {1: "✓ right", -1: "✗ wrong", 0: "–"}


def scene(seed: int, outcome: Outcome) -> Scene:
    """The game as ``outcome`` leaves it."""
    count = len(outcome.steps)
    if outcome.finished:
        worst = _worst(seed, outcome)
        return Scene(
            heading="The end",
            pictures=(_regrets(seed, outcome), _solved(seed, outcome, worst)),
            tables=(_table(seed, outcome),),
            lesson=_lesson(seed, outcome, worst),
        )
    rows = tuple(
        (
            str(step.number),
            named(step.shown["learner"], step.shown["complexity"]),
            f"{step.shown['excess']:.3f}",
            _VERDICTS[step.shown["verdict"]],
            _PARTS[step.shown["named"]],
        )
        for step in outcome.steps
    )
    heads = ("Round", "Choice", "Error above the noise", "Complexity", "Larger part")
    return Scene(
        heading=f"Round {count + 1} of {gold.ROUNDS}",
        pictures=(_sample(gold.round_at(seed, count)),),
        tables=(Table("Your rounds", heads, rows),) if rows else (),
        button="Fit it",
    )


def named(learner: str, complexity: int) -> str:
    """A choice in words."""
    if learner == "knn":
        return "1 neighbour" if complexity == 1 else f"{complexity} neighbours"
    return f"degree {complexity}" if learner == "polynomial" else f"tree of depth {complexity}"


def _sample(sample: gold.Round) -> Picture:
    low, high = float(sample.y.min()), float(sample.y.max())
    return Picture(
        caption="The sample. What lies behind it, and how noisy it is, you have to judge by eye.",
        describe=f"{len(sample.x)} points between −1 and 1, with values from {low:.2g} to {high:.2g}.",
        x=Span("x", -1.0, 1.0),
        y=Span("y", *_room(low, high)),
        dots=(_points(sample),),
    )


def _points(sample: gold.Round) -> Dots:
    return Dots("measured", "mark", "circle", [(float(x), float(y)) for x, y in zip(sample.x, sample.y, strict=True)])


def _room(low: float, high: float) -> tuple[float, float]:
    room = 0.08 * (high - low)
    return low - room, high + room


def _solved(seed: int, outcome: Outcome, index: int) -> Picture:
    """One round with its truth, your fit and the expert's."""
    sample, shown = gold.round_at(seed, index), outcome.steps[index].shown
    yours, best = gold.Choice(shown["learner"], shown["complexity"]), sample.best
    xs = GRID.tolist()
    words = named(yours.learner, yours.complexity), named(best.learner, best.complexity)
    return Picture(
        caption=f"Round {index + 1}, where you lost most: you took {words[0]}, the expert {words[1]}.",
        describe=f"The sample of round {index + 1} with the hidden {_TRUTHS[sample.truth]}, your fit and the expert's.",
        x=Span("x", -1.0, 1.0),
        y=Span("y", *_room(float(sample.y.min()), float(sample.y.max()))),
        lines=(
            Line("truth", "theory", xs, gold.truth_of(sample).tolist()),
            Line("expert", "s2", xs, gold.fitted(sample, best).tolist()),
            Line("you", "s1", xs, gold.fitted(sample, yours).tolist()),
        ),
        dots=(_points(sample),),
    )


def _regrets(seed: int, outcome: Outcome) -> Picture:
    yours = [(float(step.number), max(step.loss, 1e-5)) for step in outcome.steps]
    best = [(float(index + 1), max(_best(seed, index), 1e-5)) for index in range(gold.ROUNDS)]
    values = [value for _, value in (*yours, *best)]
    return Picture(
        caption="The error above the noise, round by round: yours and the least that could be had.",
        describe=f"Yours: {_listed(yours)}. The expert's: {_listed(best)}.",
        x=Span("round", 0.5, gold.ROUNDS + 0.5),
        y=Span("error above the noise", min(values) / 1.5, max(values) * 1.5, log=True),
        dots=(Dots("the expert", "mark-s2", "square", best), Dots("you", "mark-s1", "circle", yours)),
    )


def _listed(points: list[tuple[float, float]]) -> str:
    return ", ".join(f"{value:.2g}" for _, value in points)


def _table(seed: int, outcome: Outcome) -> Table:
    rows = []
    for index, step in enumerate(outcome.steps):
        sample = gold.round_at(seed, index)
        choice = gold.Choice(step.shown["learner"], step.shown["complexity"])
        risk = sample.risks[choice]
        rows.append(
            (
                str(step.number),
                f"{_TRUTHS[sample.truth]}, n = {len(sample.x)}, σ = {sample.sigma:.2g}",
                named(choice.learner, choice.complexity),
                f"{risk.bias2:.3f} + {risk.variance:.3f}",
                _VERDICTS[step.shown["verdict"]],
                named(sample.best.learner, sample.best.complexity),
                f"{sample.risks[sample.best].excess:.3f}",
            )
        )
    heads = ("Round", "What was hidden", "You", "Bias² + variance", "That was", "The expert", "Error above the noise")
    return Table("Round by round", heads, tuple(rows))


def _best(seed: int, index: int) -> float:
    sample = gold.round_at(seed, index)
    return sample.risks[sample.best].excess


def _worst(seed: int, outcome: Outcome) -> int:
    return max(range(gold.ROUNDS), key=lambda index: outcome.steps[index].loss - _best(seed, index))


def _lesson(seed: int, outcome: Outcome, worst: int) -> tuple[str, ...]:
    simple = sum(step.shown["verdict"] == "simple" for step in outcome.steps)
    wild = sum(step.shown["verdict"] == "complex" for step in outcome.steps)
    lost = sum(step.loss - _best(seed, index) for index, step in enumerate(outcome.steps))
    share = (outcome.steps[worst].loss - _best(seed, worst)) / lost if lost > 0 else 0.0
    told = f"You were too simple in {simple} rounds and too complex in {wild}."
    if share > 0:
        told += f" Round {worst + 1} alone made {100 * share:.0f} % of your regret."
    if simple > wild:
        why = "Too simple costs bias: no amount of luck with the noise would have brought those fits to the truth."
    elif wild > simple:
        why = "Too complex costs variance: those fits follow the noise of this one sample, and would turn on the next."
    else:
        why = "The expert knows the truth and the noise; from one sample, complexity can only be guessed or validated."
    return told, why
