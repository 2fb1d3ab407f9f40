"""Bring a deployment up to date: the database's tables, and the essays that this release holds."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Migrate the database and register the essays that the build has published. Safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--build", action="store_true", help="build the essays first (needs the front-end tools)")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("publish", build=options["build"], register=True)
