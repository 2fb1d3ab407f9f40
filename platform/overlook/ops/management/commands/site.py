"""Run the whole platform: web server, worker, scheduler and broker, with nothing to configure."""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from overlook.ops.site import Refused, Site, choose_port


class Command(BaseCommand):
    help = "Run the whole platform on this machine. PORT= chooses the port, OVERLOOK_VAR= the data folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--without-demo", action="store_true", help="do not load the demo cohort")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            port = choose_port(os.environ.get("PORT", "8000"))
            Site(port, demo=not options["without_demo"]).run()
        except Refused as error:
            raise CommandError(str(error)) from error
