"""Begin an essay: a folder that passes the lint."""

import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

_TEMPLATE = Path(__file__).resolve().parents[2] / "template"
_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")


class Command(BaseCommand):
    help = "Write the folder of a new essay, from a template that passes the lint."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="small letters, digits and hyphens: bias-variance")

    def handle(self, *args: Any, **options: Any) -> None:
        slug = options["slug"]
        if not _SLUG.match(slug):
            raise CommandError(f"{slug!r} is not a slug: small letters, digits and single hyphens, such as my-essay.")
        folder: Path = settings.ESSAYS_DIR / slug
        if folder.exists():
            raise CommandError(f"{folder} is there already.")
        write_essay(folder)
        self.stdout.write(f"{folder}: edit essay.md, then run: manage.py publish --check {slug}")


def write_essay(folder: Path) -> None:
    """The template, with the folder's name for a slug and a title."""
    title = folder.name.replace("-", " ").capitalize()
    for source in sorted(_TEMPLATE.rglob("*")):
        if source.is_file():
            target = folder / source.relative_to(_TEMPLATE)
            target.parent.mkdir(parents=True, exist_ok=True)
            text = source.read_text(encoding="utf-8")
            target.write_text(text.replace("@SLUG@", folder.name).replace("@TITLE@", title), encoding="utf-8")
