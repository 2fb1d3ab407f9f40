"""The build: what is there, what it weighs, and that nothing private is in it."""

import gzip
import json
import re

import pytest
from django.conf import settings
from fontTools.ttLib import TTFont

from essays.registry import essay_folders
from overlook.kit.registry import discover

STATIC = settings.BUILD_DIR / "static"
MANIFEST = json.loads((settings.BUILD_DIR / "manifest.json").read_text())
ASSETS = MANIFEST["assets"]
KB = 1024
KINDS = discover("overlook.figures", "KIND")
# A kind that carries a solver pays for it here, by name, and not by a looser limit for all.
HEAVY = {"knot-fit": 4.5, "descent-plane": 3.2}


def weight(name):
    """Kilobytes over the wire of an entry and everything it imports at once."""
    paths = {ASSETS[name], *MANIFEST["imports"].get(name, [])}
    return sum((STATIC / f"{path}.gz").stat().st_size for path in paths) / KB


def paths(*names):
    return {path for name in names for path in (ASSETS[name], *MANIFEST["imports"].get(name, []))}


def test_every_kind_has_its_module():
    assert {f"figures/{slug}.js" for slug in KINDS} <= set(ASSETS)


@pytest.mark.parametrize("slug", KINDS)
def test_one_figure_module_stays_small(slug):
    assert (STATIC / f"{ASSETS[f'figures/{slug}.js']}.gz").stat().st_size / KB <= HEAVY.get(slug, 3.0)


@pytest.mark.parametrize("folder", essay_folders(), ids=lambda folder: folder.name)
def test_an_essay_with_its_kinds_of_figure_keeps_to_48_kilobytes_of_script_in_twelve_files(folder):
    text = (folder / "essay.md").read_text()
    kinds = {slug for slug in KINDS if re.search(rf"\{{figure}} {slug}$|^:figure: {slug}$", text, re.MULTILINE)}
    assert kinds
    names = ["site.js", "essay.js", "essays/page.js", "assessments/items.js", "items.js"]
    wanted = paths(*names, *(f"figures/{slug}.js" for slug in kinds))
    assert sum((STATIC / f"{path}.gz").stat().st_size for path in wanted) / KB <= 48
    assert len(wanted) <= 12


def test_the_stylesheet_keeps_to_eight_kilobytes():
    assert (STATIC / f"{ASSETS['site.css']}.gz").stat().st_size / KB <= 8


def test_the_fonts_keep_to_ninety_kilobytes():
    assert sum((STATIC / path).stat().st_size for name, path in ASSETS.items() if name.startswith("fonts/")) / KB <= 90


def test_every_file_name_carries_its_hash_so_that_it_may_be_kept_for_ever():
    immutable = re.compile(settings.WHITENOISE_IMMUTABLE_FILE_TEST)
    for path in STATIC.rglob("*"):
        if path.suffix in (".js", ".css", ".woff2"):
            assert immutable.match(f"/static/{path.relative_to(STATIC)}") or path.parent.name == "chunks", path


def test_every_script_and_sheet_has_its_compressed_sibling_with_the_same_content():
    for path in STATIC.rglob("*"):
        if path.suffix in (".js", ".css"):
            assert gzip.decompress(path.with_name(f"{path.name}.gz").read_bytes()) == path.read_bytes()


def test_nothing_is_asked_of_another_origin():
    for path in STATIC.rglob("*.css"):
        assert not re.findall(r"url\((?!/|\./|\.\./|fonts/|\"?\.?/?fonts)", path.read_text())
    for path in STATIC.rglob("*.js"):
        addresses = set(re.findall(r"https?://[^\"'`\s)]+", path.read_text()))
        assert not {a for a in addresses if not a.startswith("http://www.w3.org/")}, path


def test_no_grader_item_bank_or_golden_value_is_public():
    names = {path.name for path in STATIC.rglob("*") if path.is_file()}
    assert not {name for name in names if name.endswith((".py", ".yaml", ".ts", ".json", ".map", ".html"))}


def test_the_maths_font_keeps_its_math_table():
    font = TTFont(STATIC / ASSETS["fonts/stix-two-math.woff2"])
    assert "MATH" in font
    letters = font.getBestCmap()
    assert all(ord(letter) in letters for letter in "∑∫√‖⟨λγαβ𝛼𝛽𝜆𝑥𝐾𝔼ℝ≤≈∞″")
