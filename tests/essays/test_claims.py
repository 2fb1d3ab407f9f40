"""Every number that a published essay states is computed again here, and would be missed if it moved."""

import time
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from essays.claims import ClaimError, Recomputer, follow, half_digit, holds, out_of_tolerance
from essays.contract import Claim
from essays.registry import essay_folders, house
from essays.source import folder as folders

CPU_SECONDS = 2.0


def claim(**fields: Any) -> Claim:
    given = {"id": "a", "kind": "computed", "expected": 2.36, "tolerance": 0.005, "format": "{:.2f}", "line": 1}
    return Claim(**{**given, **fields})


@cache
def recomputer(slug: str) -> Recomputer:
    return Recomputer(house().kernels, next(path for path in essay_folders() if path.name == slug))


def claims() -> list[Any]:
    found = []
    for path in essay_folders():
        listed: Mapping[str, Claim] = folders.read(path).claims
        found += [
            pytest.param(path.name, one, id=f"{path.name}-{one.id}") for one in listed.values() if not one.is_constant
        ]
    return found


# One worker recomputes them all, so that no kernel is called twice with the same arguments.
@pytest.mark.xdist_group("claims")
@pytest.mark.parametrize(("slug", "stated"), claims())
def test_a_stated_number_is_what_is_computed_and_a_shift_by_two_tolerances_is_noticed(slug, stated):
    began = time.process_time()
    value = recomputer(slug).value(stated)
    assert time.process_time() - began <= CPU_SECONDS
    assert holds(stated, value), f"{stated.id}: expected {stated.expected} ± {stated.tolerance}, computed {value!r}"
    for sign in (-1, 1):
        shifted = replace(stated, expected=stated.expected + sign * 2 * stated.tolerance)
        assert not holds(shifted, value), f"{stated.id} would still hold when shifted"


@pytest.mark.parametrize("value", [2.3551, 2.36, 2.3649])
def test_a_claim_holds_only_nearer_than_its_tolerance(value):
    assert holds(claim(), value)
    for shift in (-0.01, 0.01):
        assert not holds(claim(expected=2.36 + shift), value)


@pytest.mark.parametrize("value", [2.35, 2.37, float("nan"), float("inf")])
def test_a_value_beyond_the_tolerance_does_not_hold(value):
    assert not holds(claim(), value)


@pytest.mark.parametrize(
    ("expected", "shape", "half"),
    [
        (2.36, "{:.2f}", 0.005),
        (41, "{:d}", 0.5),
        (169.2, "{:.0f} times", 0.5),
        (0.4, "{:.0%}", 0.005),
        (0.0035, "{:.2g}", 0.00005),
        (1234.0, "{:.2g}", 50.0),
        (16_000.0, "{:,.0f}", 0.5),
        (-2.5, "{:.1f}", 0.05),
    ],
)
def test_half_of_the_last_printed_digit(expected, shape, half):
    assert half_digit(claim(expected=expected, format=shape)) == pytest.approx(half)


def test_a_tolerance_above_half_a_digit_is_refused_unless_the_interval_is_printed(problems):
    found = problems("claims.yaml", ("tolerance: 0.5", "tolerance: 0.6"))
    assert [problem.rule for problem in found] == ["tolerance"]
    assert "exceeds half of the last printed digit, 0.5" in found[0].message
    assert problems("claims.yaml", ("tolerance: 0.6", "tolerance: 0.6\n  interval: true")) == []


def test_a_claim_out_of_tolerance_is_refused(problems):
    found = problems("claims.yaml", ("expected: 25", "expected: 26"), recompute=True)
    assert [problem.message for problem in found] == ["The claim 'highest' says 26 ± 0.5; computed: 25."]
    assert (found[0].file, found[0].line) == ("claims.yaml", 1)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([("tolerance: 0.5", "tolerance: 0")], "must be more than 0"),
        ([("tolerance: 0.5\n  ", "")], "lacks tolerance"),
        ([("kind: computed", "kind: guessed")], "needs a kind"),
        ([("kernel: double-descent.fixed-knots", "kernel: double-descent.nothing")], "There is no kernel"),
        ([("expected: 25", "expected: many")], "must be a number"),
        ([('format: "{:.0f}"', 'format: "{:.0f} of {}"')], "does not fit its value"),
        ([("kind: given", "kind: quoted")], "is not in refs.bib"),
        ([("path: max", "path: max\n  colour: red")], "is not a key of a claim"),
        ([("path: max", "path: max\n  infinite_expectation: true")], "must name its seed"),
    ],
)
def test_a_claim_that_is_not_honest_is_refused(problems, changes, words):
    assert any(words in problem.message for problem in problems("claims.yaml", *changes))


def test_a_claim_that_is_never_printed_is_refused(problems):
    extra = "- {id: spare, kind: given, source: somewhere, expected: 3}\n- id: highest"
    assert [problem.message for problem in problems("claims.yaml", ("- id: highest", extra))] == [
        "The claim 'spare' is not used."
    ]


def test_a_kernel_with_the_same_arguments_is_called_once(tmp_path):
    calls = []

    def kernel(n: int) -> dict[str, float]:
        calls.append(n)
        return {"mean": n + 0.5, "median": float(n)}

    again = Recomputer({"k": kernel}, tmp_path)
    stated = {
        name: claim(id=name, kernel="k", args={"n": 3}, path=name, expected=value, tolerance=0.05, format="{:.1f}")
        for name, value in (("mean", 3.5), ("median", 3.0))
    }
    assert list(out_of_tolerance(stated, again)) == []
    assert calls == [3]


def test_an_artefact_that_changed_is_noticed(tmp_path):
    (tmp_path / "run.json").write_text('{"median": [1, 2.36]}')
    stated = claim(kind="offline", artefact="run.json", path="median[1]", sha256="0" * 64)
    with pytest.raises(ClaimError, match="not the one declared"):
        Recomputer({}, tmp_path).value(stated)


def test_a_path_leads_into_mappings_lists_and_attributes():
    assert follow({"a": {"b": [1, 2, {"c": 3 + 4j}]}}, "a.b[2].c.imag") == 4
    with pytest.raises(ClaimError, match="stops at 'x'"):
        follow({"a": {}}, "a.x")


def test_printed_numbers_have_a_true_minus_and_say_their_interval_and_seed():
    assert claim(expected=-2.36).printed() == "−2.36"
    assert claim(interval=True, tolerance=0.2).printed() == "2.36 (2.16 to 2.56)"
    assert claim(infinite_expectation=True, args={"seed": 7}).printed() == "2.36 (seed 7)"
