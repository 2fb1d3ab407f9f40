"""Starting points for the run page: the curse, and the controls in which it lifts."""

from simulations.engine.contract import Preset

PRESETS = (
    Preset(
        "coins",
        "Coins on 16 cases",
        "Nobody can do better than a coin here, and yet the best of a hundred scores four out of five.",
        {"family": "best-of-many"},
        200,
    ),
    Preset(
        "more-cases",
        "The same on 200 cases",
        "More cases shrink the curse: the best of a thousand now scores 61 %.",
        {"family": "best-of-many", "cases": 200},
        200,
    ),
    Preset(
        "many-cases",
        "On 100,000 cases: no curse",
        "The control: with this many cases the best of a thousand coins scores half, as it should.",
        {"family": "best-of-many", "cases": 100_000},
        100,
    ),
    Preset(
        "skilled",
        "Models that do differ",
        "The winner is better than average, and not as good as its score, and not the ablest of all.",
        {"family": "best-of-many", "cases": 100, "skill": 0.7, "spread": 0.05},
        200,
    ),
    Preset(
        "skill-shows",
        "Large differences, many cases",
        "The other control: where skills differ by more than scores err, choosing by score is right, and honest.",
        {"family": "best-of-many", "cases": 10_000, "skill": 0.7, "spread": 0.1},
        100,
    ),
)
