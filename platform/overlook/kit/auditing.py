"""Promises that the database must keep at every moment, room by room, and a way to check them.

A room states its promises in a module ``auditing.py`` with ``CHECKS``; whoever runs the audit finds them there. A check
only reads, recomputes from the facts, and yields what does not agree.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: ``where`` names the row, ``what`` says what it is and what it ought to be."""

    where: str
    what: str


@dataclass(frozen=True)
class Check:
    """One promise.

    Parameters
    ----------
    name
        ``room.kebab-case``, unique.
    promise
        The sentence that holds when nothing is found.
    find
        Reads the database and yields a `Finding` for each breach; it never writes.
    """

    name: str
    promise: str
    find: Callable[[], Iterable[Finding]]


def every_check() -> list[Check]:
    """The checks of every installed room, by name."""
    found: list[Check] = []
    for config in apps.get_app_configs():
        name = f"{config.name}.auditing"
        # This module is itself called so, and holds none.
        if name != __name__ and find_spec(name) is not None:
            found += import_module(name).CHECKS
    return sorted(found, key=lambda check: check.name)
