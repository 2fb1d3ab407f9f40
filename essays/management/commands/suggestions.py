"""``manage.py suggestions export``: what editors accepted, as a patch for git."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from essays.edits.queue import accepted_patch
from overlook.kit.clock import now
from overlook.kit.errors import DomainError


class Command(BaseCommand):
    help = "Write the accepted suggestions of an essay, or of all, as a patch that git am and git apply take."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["export"])
        parser.add_argument("--essay", default="", help="the slug of one essay")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(accepted_patch(essay=options["essay"], at=now()), ending="")
        except DomainError as refusal:
            raise CommandError(refusal.message) from refusal
