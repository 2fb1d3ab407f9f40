"""``manage.py mastery_report``: how well the posterior recovers planted abilities, as two figures and a table."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from overlook.progress.planted import Report, report
from overlook.progress.posterior import ENOUGH


class Command(BaseCommand):
    help = "Simulate learners with planted abilities and report the calibration of the mastery posterior."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--learners", type=int, default=4000)
        parser.add_argument("--least", type=int, default=ENOUGH, help="first tries, at least")
        parser.add_argument("--most", type=int, default=12, help="first tries, at most")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        least, most, learners = options["least"], options["most"], options["learners"]
        if not (1 <= least <= most and learners >= 1):
            raise CommandError("Give at least one learner, and 1 <= --least <= --most first tries.")
        self.stdout.write(written(report(learners=learners, evidence=(least, most), seed=options["seed"])))


def written(found: Report) -> str:
    """The report as plain text."""
    lines = [
        f"{found.learners} simulated learners, {found.evidence[0]} to {found.evidence[1]} first tries each",
        f"Brier score          {found.brier:.4f}   (planted chances known {found.best:.4f}, the share of all "
        f"{found.ignorant:.4f})",
        f"90 % interval holds  {100 * found.covered:.1f} % of the planted chances",
        f"mean distance        {found.error:.3f}",
        f"calibration error    {found.calibration_error:.3f}",
        "",
        "stated   right   90 % interval      n",
    ]
    rows = (f"{row.stated:6.3f}  {row.share:6.3f}   {row.low:.3f} to {row.high:.3f}  {row.n:5}" for row in found.table)
    return "\n".join([*lines, *rows])
