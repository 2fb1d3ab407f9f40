import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.engine.words import among, normalised, read_words
from overlook.kit.errors import Invalid

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Minimum  Norm", "minimum norm"),
        ("minimum-norm", "minimum norm"),
        ("“minimum norm”.", "minimum norm"),
        ("Bayes’ rule", "bayes rule"),
        ("naïve Böhm", "naive bohm"),
        ("ﬁt", "fit"),
        ("Straße", "strasse"),
        ("L2_norm", "l2 norm"),
        ("½", "1 2"),
        ("…", ""),
    ],
)
def test_what_does_not_change_the_meaning_does_not_change_the_words(text, words):
    assert normalised(text) == words


@given(st.text())
def test_normalising_twice_changes_nothing(text):
    assert normalised(normalised(text)) == normalised(text)


@pytest.mark.parametrize("text", ["", "   ", "?!", None, 3, True, ["a"], {}, "a" * 201, "a\0b"])
def test_what_holds_no_words_is_refused_with_its_field(text):
    with pytest.raises(Invalid) as refusal:
        read_words(text, field="text")
    assert list(refusal.value.fields) == ["text"]


def test_words_that_do_not_matter_are_left_out_of_both():
    assert among("the minimum of the norm", ["minimum norm"], ["the", "of"])
    assert not among("minimum", ["minimum norm"], ["the"])
    assert among("the", ["the"], ["the"])
