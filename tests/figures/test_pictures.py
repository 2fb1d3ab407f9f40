"""Pictures as PNG: sharp, lettered with our own fonts on a machine that has none, and of bounded size."""

import pytest
from django.conf import settings
from fontTools.ttLib import TTFont

from overlook.kit.assets import AssetsMissing
from overlook.kit.errors import Invalid
from overlook.kit.pictures import png
from tests.figures.portable import read_png, size_of

FRAME = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}">{inner}</svg>'
FONTS = settings.BUILD_DIR / "pictures"


def drawn(inner: str, width: int = 200, height: int = 40) -> bytes:
    return png(
        FRAME.format(w=width, h=height, inner=f'<rect width="100%" height="100%" fill="#fff"/>{inner}'),
        build=settings.BUILD_DIR,
    )


def words(text: str, more: str = "") -> int:
    return read_png(
        drawn(f'<text x="5" y="28" font-size="20" font-family="system-ui, sans-serif" {more}>{text}</text>')
    ).dark()


def test_a_picture_has_two_pixels_for_one():
    assert read_png(drawn("")).values.shape == (80, 400, 3)


def test_words_are_drawn_although_the_renderer_sees_no_font_of_the_machine():
    assert read_png(drawn("")).dark() == 0
    assert words("Test error") > 500
    assert words("Test error", 'font-weight="600"') > 1.15 * words("Test error")


@pytest.mark.parametrize("letter", "0−½²³×±–…‖λβσγκθηΦαρπμφ√⁻≥≤₂₀₁∞→ℓ∇ⁿ")
def test_every_sign_of_our_labels_has_a_shape(letter):
    # What no font has is drawn as nothing, and this would then be as empty as a space.
    assert words(letter) > words(" ")


def test_the_fonts_together_hold_the_letters_of_western_names():
    held = {code for path in FONTS.glob("*.?tf") for code in TTFont(path).getBestCmap()}
    assert {ord(letter) for letter in "ÅÉßñøŁőšž“”’"} <= held


def test_colours_and_dashes_come_from_attributes():
    picture = read_png(drawn('<path d="M0 20H200" stroke="#1d60cc" stroke-width="10"/>'))
    assert picture.values[40, 200].tolist() == [0x1D, 0x60, 0xCC]


def test_a_long_picture_is_drawn_smaller_and_never_beyond_its_limit():
    width, height = size_of(drawn("", 700, 9000))
    assert width * height <= 16.1e6
    assert height > 9000


@pytest.mark.parametrize("markup", ["", "<p>none</p>", FRAME.format(w=10, h=10, inner="<text>"), "x" * 2_000_001])
def test_what_is_no_picture_is_refused(markup):
    with pytest.raises(Invalid) as refusal:
        png(markup, build=settings.BUILD_DIR)
    assert refusal.value.error_code == "no-picture"


def test_without_the_built_fonts_the_way_out_is_told(tmp_path):
    with pytest.raises(AssetsMissing, match="make assets"):
        png(FRAME.format(w=10, h=10, inner=""), build=tmp_path)
