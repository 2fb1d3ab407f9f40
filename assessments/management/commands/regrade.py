"""Score the answers to a mended question anew: a dry run unless ``--apply`` says otherwise."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.models import Item, ItemVersion, Regrade
from assessments.regrades import apply_regrade, undo_regrade
from assessments.regrading import Plan, Policy, Proposal, Regraded, plan_regrade
from overlook.accounts.models import Learner
from overlook.kit.clock import now
from overlook.kit.errors import DomainError


class Command(BaseCommand):
    help = (
        "Score the answers to one version of a question anew. Without --apply it only says who would rise and who "
        "would fall; the default policy lowers nobody."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("bank", nargs="?", help="slug of a public bank: that of its essay")
        parser.add_argument("item", nargs="?", help="id of the question")
        parser.add_argument("--from", dest="seen", type=int, help="number of the version that was answered")
        parser.add_argument("--to", dest="mended", type=int, help="number of the version to score by; the present one")
        parser.add_argument("--policy", choices=Policy.values, default=Policy.BEST.value)
        parser.add_argument("--context", action="append", help="only answers for this: assignment:…; repeatable")
        parser.add_argument("--may-lower", action="store_true", help="grades may fall")
        parser.add_argument("--note", default="", help="why: kept with every grade that changes")
        parser.add_argument("--apply", action="store_true", help="do it")
        parser.add_argument("--undo", metavar="REGRADE", help="take this regrade back")
        parser.add_argument("--list", action="store_true", help="the versions and the regrades of the question")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write("\n".join(self._done(options)))
        except DomainError as refusal:
            sentences = [refusal.message, *(text for texts in refusal.fields.values() for text in texts)]
            raise CommandError(" ".join(sentences)) from refusal

    def _done(self, options: dict[str, Any]) -> list[str]:
        if options["undo"]:
            return _undone(options["undo"], options["note"])
        item = _item(options["bank"], options["item"])
        if options["list"]:
            return _listed(item)
        plan = plan_regrade(_proposal(item, options))
        lines = _table(plan)
        if not options["apply"]:
            return [*lines, "Nothing was changed. Add --apply and --note to do it."]
        regrade = apply_regrade(proposal=plan.proposal, agreed=plan.sha256, note=options["note"], by=None, at=now())
        return [*lines, f"Applied as {regrade.ref}. Take it back with: manage.py regrade --undo {regrade.ref}"]


def _item(bank: str | None, slug: str | None) -> Item:
    found = Item.objects.filter(bank__organisation=None, bank__slug=bank, slug=slug).select_related("bank").first()
    if found is None:
        raise CommandError("Name a public bank and one of its questions, as in: regrade double-descent the-threshold")
    return found


def _proposal(item: Item, options: dict[str, Any]) -> Proposal:
    if options["seen"] is None:
        raise CommandError("Say which version was answered: --from 1. The versions are listed by --list.")
    by_version = options["policy"] in (Policy.BEST, Policy.REPLACE)
    scope = options["context"]
    return Proposal(
        item=item,
        seen=_version(item, options["seen"]),
        mended=_version(item, options["mended"]) if by_version else None,
        policy=options["policy"],
        scope=tuple(sorted(scope)) if scope else None,
        may_lower=options["may_lower"],
    )


def _version(item: Item, number: int | None) -> ItemVersion:
    versions = item.versions.select_related("item__bank", "key")
    found = {version.number: version for version in versions}
    present = next((version.number for version in found.values() if version.pk == item.current_id), None)
    version = found.get(number or present or 0)
    if version is None:
        raise CommandError(f"{item.slug} has no version {number}. The versions are listed by --list.")
    return version


def _table(plan: Plan) -> list[str]:
    names = dict(Learner.objects.filter(pk__in=[row.learner for row in plan.grades]).values_list("pk", "ref"))
    said = [
        f"{len(plan.answers)} answers, {len(plan.rescored)} with another score, {len(plan.unread)} not to be carried."
    ]
    said += [f"{len(plan.rising)} grades rise, {len(plan.falling)} fall."]
    rows = [_row(row, names[row.learner]) for row in (*plan.rising, *plan.falling)]
    kept = [f"  answer {answer.response} keeps its score: {answer.unread}" for answer in plan.unread]
    return [*said, *rows, *kept]


def _row(row: Regraded, name: str) -> str:
    before, after = ("none" if value is None else f"{value:.4f}" for value in (row.before, row.after))
    by_hand = f"  (set by hand: {row.override:.4f} stays)" if row.override is not None else ""
    return f"  {name}  {row.context:28}  {before} → {after}  {row.direction}{by_hand}"


def _listed(item: Item) -> list[str]:
    versions = [
        f"  version {version.number}  {version.created_at:%Y-%m-%d}" + ("  present" * (version.pk == item.current_id))
        for version in item.versions.order_by("number")
    ]
    regrades = Regrade.objects.filter(item=item).select_related("undo", "from_version").order_by("pk")
    return [
        f"{item.bank.slug}/{item.slug}",
        *versions,
        *(
            f"  regrade {row.ref}  {row.at:%Y-%m-%d}  from version {row.from_version.number}, {row.policy}: {row.note}"
            f"{'  (taken back)' if hasattr(row, 'undo') else ''}"
            for row in regrades
        ),
    ]


def _undone(ref: str, note: str) -> list[str]:
    regrade = Regrade.objects.filter(ref=ref).first()
    if regrade is None:
        raise CommandError(f"There is no regrade {ref}.")
    undo_regrade(regrade=regrade, note=note, by=None, at=now())
    return [f"{ref} is taken back: every answer has again the score that it had before."]
