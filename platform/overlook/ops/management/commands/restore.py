"""Put a backup into the database. Stop web, workers and beat first."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from overlook.ops import archive, backups


class Command(BaseCommand):
    help = "Put a file of `backup` into an empty database. Stop the site first; run `prepare` afterwards."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="a file that `backup` wrote")
        parser.add_argument("--force", action="store_true", help="replace what the database holds")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["path"]
        try:
            rows = backups.restore(path, force=options["force"])
        except archive.Damaged as error:
            raise CommandError(f"{path} is not restored. {error}") from error
        except backups.Refused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{path}: {sum(rows.values())} rows of {len(rows)} tables are in the database")
