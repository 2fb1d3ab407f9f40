"""The picture, the words and the numbers of `winners` in a state: `figure.ts` in Python."""

from collections import Counter

from overlook.figures.contract import NARROW, Data, State, Table
from overlook.figures.svg import Scale, Shape, clip, frame, group, handle, line, number, path, px, segment, text
from overlook.figures.winners.model import Contest, contest, expected_best

_MODELS = (1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1000)


def current(state: State) -> Contest:
    return contest(int(state["models"]), int(state["n"]), float(state["spread"]), int(state["seed"]))


def height(state: State, width: float) -> float:
    if width >= NARROW:
        return 306
    return 464 if state["panel"] == "both" else 232


def measure(state: State, data: Data) -> dict[str, float]:
    """Scores of the best: in the contest, on fresh cases, in truth; and what the best of as many coins expects."""
    found, n = current(state), int(state["n"])
    best = found.right[found.best] / n
    return {
        "best": best,
        "fresh": found.fresh,
        "skill": found.skill,
        "optimism": best - found.skill,
        "expected": expected_best(int(state["models"]), n),
    }


def describe(state: State, data: Data) -> str:
    """What the best scored, and what it is worth."""
    found = measure(state, data)
    models = int(state["models"])
    who = "One model" if models == 1 else f"The best of {models} models"
    scored = f"{who} has {number(found['best'] * 100)} % of {int(state['n'])} validation cases right"
    return f"{scored}, and {number(found['fresh'] * 100)} % of 1000 fresh ones."


def table(state: State, data: Data) -> Table:
    """What the best of M coins expects, on as many cases."""
    n = int(state["n"])
    rows = [[str(models), number(expected_best(models, n))] for models in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)]
    return ["Models, all coins", f"Expected score of the best, {n} cases"], rows


def scene(state: State, data: Data, width: float, id: str) -> list[Shape]:
    if width >= NARROW:
        wide = px((width - 118) * 0.5)
        return [
            *_scores_panel(state, f"{id}-a", 46, 40, wide, 222),
            *_best_panel(state, f"{id}-b", 102 + wide, 40, width - 118 - wide, 222),
            *_handle(state, 102 + wide, 40, width - 118 - wide, 222),
        ]
    panel = state["panel"]
    lower = 34 if panel == "best" else 266
    return [
        *(_scores_panel(state, f"{id}-a", 46, 34, width - 60, 154) if panel != "best" else []),
        *(_best_panel(state, f"{id}-b", 46, lower, width - 60, 154) if panel != "scores" else []),
        *(_handle(state, 46, lower, width - 60, 154) if panel != "scores" else []),
    ]


def _scores_panel(state: State, id: str, left: float, top: float, wide: float, high: float) -> list[Shape]:
    """A bar for each score that some model has, with room for words above; a line where the best truly is."""
    found, n = current(state), int(state["n"])
    counts = sorted(Counter(found.right).items())
    most = max(count for _, count in counts)
    x, y = Scale((0, 1), (left, left + wide)), Scale((0, 1.4 * most), (top + high, top))
    half = max(1.0, wide / n / 2 - 0.5)
    best = found.right[found.best]
    bars: list[Shape] = [
        (
            "rect",
            {
                "class": "mark-s1" if right == best else "sum",
                "x": px(x.at(right / n) - half),
                "y": px(y.at(count)),
                "width": px(2 * half),
                "height": px(top + high) - px(y.at(count)),
            },
            [],
        )
        for right, count in counts
    ]
    truth, at = x.at(found.skill), x.at(best / n)
    flip = "end" if at > left + wide / 2 else "start"
    return [
        clip(id, x, y),
        *frame(x, y, "share of cases right", "models", y_ticks=4),
        group(bars, clip_path=f"url(#{id})"),
        segment("threshold", truth, truth, top, top + high),
        text(at, top + 12, f"best {number(best / n)}", "label-s1 over", flip),
        text(truth, top + 28, f"its true share {number(found.skill)}", "label over", flip),
    ]


def _scales(left: float, top: float, wide: float, high: float) -> tuple[Scale, Scale]:
    return Scale((1, 1000), (left, left + wide), log=True), Scale((0.4, 1), (top + high, top))


def _best_panel(state: State, id: str, left: float, top: float, wide: float, high: float) -> list[Shape]:
    x, y = _scales(left, top, wide, high)
    n = int(state["n"])
    curve = line([(x.at(models), y.at(expected_best(models, n))) for models in _MODELS])
    level = line([(x.at(1), y.at(0.5)), (x.at(1000), y.at(0.5))])
    return [
        clip(id, x, y),
        *frame(x, y, "number of coins (log scale)", "expected score of the best", x_ticks=4, y_ticks=4),
        group([path("truth", level), path("s1", curve)], clip_path=f"url(#{id})"),
    ]


def _handle(state: State, left: float, top: float, wide: float, high: float) -> list[Shape]:
    x, y = _scales(left, top, wide, high)
    models = int(state["models"])
    at, level = x.at(models), y.at(expected_best(models, int(state["n"])))
    return [segment("cursor", at, at, level, top + high), handle("models", at, level)]
