"""Check every promise that the database must keep; exit non-zero with a table of what is wrong."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from overlook.kit.auditing import Check, Finding, every_check
from overlook.kit.database import one_moment

SHOWN = 20


class Command(BaseCommand):
    help = "Recompute what is rolled up, and check every other promise of the record. Changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("names", nargs="*", metavar="CHECK", help="only these checks, or all of a room: progress")
        parser.add_argument("--list", action="store_true", help="say what is checked, and check nothing")
        parser.add_argument("--json", action="store_true", help="every finding as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        checks = _chosen(options["names"])
        if options["list"]:
            self.stdout.write("\n".join(f"{check.name:40} {check.promise}" for check in checks))
            return
        with one_moment():
            found = {check.name: list(check.find()) for check in checks}
        if options["json"]:
            self.stdout.write(json.dumps({name: [vars(each) for each in rows] for name, rows in found.items()}))
        else:
            self.stdout.write("\n".join(line for check in checks for line in _lines(check, found[check.name])))
        wrong = sum(len(rows) for rows in found.values())
        if wrong:
            broken = sum(bool(rows) for rows in found.values())
            raise CommandError(f"{wrong} findings; {broken} of {len(checks)} promises are broken.")


def _chosen(names: list[str]) -> list[Check]:
    checks = every_check()
    unknown = [name for name in names if not any(_named(check, name) for check in checks)]
    if unknown:
        known = "\n  ".join(check.name for check in checks)
        raise CommandError(f"There is no check {', '.join(unknown)}. There are:\n  {known}")
    return [check for check in checks if not names or any(_named(check, name) for name in names)]


def _named(check: Check, name: str) -> bool:
    return name in (check.name, check.name.partition(".")[0])


def _lines(check: Check, found: list[Finding]) -> list[str]:
    if not found:
        return [f"  ok     {check.name:40} {check.promise}"]
    rows = [
        f"  WRONG  {check.name:40} {check.promise}",
        *(f"         {each.where:40} {each.what}" for each in found[:SHOWN]),
    ]
    return [*rows, f"         … and {len(found) - SHOWN} more"] if len(found) > SHOWN else rows
