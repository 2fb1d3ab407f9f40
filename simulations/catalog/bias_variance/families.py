"""The families ``polynomial``, ``knn`` and ``trees``: one block of worlds per seed, every complexity at once."""

from abc import ABC, abstractmethod
from dataclasses import replace
from typing import Any

import numpy as np

from simulations.catalog.bias_variance import code, knn, polynomials, trees
from simulations.catalog.bias_variance.worlds import Errors, Smoother, Worlds, draw, expected
from simulations.engine.contract import ROOT, Axis, Beat, Curves, Family, Parameter, Params, Series

UNIT = "squared units of y"

_TRUTH = Parameter(
    "truth",
    "choice",
    "Truth",
    "The function that is measured, on the interval from −1 to 1.",
    "1",
    "sine",
    choices=(("sine", "sin πx"), ("cubic", "2x³ − x"), ("step", "A step at 0.1"), ("line", "0.8 x")),
)
_N = Parameter("n", "integer", "Training points", "Size n of each training set.", "points", 30, minimum=10, maximum=200)
_SIGMA = Parameter(
    "sigma", "number", "Noise", "Standard deviation σ of the noise.", "units of y", 0.3, minimum=0, maximum=2
)
_DESIGN = Parameter(
    "design",
    "choice",
    "Places",
    "Every world is measured in the same equally spaced places, or each in uniform random places of its own.",
    "1",
    "fixed",
    choices=(("fixed", "The same in every world"), ("random", "Random in every world")),
)
_WORLDS = Parameter(
    "worlds",
    "integer",
    "Worlds",
    "How many training sets one seed averages over.",
    "training sets",
    200,
    minimum=10,
    maximum=2000,
    log=True,
)
_DEGREE = Parameter(
    "degree",
    "integer",
    "Highest degree",
    "Every degree from 0 up to this is fitted; at most n − 1.",
    "1",
    10,
    minimum=1,
    maximum=15,
)
_NEIGHBOURS = Parameter(
    "neighbours",
    "integer",
    "Most neighbours",
    "Every k from 1 up to this is fitted; more than n means n.",
    "neighbours",
    200,
    minimum=2,
    maximum=200,
    log=True,
)
_DEPTH = Parameter(
    "depth",
    "integer",
    "Greatest depth",
    "Trees are cut off at every depth up to this.",
    "levels",
    10,
    minimum=1,
    maximum=12,
)


def parameters(own: Parameter) -> tuple[Parameter, ...]:
    """The common parameters with a family's own among them."""
    return (_TRUTH, own, _N, _SIGMA, _DESIGN, _WORLDS, ROOT)


def worlds_of(params: Params, rng: np.random.Generator) -> Worlds:
    """The block of worlds that the parameters name."""
    return draw(params["truth"], params["design"], params["n"], params["sigma"], params["worlds"], rng)


class _Common(ABC):
    """What the three families share; see `simulations.engine.contract.Kernel`."""

    def check(self, params: Params) -> dict[str, list[str]]:
        """Nothing concerns several parameters."""
        return {}

    @abstractmethod
    def axis(self, params: Params) -> Axis:
        """The complexities."""

    @abstractmethod
    def fit(self, worlds: Worlds, params: Params) -> Errors:
        """The decomposition for one block."""

    def finite(self, params: Params) -> tuple[bool, ...] | None:
        """Where the expected test error exists; None means everywhere."""
        return None

    def series(self, params: Params) -> tuple[Series, ...]:
        """The decomposition and the training error."""
        finite = self.finite(params)
        bases = (
            Series("test", "Expected test error", UNIT, finite_mean=finite),
            Series("bias2", "Bias²", UNIT, finite_mean=finite),
            Series("variance", "Variance", UNIT, finite_mean=finite),
            Series("train", "Training error", UNIT),
        )
        # In linear units the parts are seen to add up, as long as nothing runs wild.
        wild = finite is not None
        return tuple(replace(base, scale="log" if wild else "linear", quantity="Error") for base in bases)

    def compute(self, params: Params, rng: np.random.Generator, beat: Beat) -> Curves:
        """One block of worlds."""
        found = self.fit(worlds_of(params, rng), params)
        return {"test": found.test, "bias2": found.bias2, "variance": found.variance, "train": found.train}

    def code(self, params: Params, seeds: int) -> str:
        """One fit after another."""
        return code.script(params, seeds, [int(value) for value in self.axis(params).values])

    def notes(self, params: Params) -> dict[str, Any]:
        """The identity, and what a finite number of worlds does to it."""
        share = f"1/{params['worlds']}"
        return {
            "identity": f"Test error = bias² + variance + σ², with σ² = {params['sigma'] ** 2:g}, in every block.",
            "worlds": f"With {params['worlds']} worlds in a block, {share} of the variance shows up as bias² instead.",
        }


