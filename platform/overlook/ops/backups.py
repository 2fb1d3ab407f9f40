"""Backup and restore: SQLite by its online backup, PostgreSQL table by table in one snapshot.

A backup holds the state of the migrations that it was made under, and is restored under that state; then the tables
are brought forward. So an older backup can be restored by a newer release, and a newer one is refused by an older.
"""

import sqlite3
import tempfile
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from overlook.ops import archive

_SQLITE_PART = "database.sqlite3"
# Django makes these itself: a database that holds nothing else is empty.
_BOOKKEEPING = frozenset({"django_migrations", "django_content_type", "auth_permission"})

Node = tuple[str, str]


class Refused(Exception):
    """A sentence that says why, and what would be possible."""


def backup(path: Path, *, at: datetime) -> dict[str, int]:
    """Write everything that the database holds into one file; returns rows by table. The site may go on meanwhile.

    Raises
    ------
    Refused
        There is such a file, or there is nothing to back up.
    """
    if path.exists():
        raise Refused(f"{path} is there already: choose another name.")
    if "django_migrations" not in connection.introspection.table_names():
        raise Refused("The database holds no tables of Overlook.")
    with archive.written(path) as writer:
        writer.facts = {"vendor": connection.vendor, "at": at.isoformat()}
        rows = _save_sqlite(writer, path) if connection.vendor == "sqlite" else _save_tables(writer)
        writer.facts |= {"rows": rows}
    return rows


def restore(path: Path, *, force: bool) -> dict[str, int]:
    """Put a backup into the database; returns rows by table. Nothing is touched before the file has been checked.

    Raises
    ------
    archive.Damaged
        The file is not what was written.
    Refused
        The database holds data (and ``force`` is not set), is of another kind, or the backup is of a newer release.
    """
    with archive.opened(path) as source:
        if source.facts["vendor"] != connection.vendor:
            raise Refused(f"The backup is of {source.facts['vendor']}, and this database is {connection.vendor}.")
        recorded: list[Node] = [(app, name) for app, name in source.facts["migrations"]]
        unknown = sorted(set(recorded) - set(MigrationExecutor(connection).loader.disk_migrations or ()))
        if unknown:
            raise Refused(f"The backup is of a newer release: this one does not know {unknown[0][0]}.{unknown[0][1]}.")
        if not force and (held := _holding()):
            raise Refused(f"The database holds data ({held}). With --force it is replaced by the backup.")
        if connection.vendor == "sqlite":
            _load_sqlite(source)
        else:
            _load_tables(source, recorded)
        rows: dict[str, int] = source.facts["rows"]
    call_command("migrate", interactive=False, verbosity=0)
    return rows


def _holding() -> str:
    """The first table that somebody's rows are in; empty when there is none."""
    for table in _tables():
        if table not in _BOOKKEEPING and _count(table):
            return table
    return ""


def _tables() -> list[str]:
    return sorted({*connection.introspection.django_table_names(only_existing=True)})


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_counting(table))
        return int(cursor.fetchone()[0])


def _counting(table: str) -> str:
    return f"SELECT count(*) FROM {_quoted(table)}"  # noqa: S608 - a name of ours


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _applied() -> list[Node]:
    return sorted(MigrationRecorder(connection).applied_migrations())


def _save_sqlite(writer: archive.Writer, path: Path) -> dict[str, int]:
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder:
        copy = Path(folder) / _SQLITE_PART
        with closing(sqlite3.connect(copy)) as target:
            connection.ensure_connection()
            connection.connection.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
            rows = {table: target.execute(_counting(table)).fetchone()[0] for table in _tables()}
            applied = target.execute("SELECT app, name FROM django_migrations ORDER BY app, name").fetchall()
        writer.facts["migrations"] = applied
        with writer.part(_SQLITE_PART) as part, copy.open("rb") as source:
            while chunk := source.read(1 << 20):
                part.write(chunk)
    return rows


def _load_sqlite(source: archive.Archive) -> None:
    with tempfile.TemporaryDirectory(prefix="overlook-restore-") as folder:
        copy = Path(folder) / _SQLITE_PART
        source.extract(_SQLITE_PART, copy)
        with closing(sqlite3.connect(copy)) as saved:
            if saved.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise archive.Damaged("SQLite finds the database in it damaged.")
            connection.ensure_connection()
            saved.backup(connection.connection)
    connection.close()


def _save_tables(writer: archive.Writer) -> dict[str, int]:
    rows, columns = {}, {}
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        writer.facts["migrations"] = _applied()
        for table in _tables():
            if table == "django_migrations":
                continue
            with connection.cursor() as cursor:
                columns[table] = [one.name for one in connection.introspection.get_table_description(cursor, table)]
                with (
                    writer.part(f"tables/{table}") as part,
                    cursor.copy(_copy(table, columns[table], "TO STDOUT")) as out,
                ):
                    for chunk in out:
                        part.write(chunk)
            rows[table] = _count(table)
    writer.facts["columns"] = columns
    return rows


def _load_tables(source: archive.Archive, recorded: list[Node]) -> None:
    _bring_to(recorded)
    tables: dict[str, list[str]] = source.facts["columns"]
    with transaction.atomic(), connection.cursor() as cursor:
        # One transaction, so the old rows stay if anything fails; foreign keys are compared at its end.
        cursor.execute(f"TRUNCATE {', '.join(map(_quoted, tables))} RESTART IDENTITY CASCADE")
        for table, columns in tables.items():
            with cursor.copy(_copy(table, columns, "FROM STDIN")) as sink:
                for chunk in source.chunks(f"tables/{table}"):
                    sink.write(chunk)
        models = apps.get_models(include_auto_created=True)
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _bring_to(recorded: list[Node]) -> None:
    """Tables as they were when the backup was made; tables in any other state are dropped first."""
    applied = _applied()
    if applied == sorted(recorded):
        return
    if applied:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {', '.join(map(_quoted, [*_tables(), 'django_migrations']))} CASCADE")
    executor = MigrationExecutor(connection)
    executor.migrate(_last_of_each_app(executor, set(recorded)))


def _last_of_each_app(executor: MigrationExecutor, recorded: set[Node]) -> list[Node]:
    def followed(node: Node) -> bool:
        children: Iterable[Any] = executor.loader.graph.node_map[node].children
        return any(child.key[0] == node[0] and child.key in recorded for child in children)

    # A migration that was replaced by a squashed one is no longer in the graph; the one that replaced it is.
    return [node for node in sorted(recorded) if node in executor.loader.graph.node_map and not followed(node)]


def _copy(table: str, columns: list[str], direction: str) -> str:
    return f"COPY {_quoted(table)} ({', '.join(map(_quoted, columns))}) {direction}"
