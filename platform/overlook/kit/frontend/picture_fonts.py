"""``python picture_fonts.py NODE_MODULES FOLDER``: the fonts that server-made pictures are lettered with.

A renderer of pictures reads plain TrueType or OpenType of one weight; packages carry compressed fonts of every weight.
Mathematical signs that the text face lacks come from the mathematical one.
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

_SERIF = "@fontsource-variable/source-serif-4/files/source-serif-4-{}-wght-normal.woff2"
_MATHS = "@fontsource/stix-two-math/files/stix-two-math-latin-400-normal.woff2"
# Script, weight: the titles of pictures and the tick of the threshold are bold.
_FACES = (("latin", 400), ("latin", 600), ("latin-ext", 400), ("greek", 400))
_SIGNS = [*range(0x2070, 0x20A0), *range(0x2100, 0x2150), *range(0x2190, 0x2200), *range(0x2200, 0x2300), 0x0302]


def write(modules: Path, folder: Path) -> None:
    """Fill ``folder``; a file that is read meanwhile is whole, the old one or the new one."""
    folder.mkdir(parents=True, exist_ok=True)
    for script, weight in _FACES:
        font = TTFont(modules / _SERIF.format(script))
        font = instancer.instantiateVariableFont(font, {"wght": weight})
        font["OS/2"].usWeightClass = weight
        _save(font, folder / f"source-serif-4-{script}-{weight}.ttf")
    font = TTFont(modules / _MATHS)
    subsetter = Subsetter(Options(hinting=False, layout_features=[]))
    subsetter.populate(unicodes=_SIGNS)
    subsetter.subset(font)
    _save(font, folder / "stix-two-math-signs.otf")


def _save(font: TTFont, path: Path) -> None:
    font.flavor = None
    partial = path.with_suffix(".partial")
    font.save(partial)
    partial.replace(path)


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]))
