"""The drill: a backup is made, everything is lost, and the backup brings it back to the byte.

On SQLite with ``make test``, on PostgreSQL with ``make check-services``.
"""

import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from overlook.kit.clock import now
from overlook.ops import archive, backups
from tests.worker_stack import ON_SERVICES, Stack

pytestmark = [pytest.mark.worker, pytest.mark.xdist_group("workers")]
TABLES = ("accounts_learner", "simulations_recipe", "simulations_shard", "simulations_run", "simulations_result")
POPULATE = """
from overlook.accounts.models import Learner
from overlook.kit.clock import now
from simulations import computing, services, tasks
for root in range(3):
    run = services.request_run(learner=Learner.objects.create(), simulation="stepping-stones", seeds=8,
        params={"family": "normal", "points": 50, "root": root}, idempotency_key="back\\\\slash 'quoted' é", at=now())
    while claim := computing.claim_next(queue="short", delivery="", at=now()):
        tasks.compute(claim)
"""


def installation(folder: Path) -> Stack:
    """A database of its own, with nothing in it."""
    folder.mkdir()
    stack = Stack(folder, SIMULATION_CATALOGUES="tests.simulations.catalog")
    if ON_SERVICES:
        stack.own_database()
    return stack


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with ExitStack() as ending:
        stack = installation(tmp_path_factory.mktemp("backup") / "old")
        ending.callback(stack.close)
        stack.manage("migrate", "--verbosity", "0")
        stack.manage("shell", "-c", POPULATE)
        yield stack


@pytest.fixture(scope="module")
def file(old: Stack) -> Path:
    path = old.var / "monday.overlook"
    said = old.manage("backup", str(path))
    assert "monday.overlook" in said
    return path


@pytest.fixture
def new(tmp_path: Path) -> Iterator[Stack]:
    stack = installation(tmp_path / "new")
    yield stack
    stack.close()


def contents(stack: Stack) -> dict[str, list[tuple[object, ...]]]:
    rows = {table: stack.sql(f"SELECT * FROM {table} ORDER BY id") for table in TABLES}
    assert all(rows.values())
    return rows


def test_what_was_lost_comes_back_to_the_byte_and_replaces_newer_data_only_by_force(
    old: Stack, new: Stack, file: Path
) -> None:
    new.manage("restore", str(file))
    assert contents(new) == contents(old)

    new.manage("shell", "-c", POPULATE)
    assert new.sql("SELECT count(*) FROM simulations_run") == [(6,)]
    assert new.sql("SELECT count(*) FROM simulations_shard") == [(6,)]

    with pytest.raises(AssertionError, match="With --force it is replaced"):
        new.manage("restore", str(file))
    assert new.sql("SELECT count(*) FROM simulations_run") == [(6,)]
    new.manage("restore", str(file), "--force")
    assert contents(new) == contents(old)


def rewritten(source: Path, target: Path, change: Callable[[str, bytes], bytes]) -> Path:
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w") as after:
        for name in before.namelist():
            after.writestr(name, change(name, before.read(name)))
    return target


def test_a_damaged_backup_is_refused_before_anything_is_touched(file: Path, tmp_path: Path) -> None:
    def flip(name: str, content: bytes) -> bytes:
        return content if name == "manifest.json" or not content else content[:-1] + bytes([content[-1] ^ 1])

    (tmp_path / "short").write_bytes(file.read_bytes()[:-200])
    spoilt = {rewritten(file, tmp_path / "flipped", flip): "is not what was written"}
    spoilt |= {tmp_path / name: "It cannot be opened" for name in ("short", "missing")}
    for path, reason in spoilt.items():
        with pytest.raises(archive.Damaged, match=reason), archive.opened(path):
            pytest.fail("it was opened")


@pytest.mark.django_db
def test_a_backup_of_a_newer_release_or_of_another_database_is_refused(file: Path, tmp_path: Path) -> None:
    def told(**facts: object) -> Path:
        def tell(name: str, content: bytes) -> bytes:
            return json.dumps(json.loads(content) | facts).encode() if name == "manifest.json" else content

        return rewritten(file, tmp_path / next(iter(facts)), tell)

    with pytest.raises(backups.Refused, match=r"does not know simulations\.0999_of_tomorrow"):
        backups.restore(told(migrations=[["simulations", "0999_of_tomorrow"]]), force=True)
    with pytest.raises(backups.Refused, match="The backup is of oracle"):
        backups.restore(told(vendor="oracle"), force=True)


def test_a_backup_is_never_written_over_and_is_readable_by_its_owner_only(file: Path) -> None:
    with pytest.raises(backups.Refused, match="is there already"):
        backups.backup(file, at=now())
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(file.parent.glob("*.part")) == []
