from decimal import Decimal

import pytest

from assessments.banks import parse_bank
from assessments.engine.variants import materialise
from assessments.items.numeric import ITEM_TYPE
from overlook.kit.errors import Invalid

pytestmark = pytest.mark.pure


def variant(seed=0, **fields):
    item = {
        "id": "a",
        "type": "numeric",
        "objective": "o",
        "stem": "What?",
        "answer": 0.2,
        "tolerance": {"absolute": 0.1},
        "otherwise": {"feedback": "no"},
        **fields,
    }
    (spec,) = parse_bank([item])
    return materialise(ITEM_TYPE, spec, seed)


def marks(given, **fields) -> Decimal:
    made = variant(**fields)
    answer = given if isinstance(given, dict) else {"value": given}
    return ITEM_TYPE.grade(ITEM_TYPE.parse_response(answer, made), made).fraction


@pytest.mark.parametrize(
    ("given", "tolerance", "answer", "fraction"),
    [
        ("0.3", {"absolute": 0.1}, 0.2, 1),
        ("0.301", {"absolute": 0.1}, 0.2, 0),
        ("101", {"relative": 0.01}, 100, 1),
        ("-101", {"relative": 0.01}, -100, 1),
        ("101.1", {"relative": 0.01}, 100, 0),
        ("0.37", {"significant": 2}, 0.368, 1),
        ("0.374", {"significant": 2}, 0.368, 0),
        ("0.3679", {"significant": 3}, 0.368, 1),
        ("0", {"relative": 0.1}, 0, 1),
        ("0.001", {"relative": 0.1}, 0, 0),
    ],
)
def test_tolerances(given, tolerance, answer, fraction):
    assert marks(given, tolerance=tolerance, answer=answer) == fraction


UNITS = {"answer": 36.8, "unit": "%", "units": {"as a fraction": 100}, "tolerance": {"significant": 2}}


@pytest.mark.parametrize(
    "given",
    ["36.8", "36.8%", "37 %", {"value": "0.368", "unit": "as a fraction"}, {"value": "36.8", "unit": ""}],
)
def test_a_unit_is_chosen_or_typed_and_means_the_same_number(given):
    assert marks(given, **UNITS) == 1


def test_a_unit_that_is_not_on_the_list_is_refused():
    with pytest.raises(Invalid) as refusal:
        marks({"value": "36.8", "unit": "km"}, **UNITS)
    assert list(refusal.value.fields) == ["unit"]


def test_a_trap_names_its_misconception_and_the_figure_that_refutes_it():
    trap = {"value": 2, "misconception": "OPT.scale-free", "feedback": "no", "figure": {"id": "f", "state": {"k": 2}}}
    made = variant(traps=[trap])
    verdict = ITEM_TYPE.grade({"value": 2.0, "unit": ""}, made)
    assert (verdict.fraction, verdict.misconception) == (0, "OPT.scale-free")
    assert (verdict.figure.id, verdict.figure.state) == ("f", (("k", "2"),))


def test_parameters_fill_the_texts_and_the_answer_and_differ_between_seeds():
    made = [variant(seed, parameters={"c": [2, 4, 8]}, answer="2 / c", stem="c is {{c}}") for seed in range(30)]
    assert {each.public["stem"] for each in made} == {"c is 2", "c is 4", "c is 8"}
    assert all(each.key["answer"] == 2 / each.parameters["c"] for each in made)
