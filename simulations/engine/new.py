"""``python -m simulations.engine.new SLUG``: begin a simulation from a template that passes the contract suite."""

import argparse
import re
import sys
from pathlib import Path

TEMPLATE = Path(__file__).with_name("template")
CATALOG = Path(__file__).resolve().parents[1] / "catalog"
_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")


def write_leaf(catalog: Path, slug: str) -> Path:
    """The folder of a new simulation in ``catalog``.

    Raises
    ------
    ValueError
        ``slug`` is not small letters, digits and single hyphens, or the folder is there already.
    """
    if not _SLUG.match(slug):
        raise ValueError(f"{slug!r} is not a slug: small letters, digits and single hyphens, such as early-stopping.")
    folder = catalog / slug.replace("-", "_")
    if folder.exists():
        raise ValueError(f"{folder} is there already.")
    folder.mkdir(parents=True)
    words = {"@SLUG@": slug, "@NAME@": folder.name, "@TITLE@": slug.replace("-", " ").capitalize()}
    for source in sorted(TEMPLATE.iterdir()):
        text = source.read_text(encoding="utf-8")
        for mark, word in words.items():
            text = text.replace(mark, word)
        (folder / source.name.removesuffix(".txt")).write_text(text, encoding="utf-8")
    return folder


def main() -> int:
    """Exit status: 0, or 2 with a sentence."""
    parser = argparse.ArgumentParser(prog="new-simulation", description=__doc__)
    parser.add_argument("slug", metavar="SLUG")
    try:
        folder = write_leaf(CATALOG, parser.parse_args().slug)
    except ValueError as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 2
    sys.stdout.write(f"{folder}: write model.py and brief.md, then run: make test ARGS='{folder} tests/contracts'\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
