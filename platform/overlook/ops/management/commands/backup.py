"""Write everything that the database holds into one checksummed file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from overlook.kit.clock import now
from overlook.ops import backups


class Command(BaseCommand):
    help = "Write the whole database into one new file. The site may go on meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="a file that is not there yet")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["path"]
        try:
            rows = backups.backup(path, at=now())
        except (backups.Refused, OSError) as error:
            raise CommandError(str(error)) from error
        size = path.stat().st_size
        self.stdout.write(f"{path}: {sum(rows.values())} rows of {len(rows)} tables, {size / 1e6:.1f} MB")
