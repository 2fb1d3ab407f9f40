"""Lint, build and register essays."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from essays.build import EssayRefused, examine
from essays.publish import build_changed, build_root, drop_deleted, is_fresh, register_built
from essays.registry import essay_folders, house, titles
from overlook.kit.clock import now


class Command(BaseCommand):
    help = "Publish essays: build what changed, register what is new. Without slugs: all of them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slugs", nargs="*", metavar="SLUG")
        parser.add_argument("--build", action="store_true", help="build only: needs Node, but no database")
        parser.add_argument("--register", action="store_true", help="register what was built: needs no Node")
        parser.add_argument("--check", action="store_true", help="lint and recompute every claim; write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.perf_counter()
        paths = self._paths(options["slugs"])
        if options["check"]:
            self._check(paths)
            return
        said = []
        both = options["build"] == options["register"]
        if both or options["build"]:
            gone = [] if options["slugs"] else drop_deleted(paths, root=build_root())
            said += [f"dropped {', '.join(gone)}"] if gone else []
            said.append(f"built {self._build(paths)}")
        if both or options["register"]:
            registered = register_built(root=build_root(), at=now(), only=options["slugs"])
            said.append(f"registered {', '.join(registered) or 'nothing new'}")
        self.stdout.write(f"essays: {'; '.join(said)} ({time.perf_counter() - began:.1f} s)")

    def _paths(self, slugs: list[str]) -> list[Path]:
        paths = {path.name: path for path in essay_folders()}
        unknown = [slug for slug in slugs if slug not in paths]
        if unknown:
            raise CommandError(f"There is no essay {', '.join(unknown)}. Known: {', '.join(paths) or 'none'}.")
        return [path for slug, path in paths.items() if not slugs or slug in slugs]

    def _build(self, paths: list[Path]) -> str:
        if is_fresh(paths, titles(), root=build_root()):
            return "nothing new"
        try:
            return ", ".join(build_changed(paths, house(), root=build_root())) or "nothing new"
        except EssayRefused as refused:
            raise CommandError(f"{refused}\n{len(refused.problems)} problems: nothing was published.") from refused

    def _check(self, paths: list[Path]) -> None:
        offer = house()
        count = 0
        for path in paths:
            _, problems = examine(path, offer, recompute=True)
            count += len(problems)
            for problem in problems:
                self.stdout.write(f"{path.name}/{problem}")
        if count:
            raise CommandError(f"{count} problems.")
        self.stdout.write(f"essays: {len(paths)} checked, no problem.")
