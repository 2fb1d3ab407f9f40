"""SVG as PNG, without a browser and with fonts of our own: the same picture on every machine.

The renderer knows no stylesheet and no custom properties, so colours must be attributes; it reads nothing from outside
of the markup.
"""

import re
from pathlib import Path

import resvg_py

from overlook.kit.assets import AssetsMissing
from overlook.kit.errors import Invalid

FAMILY = "Source Serif 4"
# A picture for a screen of twice the density; a long one is made smaller rather than refused.
SCALE, MOST_PIXELS, MOST_CHARACTERS = 2.0, 16e6, 2_000_000
_SIZE = re.compile(r'<svg[^>]*? width="(\d+(?:\.\d+)?)"[^>]*? height="(\d+(?:\.\d+)?)"')


def png(svg: str, *, build: Path, scale: float = SCALE) -> bytes:
    """The picture, ``scale`` pixels for one of the SVG, at most 16 million in all.

    Parameters
    ----------
    svg
        With ``width`` and ``height`` in pixels, as `figures.svg.svg` writes them.
    build
        Where the front-end build has put its fonts.

    Raises
    ------
    Invalid
        The markup is no picture, or too large a one.
    AssetsMissing
        The fonts have not been built.
    """
    fonts = sorted(str(path) for path in (build / "pictures").glob("*.?tf"))
    if not fonts:
        raise AssetsMissing("The fonts of pictures are missing. Run: make assets")
    size = _SIZE.search(svg)
    if size is None or len(svg) > MOST_CHARACTERS:
        raise Invalid("This picture cannot be drawn as PNG; the SVG has it.", code="no-picture")
    zoom = min(scale, (MOST_PIXELS / (float(size[1]) * float(size[2]))) ** 0.5)
    try:
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=svg,
                zoom=zoom,
                skip_system_fonts=True,
                font_files=fonts,
                font_family=FAMILY,
                serif_family=FAMILY,
                sans_serif_family=FAMILY,
            )
        )
    except ValueError as error:
        raise Invalid("This picture cannot be drawn as PNG; the SVG has it.", code="no-picture") from error
