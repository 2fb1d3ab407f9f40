"""Starting points for the run page: the threshold, the valley, and the controls in which conditioning is no matter."""

from simulations.engine.contract import Preset

PRESETS = (
    Preset(
        "bowl",
        "A bowl ten times as steep one way",
        "The loss falls fast while the steep direction settles, then as slowly as the flat one allows: two slopes.",
        {"family": "trajectories"},
        16,
    ),
    Preset(
        "too-large",
        "A step of 2.1/λmax",
        "Just beyond 2/λmax the flat direction still settles, but the steep one grows with every step.",
        {"family": "trajectories", "rate": 0.21},
        16,
    ),
    Preset(
        "round-bowl",
        "A round bowl: one slope",
        "The control: with κ = 1 both directions are alike, and η = 1/λ would arrive in a single step.",
        {"family": "trajectories", "condition": 1, "rate": 0.5, "steps": 60},
        16,
    ),
    Preset(
        "ravine",
        "A ravine that bends",
        "The floor curves away under a straight step, so the walls are met again and again.",
        {"family": "trajectories", "loss": "ravine", "condition": 50, "rate": 0.01, "momentum": 0.8, "steps": 1000},
        16,
    ),
    Preset(
        "rosenbrock",
        "Rosenbrock's valley with momentum",
        "Down to the valley at once, then along it for thousands of steps; without momentum for tens of thousands.",
        {"family": "trajectories", "loss": "rosenbrock", "rate": 3e-4, "momentum": 0.9, "steps": 5000, "spread": 0.1},
        8,
    ),
    Preset(
        "saddle",
        "Beside a saddle",
        "The gradient is nearly 0 and the loss stands still, for as long as it takes to double a tiny distance.",
        {"family": "trajectories", "loss": "saddle", "rate": 0.1, "spread": 1e-4, "steps": 250},
        16,
    ),
    Preset(
        "phase",
        "Step size and momentum at κ = 100",
        "Without momentum no step is beyond 2/λmax; with 0.5 larger steps hold, and the best count falls to a third.",
        {"family": "phase"},
        16,
    ),
    Preset(
        "tuned",
        "The best momentum for κ = 100",
        "With β* = (9/11)² the best step is 4/(√L + √μ)² = 3.31/λmax; a little momentum more, and all steps are alike.",
        {"family": "phase", "momenta": [0, 0.6694214876, 0.9]},
        16,
    ),
    Preset(
        "standardised",
        "κ = 1: nothing to cure",
        "The control: features on one scale. A step of 1/λ arrives at once, and momentum has nothing to gain.",
        {"family": "phase", "condition": 1, "cap": 500},
        16,
    ),
    Preset(
        "ill-conditioned",
        "κ = 10,000",
        "Without momentum nobody arrives within 10,000 steps, whatever the step size.",
        {"family": "phase", "condition": 10_000, "momenta": [0, 0.9, 0.96], "cap": 10_000},
        8,
    ),
)
