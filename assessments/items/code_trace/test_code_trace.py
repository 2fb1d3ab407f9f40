import contextlib
import io
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from assessments.banks import BankError, parse_bank
from assessments.engine.variants import materialise
from assessments.items.code_trace import ITEM_TYPE
from overlook.kit.errors import Invalid

pytestmark = pytest.mark.pure

SPECIMEN = parse_bank(yaml.safe_load(Path(__file__).with_name("specimen.yaml").read_text()))


def item(**fields):
    trap = {"output": "1\n2\n3", "misconception": "PY.no", "feedback": "one too many"}
    base = {"id": "a", "type": "code-trace", "objective": "o", "stem": "?", "code": "print(1)\nprint(2)"}
    return {**base, "output": "1\n2", "traps": [trap], "otherwise": {"feedback": "no"}, **fields}


@pytest.mark.parametrize(
    ("output", "fraction", "feedback"),
    [
        ("1\n2", "1", ""),
        ("\n 1 \r\n2\n\n", "1", ""),
        ("1", "0.5", "no"),
        ("1\n3", "0.5", "no"),
        ("1\n2\n3", "0.666667", "one too many"),
        ("2\n1", "0", "no"),
        ("1 2", "0", "no"),
    ],
)
def test_lines_count_each_in_its_place(output, fraction, feedback):
    (spec,) = parse_bank([item()])
    variant = materialise(ITEM_TYPE, spec, 0)
    verdict = ITEM_TYPE.grade(ITEM_TYPE.parse_response({"output": output}, variant), variant)
    assert (verdict.fraction, verdict.feedback) == (Decimal(fraction), feedback)


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("spec", SPECIMEN, ids=lambda spec: spec.id)
def test_the_code_of_the_specimen_prints_what_its_key_says(spec, seed):
    """The type runs nothing; this test does, since the specimen is our own."""
    variant = materialise(ITEM_TYPE, spec, seed)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(variant.public["code"], {})
    assert printed.getvalue().strip() == variant.key["output"].strip()


def test_numbers_in_code_and_output_keep_the_sign_that_python_reads():
    (spec,) = parse_bank([item(parameters={"n": [-2]}, code="print({{n}})", output="{{n}}", traps=[])])
    variant = materialise(ITEM_TYPE, spec, 0)
    assert (variant.public["code"], variant.key["output"]) == ("print(-2)", "-2")
    assert ITEM_TYPE.grade(ITEM_TYPE.parse_response({"output": "−2"}, variant), variant).fraction == 1


def test_a_slip_that_prints_what_is_right_is_no_trap_of_that_variant():
    trap = {"output": "{{n}}", "misconception": "PY.no", "feedback": "no"}
    spec = item(
        parameters={"n": [0, 3]}, computed={"m": "2 * n"}, code="print({{n}} * 2)", output="{{m}}", traps=[trap]
    )
    (spec,) = parse_bank([spec])
    traps = {seed: materialise(ITEM_TYPE, spec, seed) for seed in range(20)}
    assert {(each.parameters["n"], len(each.key["traps"])) for each in traps.values()} == {(0, 0), (3, 1)}


@pytest.mark.parametrize("output", ["", " \n ", None, 3, ["1"], "1\x00", "1\x1b[2J", "1" * 1001])
def test_what_is_no_output_is_refused(output):
    (spec,) = parse_bank([item()])
    with pytest.raises(Invalid) as refusal:
        ITEM_TYPE.parse_response({"output": output}, materialise(ITEM_TYPE, spec, 0))
    assert list(refusal.value.fields) == ["output"]


@pytest.mark.parametrize(("field", "value"), [("code", ""), ("output", "x" * 1001), ("computed", {"m": "2 * q"})])
def test_an_author_is_told_what_cannot_be(field, value):
    with pytest.raises(BankError) as refusal:
        parse_bank([item(**{field: value})])
    assert next(path for path, _ in refusal.value.problems).startswith(f"a.{field}")
