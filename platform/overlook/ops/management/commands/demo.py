"""``manage.py demo``: a cohort to look at, whose forty learners answered through the same verbs as everybody."""

import secrets
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from overlook.kit.clock import now
from overlook.ops.demo.loading import AUTHOR, INSTRUCTOR, LEARNER, load, loaded
from overlook.ops.demo.people import PERSONAS

# Known to everybody who reads this line, and therefore never set in production.
LOCAL_PASSWORD = "overlook-demo"  # noqa: S105


class Command(BaseCommand):
    help = "Load the demo cohort. A second time changes nothing. Refused in production without --force."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", action="store_true", help="also in production, with a random password")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION and not options["force"]:
            raise CommandError("The demo brings accounts that anybody may know. In production it needs --force.")
        before = loaded() is not None
        password = secrets.token_urlsafe(16) if settings.PRODUCTION else LOCAL_PASSWORD
        result = load(password=password, at=now(), author=not settings.PRODUCTION)
        known = "(as it was set)" if before and settings.PRODUCTION else password
        self.stdout.write(f"Demo sign-ins, password {known}")
        self.stdout.write(f"  instructor  {INSTRUCTOR}  →  /cohort/{result.cohort.ref}")
        self.stdout.write(f"  learner     {LEARNER}  →  /me")
        if not settings.PRODUCTION:
            self.stdout.write(f"  author      {AUTHOR}  →  /author")
        if not before:
            personas = ", ".join(f"{person.name} ({person.persona})" for person in PERSONAS)
            self.stdout.write(
                f"  {result.learners} learners, {result.essays} essays assigned, {result.answers} answers"
            )
            self.stdout.write(f"  look for {personas}")
        if not result.essays:
            self.stdout.write("  No essay was published, so nothing is assigned: publish, then assign one by hand.")