class PolynomialKernel(_Common):
    """Least squares."""

    def check(self, params: Params) -> dict[str, list[str]]:
        """A polynomial of degree n or more is not determined by n points."""
        if params["degree"] >= params["n"]:
            return {"degree": [f"Must be less than the number of training points, here {params['n']}."]}
        return {}

    def axis(self, params: Params) -> Axis:
        """Degrees; with n − 1 the curve passes through every point."""
        top = params["n"] - 1
        degrees = tuple(range(params["degree"] + 1))
        return Axis("degree", "Degree", "1", degrees, threshold=top if top <= params["degree"] else None)

    def fit(self, worlds: Worlds, params: Params) -> Errors:
        """See `polynomials.fit`."""
        return polynomials.fit(worlds, params["degree"], params["truth"], params["sigma"])

    def finite(self, params: Params) -> tuple[bool, ...] | None:
        """In random places the expectation is infinite once n points can nearly fall into too few heaps."""
        exact = not params["sigma"] and params["truth"] != "step"
        if params["design"] == "fixed" or exact:
            return None
        return tuple(mean_exists(degree, params["n"]) for degree in range(params["degree"] + 1))

    def theory(self, params: Params) -> dict[str, list[float | None]]:
        """Exact in fixed places."""
        if params["design"] != "fixed":
            return {}
        return _expected(polynomials.smoother(params["truth"], params["n"], params["degree"]), params)

    def seconds(self, params: Params) -> float:
        """One factorisation per world in random places, one in all in fixed ones; then a term per degree."""
        n, terms, worlds = params["n"], params["degree"] + 1, params["worlds"]
        each = 1.6e-6 + 1.6e-8 * n + 4.5e-7 * terms
        own = 1.0e-5 + 1.1e-8 * n * terms + 2.5e-9 * n * terms**2 + 3.0e-7 * terms
        return float(4e-4 + 0.6 * worlds * (each + (own if params["design"] == "random" else 0.0)))

    def notes(self, params: Params) -> dict[str, Any]:
        """Where no mean is given."""
        notes = super().notes(params)
        finite = self.finite(params)
        if finite and not all(finite):
            first = finite.index(False)
            notes["mean"] = f"From degree {first} on the expected error is infinite: heaped places. No mean is given."
        return notes


class KnnKernel(_Common):
    """Nearest neighbours."""

    def axis(self, params: Params) -> Axis:
        """k; small k is the complex end."""
        most = min(params["neighbours"], params["n"])
        return Axis("k", "Neighbours", "neighbours", tuple(range(1, most + 1)), log=True, one="neighbour")

    def fit(self, worlds: Worlds, params: Params) -> Errors:
        """See `knn.fit`."""
        return knn.fit(worlds, min(params["neighbours"], params["n"]), params["truth"], params["sigma"])

    def theory(self, params: Params) -> dict[str, list[float | None]]:
        """Exact in fixed places: the variance is σ²/k."""
        if params["design"] != "fixed":
            return {}
        return _expected(knn.smoother(params["truth"], params["n"], min(params["neighbours"], params["n"])), params)

    def seconds(self, params: Params) -> float:
        """For every k, a few operations per grid point (fixed places) or per training point (random ones)."""
        n, worlds = params["n"], params["worlds"]
        most = min(params["neighbours"], n)
        each = 101 * 2.0e-9 + n * 8.0e-9 if params["design"] == "fixed" else n * 2.2e-8
        return float(8e-4 + worlds * n * 1.1e-7 + most * (3e-5 + 0.75 * worlds * each))


class TreeKernel(_Common):
    """Greedy trees."""

    def axis(self, params: Params) -> Axis:
        """Depths; from log2 n on, a balanced tree has a leaf for every point."""
        enough = int(np.ceil(np.log2(params["n"])))
        depths = tuple(range(params["depth"] + 1))
        return Axis("depth", "Depth", "1", depths, threshold=enough if enough <= params["depth"] else None)

    def fit(self, worlds: Worlds, params: Params) -> Errors:
        """See `trees.fit`."""
        return trees.fit(worlds, params["depth"], params["truth"], params["sigma"])

    def theory(self, params: Params) -> dict[str, list[float | None]]:
        """In fixed places: exact for the tree without a split, and from log2 n on the limit of a fully grown one."""
        if params["design"] != "fixed":
            return {}
        enough = int(np.ceil(np.log2(params["n"])))
        limit = _expected(knn.smoother(params["truth"], params["n"], 1), params)
        constant = _expected(polynomials.smoother(params["truth"], params["n"], 0), params)
        return {
            name: constant[name] + [limit[name][0] if d >= enough else None for d in range(1, params["depth"] + 1)]
            for name in limit
        }

    def seconds(self, params: Params) -> float:
        """Some thirty array operations per level and training point."""
        return float(1e-3 + params["worlds"] * params["n"] * (1.0e-7 + 3.6e-8 * (params["depth"] + 1)))

    def notes(self, params: Params) -> dict[str, Any]:
        """What the theory is the theory of."""
        notes = super().notes(params)
        if params["design"] == "fixed":
            notes["theory"] = "Depth 0 exactly; from log2 n on, the limit of a tree with one point in every leaf."
        return notes


def _expected(smoother: Smoother, params: Params) -> dict[str, list[float | None]]:
    return expected(smoother, params["truth"], params["sigma"], params["worlds"])


def mean_exists(degree: int, n: int) -> bool:
    """Whether least squares by a polynomial in n uniform random places has a finite expected error.

    With chance about e^(n−h) the n places lie in h heaps of width e. A polynomial with a zero of order m in each heap
    is then only measured to within e^m, and m can be as large as degree/h: its coefficient has variance e^(−2m). The
    integral over e converges for all h exactly when n − h > 2⌊degree/h⌋.

    Source
    ------
    Our own count of dimensions; that the expectation is infinite where this is False follows from one set of heaps,
    that it is finite elsewhere is not proved here.
    """
    return all(n - heaps > 2 * (degree // heaps) for heaps in range(1, degree + 1))


FAMILIES = (
    Family(
        "polynomial",
        "Polynomials",
        parameters(_DEGREE),
        PolynomialKernel(),
        summary="Least squares by polynomials: complexity is the degree.",
    ),
    Family(
        "knn",
        "Nearest neighbours",
        parameters(_NEIGHBOURS),
        KnnKernel(),
        summary="The mean of the k nearest training values: complexity falls as k grows.",
    ),
    Family(
        "trees",
        "Regression trees",
        parameters(_DEPTH),
        TreeKernel(),
        summary="Greedy trees cut off at a depth: complexity is the depth.",
    ),
)
