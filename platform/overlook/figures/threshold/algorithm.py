import numpy as np


def judge(positive, negative, t, share, ratio):
    """Judge the rule "score at least t" on two samples of scores, and all such rules.

    share of the population is positive; a miss costs as much as ratio false alarms.
    The area is the share of pairs that are ranked rightly, ties by half.
    Source: Fawcett (2006), An introduction to ROC analysis
    """

    def rates(t):
        return np.mean(negative >= t), np.mean(positive >= t)

    def precision(fpr, tpr):
        return share * tpr / (share * tpr + (1 - share) * fpr) if fpr + tpr else 1.0

    def cost(fpr, tpr):
        return 1000 * (share * (1 - tpr) * ratio + (1 - share) * fpr)

    fpr, tpr = rates(t)
    won = positive[:, None] - negative[None, :]
    curve, recall, ap = [(0.0, 0.0)], 0.0, 0.0
    for level in np.unique(np.append(positive, negative))[::-1]:
        curve.append(rates(level))
        ap += (curve[-1][1] - recall) * precision(*curve[-1])
        recall = curve[-1][1]
    return {
        "tpr": tpr,
        "fpr": fpr,
        "precision": precision(fpr, tpr),
        "auc": np.mean(won > 0) + np.mean(won == 0) / 2,
        "ap": ap,
        "expense": cost(fpr, tpr),
        "least": min(cost(*rates) for rates in curve),
    }


if __name__ == "__main__":
    rng = np.random.default_rng(1)
    positive, negative = rng.normal(1.5, 1, 400), rng.normal(0, 1, 400)
    for name, value in judge(positive, negative, 0.75, 0.1, 5).items():
        print(f"{name:10}{value:.3f}")
