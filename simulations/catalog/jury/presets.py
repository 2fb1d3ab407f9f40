"""Starting points for the run page: the plateau, and the control without one."""

from simulations.engine.contract import Preset

PRESETS = (
    Preset(
        "three-juries",
        "Three correlations",
        "101 independent voters reach 98 %; with correlation 0.2 even a thousand stop at 67 %.",
        {"family": "majority"},
        32,
    ),
    Preset(
        "independent",
        "Independent voters: no plateau",
        "The control: Condorcet's theorem holds, and the majority becomes certain.",
        {"family": "majority", "correlation": [0]},
        32,
    ),
    Preset(
        "incompetent",
        "Voters who are worse than a coin",
        "The theorem turned round: the more of them vote, the surer the majority is wrong.",
        {"family": "majority", "p": 0.4, "correlation": [0, 0.2]},
        32,
    ),
    Preset(
        "clones",
        "Voters who are nearly copies",
        "With correlation 0.9 a jury of a thousand is hardly better than one voter.",
        {"family": "majority", "correlation": [0.9]},
        32,
    ),
    Preset(
        "less-correlated",
        "Is it worth decorrelating?",
        "A forest's bargain: from 0.3 to 0.1 to 0.03 the ceiling rises more than any number of trees can do.",
        {"family": "majority", "correlation": [0.03, 0.1, 0.3], "voters": 501},
        32,
    ),
)
