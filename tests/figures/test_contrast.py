"""Contrast, from the tokens themselves: what axe cannot see, since it is text and lines over drawings."""

import re
from itertools import product

import pytest

from tests.figures.node import ROOT

CSS = ROOT / "platform/overlook/kit/frontend/css"
TOKENS = (CSS / "tokens.css").read_text()
SCHEMES = ("light", "dark")
TEXT = ("ink", "muted", "touch", "s1", "s2", "s3", "good", "bad", "warn")


def colours(scheme: str) -> dict[str, str]:
    light, _, dark = TOKENS.partition("prefers-color-scheme: dark")
    found = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", light))
    return found | (dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", dark)) if scheme == "dark" else {})


def luminance(colour: str) -> float:
    channels = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    r, g, b = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(a: str, b: str) -> float:
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("scheme", "name", "ground"), product(SCHEMES, TEXT, ("paper", "sheet")))
def test_text_has_a_contrast_of_four_and_a_half(scheme, name, ground):
    tokens = colours(scheme)
    assert contrast(tokens[name], tokens[ground]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axes_and_fields_have_a_contrast_of_three(scheme):
    tokens = colours(scheme)
    assert min(contrast(tokens["field"], tokens[ground]) for ground in ("paper", "sheet")) >= 3


@pytest.mark.parametrize(
    ("scheme", "series", "soft"), [(s, *pair) for s in SCHEMES for pair in (("s1", "c0"), ("s2", "c1"))]
)
def test_a_series_can_be_read_on_its_own_band(scheme, series, soft):
    tokens = colours(scheme)
    assert contrast(tokens[series], tokens[soft]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_button_s_words_can_be_read(scheme):
    tokens = colours(scheme)
    assert contrast(tokens["on-touch"], tokens["touch"]) >= 4.5


def test_the_contrast_formula_is_the_one_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_a_frame_that_asks_for_dark_has_the_colours_of_a_dark_system():
    blocks = re.findall(r"data-theme=\"(light|dark)\"[^{]*\{((?:[^{}]*--[a-z0-9-]+: [^;]*;)+)", TOKENS)
    system, asked = (re.findall(r"--[a-z0-9-]+: [^;]*;", body) for _, body in blocks)
    assert len(system) == 16
    assert asked == system


def test_colours_are_named_in_the_tokens_and_nowhere_else():
    for path in CSS.glob("*.css"):
        if path.name != "tokens.css":
            rules = path.read_text().partition("@media print")[0]
            assert not re.findall(r"#[0-9a-f]{3,8}\b", rules), path.name


def test_data_never_wears_the_colour_of_what_may_be_touched():
    rules = re.findall(r"([^{}]+)\{([^}]*)\}", (CSS / "figure.css").read_text())
    touched = [selector.strip() for selector, body in rules if "--touch" in body]
    assert all(re.match(r"\.(handle|cursor|figure \.task)", selector) for selector in touched)
