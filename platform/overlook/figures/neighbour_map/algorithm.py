import numpy as np


def knn_map(places, labels, k, grid, truth, noise):
    """Paint a map by the vote of the k nearest marks, and say how often it misjudges.

    A label, 0 or 1, is turned wrong with the chance noise. So a new mark is misjudged
    with that chance where the map is right, and with the rest of 1 where it is wrong.
    Source: Cover and Hart (1967), Nearest neighbor pattern classification
    """

    def votes(at):
        away = np.sum((at[:, None] - places) ** 2, axis=2)
        nearest = np.argsort(away, axis=1, kind="stable")[:, :k]
        return np.round(labels[nearest].mean(axis=1))

    wrong = np.mean(votes(grid) != truth)
    return {
        "map": votes(grid),
        "train": np.mean(votes(places) != labels),
        "test": noise + (1 - 2 * noise) * wrong,
    }


if __name__ == "__main__":
    rng = np.random.default_rng(1)
    places, grid = rng.uniform(0, [3, 2], (100, 2)), rng.uniform(0, [3, 2], (2000, 2))

    def above(at):
        return (at[:, 1] > 1 + 0.6 * np.sin(np.pi * at[:, 0])).astype(int)

    labels = above(places) ^ (rng.uniform(size=100) < 0.2)
    for k in (1, 5, 15, 45, 81):
        found = knn_map(places, labels, k, grid, above(grid), 0.2)
        print(f"k = {k:2}: train {found['train']:.3f}, test {found['test']:.3f}")
