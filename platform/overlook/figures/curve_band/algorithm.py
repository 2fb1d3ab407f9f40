import numpy as np


def band(x, errors):
    """Summarise two or more draws of a curve: errors has one row for each draw.

    The q-quantile of n sorted numbers lies at place q (n − 1), between two of them
    if need be. ``rise`` is the highest climb above an earlier low of the median.
    Source: Hyndman and Fan (1996), Sample quantiles in statistical packages, no. 7
    """
    ordered = np.sort(errors, axis=0)

    def quantile(q):
        place = q * (len(ordered) - 1)
        low = int(place)
        return ordered[low] + (place - low) * (ordered[low + 1] - ordered[low])

    median, mean = quantile(0.5), np.mean(errors, axis=0)
    climbs = median / np.minimum.accumulate(median)
    peak = np.argmax(climbs)
    return {
        "median": median,
        "mean": mean,
        "p10": quantile(0.1),
        "p90": quantile(0.9),
        "rise": climbs[peak],
        "peak_x": x[peak],
        "least_x": x[np.argmin(median)],
    }


if __name__ == "__main__":
    x = np.array([2, 5, 10, 20, 40, 80])
    typical = np.array([3.0, 1.0, 0.5, 2.0, 0.8, 0.4])
    draws = typical * np.exp(np.random.default_rng(1).normal(size=(300, 6)))
    found = band(x, draws)
    for name in ("median", "mean", "p10", "p90"):
        print(f"{name:6}", np.round(found[name], 2))
    print("climbs", round(found["rise"], 2), "fold, to its peak at", found["peak_x"])
