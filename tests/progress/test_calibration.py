"""What people mean by sure, and whether they are right."""

from decimal import Decimal

import pytest

from overlook.progress.calibration import FEW, is_calibrated, words

pytestmark = pytest.mark.pure


def said(word: str, *fractions: float) -> list[tuple[str, Decimal]]:
    return [(word, Decimal(str(fraction))) for fraction in fractions]


def test_each_word_is_told_with_its_share_and_silent_under_five_answers():
    guess, fairly, sure = words([*said("sure", 1, 1, 1, 0, 0.5), *said("guess", 1, 0, 0, 0), *said("", 1, 1)])
    assert (guess.word, guess.found, guess.n) == ("guess", None, 4)
    assert (fairly.word, fairly.found, fairly.n) == ("fairly", None, 0)
    assert sure.found is not None
    assert sure.n == FEW
    assert [sure.found.stated, sure.found.share] == pytest.approx([0.9, 0.7])
    assert sure.found.low < 0.7 < sure.found.high


@pytest.mark.parametrize(
    ("block", "verdict"),
    [
        (said("sure", *[1] * 9, 0), True),
        (said("sure", *[1] * 10), True),
        (said("sure", *[1] * 7, 0, 0, 0), False),
        (said("guess", *[1] * 10), False),
        (said("guess", *[1] * 4, *[0] * 6), True),
        (said("fairly", *[1] * 8, 0, 0), True),
        (said("sure", *[0] * 10), False),
    ],
)
def test_a_block_is_calibrated_when_it_was_about_as_right_as_it_said(block, verdict):
    assert is_calibrated(block) is verdict
