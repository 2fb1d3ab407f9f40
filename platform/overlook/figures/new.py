"""Begin a figure kind: ``make new-figure SLUG=tangent-line``. What it writes passes the contract suite as it is."""

import re
import sys
from pathlib import Path

from overlook.figures import golden
from overlook.kit.errors import Conflict, Invalid

_HERE = Path(__file__).parent
_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def begin(slug: str) -> list[Path]:
    """Write the folder of a new kind and return its files."""
    if not _SLUG.fullmatch(slug):
        raise Invalid("Say which: make new-figure SLUG=tangent-line (small letters, digits and hyphens).")
    name = slug.replace("-", "_")
    folder = _HERE / name
    if folder.exists():
        raise Conflict(f"There is a figure kind {slug} already, in {folder}.")
    folder.mkdir()
    words = {"slug": slug, "name": name, "title": slug.replace("-", " ").capitalize()}
    written = []
    for template in sorted((_HERE / "template").glob("*.txt")):
        text = template.read_text()
        for word, value in words.items():
            text = text.replace("{{" + word + "}}", value)
        path = folder / template.stem.replace("test_leaf", f"test_{name}")
        path.write_text(text)
        written.append(path)
    return [*written, *golden.write_one(slug)]


def main() -> int:
    try:
        written = begin(sys.argv[1] if len(sys.argv) > 1 else "")
    except (Invalid, Conflict) as refused:
        sys.stderr.write(f"{refused.message}\n")
        return 2
    sys.stdout.write("".join(f"{path}\n" for path in written))
    sys.stdout.write("It is drawn, spoken and tested already. Now replace its maths; make test ARGS=tests/contracts\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
