"""Begin an item type: a leaf that passes the contract suite."""

import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

ROOM = Path(__file__).resolve().parents[2]
_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")


class Command(BaseCommand):
    help = "Write the folder of a new item type, from a template that passes the contract suite."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="TYPE", help="small letters, digits and hyphens: multiple-choice")

    def handle(self, *args: Any, **options: Any) -> None:
        slug = options["slug"]
        if not _SLUG.match(slug):
            raise CommandError(f"{slug!r} is not a type's name: small letters, digits and hyphens, such as short-text.")
        folder = ROOM / "items" / slug.replace("-", "_")
        if folder.exists():
            raise CommandError(f"{folder} is there already.")
        write_leaf(folder)
        self.stdout.write(
            f"{folder}: mend schema.py and grade.py, then run: make test ARGS=tests/contracts/test_items.py"
        )


def write_leaf(folder: Path) -> None:
    """The template, with the folder's name put in."""
    folder.mkdir(parents=True)
    slug = folder.name.replace("_", "-")
    title = slug.replace("-", " ").capitalize()
    for source in sorted((ROOM / "template").glob("*.txt")):
        name = source.name.removesuffix(".txt").replace("test_leaf", f"test_{folder.name}")
        text = source.read_text(encoding="utf-8")
        for hole, value in (("@NAME@", folder.name), ("@SLUG@", slug), ("@TITLE@", title)):
            text = text.replace(hole, value)
        (folder / name).write_text(text, encoding="utf-8")
