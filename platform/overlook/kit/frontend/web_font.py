"""``python web_font.py FROM TO 400:700``: the text face with the weights that pages use, a third lighter than with all.

The licence of the original reserves its name, so what was changed goes by another.
"""

import sys

from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

NAME = "Overlook Serif"
_FAMILY, _UNIQUE, _FULL, _POSTSCRIPT = 1, 3, 4, 6


def write(source: str, target: str, weights: str) -> None:
    """Write the font with the weight axis held to ``weights``, as in ``400:700``."""
    low, _, high = weights.partition(":")
    font = instancer.instantiateVariableFont(TTFont(source), {"wght": (float(low), float(high))})
    names = {_FAMILY: NAME, _UNIQUE: f"{NAME} {weights}", _FULL: NAME, _POSTSCRIPT: NAME.replace(" ", "")}
    for identifier, name in names.items():
        font["name"].setName(name, identifier, 3, 1, 0x409)
    font.flavor = "woff2"
    font.save(target)


if __name__ == "__main__":
    write(*sys.argv[1:4])
