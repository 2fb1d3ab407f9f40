"""An audit reads one moment of the database, and nobody waits for it."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, connections

from overlook.accounts.models import Learner
from overlook.kit.database import one_moment

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_moment_ends_and_leaves_the_connection_as_it_was(db):
    with one_moment():
        assert Learner.objects.count() == 0
    Learner.objects.create()
    assert Learner.objects.count() == 1
    assert not connection.in_atomic_block


def test_a_moment_ends_when_a_check_fails(db):
    with pytest.raises(ZeroDivisionError), one_moment():
        assert 1 / 0
    Learner.objects.create()
    call_command("audit", stdout=StringIO())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="speaks of files")
def test_others_write_while_an_audit_reads_and_it_does_not_see_them(tmp_path):
    name = connection.settings_dict["NAME"]
    path = tmp_path / "shared.sqlite3"
    connection.ensure_connection()
    with sqlite3.connect(path) as target:
        connection.connection.backup(target)
        target.execute("PRAGMA journal_mode=WAL")
    target.close()
    # A thread has a connection of its own; the in-memory database of this one must stay open.
    connection.settings_dict["NAME"] = str(path)
    try:
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(seen_while_another_writes, path).result() == (0, 0, 1)
    finally:
        connection.settings_dict["NAME"] = name


def seen_while_another_writes(path: Path) -> tuple[int, int, int]:
    """How many learners there are before and after another connection adds one, and after the moment."""
    try:
        with one_moment():
            before = Learner.objects.count()
            other = sqlite3.connect(path, timeout=1)
            with other:
                other.execute("INSERT INTO accounts_learner (ref, created_at) VALUES ('other', '2026-01-01')")
            other.close()
            meanwhile = Learner.objects.count()
        return before, meanwhile, Learner.objects.count()
    finally:
        connections.close_all()
