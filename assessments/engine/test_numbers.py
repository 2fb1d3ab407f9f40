import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.engine.numbers import read_number
from overlook.kit.errors import Invalid

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.2", 0.2),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e-3", 1e-3),
        ("1E3", 1000.0),
        ("+4", 4.0),
        ("−3", -3.0),
        ("–3.5", -3.5),
        ("2×10^3", 2000.0),
        ("2 × 10^−3", 2e-3),
        ("2*10**3", 2000.0),
        ("12 345.5", 12345.5),
        ("12\u202f345", 12345.0),
        (" 7 ", 7.0),
        ("1.234", 1.234),
        ("0.125", 0.125),
        ("٣٫٥".replace("٫", "."), 3.5),
    ],
)
def test_numbers_are_read_as_people_write_them(text, value):
    assert read_number(text) == value


@pytest.mark.parametrize(("text", "value"), [("0,2", 0.2), ("1,5e3", 1500.0), ("−3,25", -3.25), ("0.5", 0.5)])
def test_a_decimal_comma_is_read_where_the_language_has_one(text, value):
    assert read_number(text, language="de") == value
    assert read_number(text, language="pt-BR") == value


@pytest.mark.parametrize("text", ["1,234", "1,234,567", "0,5", "1,2"])
def test_a_comma_is_refused_in_english_with_what_to_write_instead(text):
    with pytest.raises(Invalid) as refusal:
        read_number(text)
    assert "decimal point" in refusal.value.message


@pytest.mark.parametrize(("text", "language"), [("1.234", "de"), ("1.234.567", "de"), ("1.234.567", "en")])
def test_thousands_that_may_be_decimals_are_refused(text, language):
    with pytest.raises(Invalid) as refusal:
        read_number(text, language=language)
    assert "could mean" in refusal.value.message or "not a number" in refusal.value.message


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "  ",
            None,
            "nan",
            "NaN",
            "inf",
            "-Infinity",
            "∞",
            "1e400",
            "about 2",
            "1/3",
            "0x1f",
            "1_000",
            "1 2",
            "--1",
        ),
        *("1e", "e3", ".", "-", "²", True, [], {}, "1" * 41, 10**400, math.inf, math.nan, "1.5.2", "1,2.3"),
    ],
)
def test_everything_else_is_refused_with_a_sentence_and_its_field(text):
    with pytest.raises(Invalid) as refusal:
        read_number(text, field="y-3")
    assert list(refusal.value.fields) == ["y-3"]
    assert refusal.value.message.endswith(".")


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_finite_float_survives_its_own_repr(value):
    assert read_number(repr(value)) == value
    assert read_number(value) == value


@settings(deadline=None)
@given(st.floats(min_value=-1e6, max_value=1e6).map(lambda value: round(value, 2)))
def test_a_decimal_comma_means_the_same_number_or_is_refused(value):
    text = f"{value:.2f}".replace(".", ",")
    assert read_number(text, language="fr") == value


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_a_finite_number_or_a_sentence(text):
    for language in ("en", "de"):
        read = number_or_refusal(text, language)
        assert read.fields if isinstance(read, Invalid) else math.isfinite(read)


def number_or_refusal(text: str, language: str) -> float | Invalid:
    try:
        return read_number(text, language=language)
    except Invalid as refusal:
        return refusal
