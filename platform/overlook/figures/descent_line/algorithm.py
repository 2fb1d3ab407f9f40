import math

LOSSES = {  # each: the loss and its slope, for curvature λ at the bottom
    "bowl": (lambda x: x**2 / 2, lambda x: x),
    "hollows": (lambda x: (x**2 - 1) ** 2 / 8, lambda x: (x**2 - 1) * x / 2),
    "funnel": (lambda x: math.sqrt(1 + x**2) - 1, lambda x: x / math.sqrt(1 + x**2)),
}


def descend(loss, curvature, eta, x, steps):
    """Walk down a curve: x ← x − η f′(x).

    On the bowl each step multiplies x by 1 − ηλ: it arrives if 0 < η < 2/λ.
    ``arrival``: the first step at a millionth of the first loss.
    Source: Nesterov (2004), Introductory Lectures on Convex Optimization, 1.2.3
    """
    f, slope = LOSSES[loss]
    losses = [curvature * f(x)]
    for _ in range(steps):
        if abs(x) > 1e6:
            break  # it has left for good
        x = x - eta * curvature * slope(x)
        losses.append(curvature * f(x))
    near = [step for step, now in enumerate(losses) if now <= 1e-6 * losses[0]]
    return {
        "x": x,
        "level": losses[-1],
        "arrival": near[0] if near else len(losses),
        "away": abs(x) > 1e6,
    }


if __name__ == "__main__":
    for eta in (0.1, 1.0, 1.9, 2.1):
        found = descend("bowl", curvature=1, eta=eta, x=-1.6, steps=20)
        print(f"η = {eta}: x = {found['x']:.4f}, loss = {found['level']:.2g}")
