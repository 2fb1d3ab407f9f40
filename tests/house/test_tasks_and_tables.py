"""Names that only meet at run time: tasks are enqueued by name, tables are described twice."""

import ast
from collections.abc import Iterator

import pytest
from celery import current_app
from django.conf import settings
from django.core.management import call_command
from django.utils.module_loading import import_string

from tests.house.sources import read, sources


def test_every_enqueued_name_is_a_registered_task():
    current_app.loader.import_default_modules()
    named = set(_enqueued())
    assert named
    assert named - set(current_app.tasks) == set()


def test_every_scheduled_task_is_registered():
    current_app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert scheduled - set(current_app.tasks) == set()


def test_every_verb_that_adopts_a_record_exists():
    assert [name for name in settings.LEARNER_CLAIMED if not callable(import_string(name))] == []


@pytest.mark.django_db
def test_the_migrations_describe_the_models():
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)


def _enqueued() -> Iterator[str]:
    """The first argument of every ``enqueue(…)`` outside the tests: a string, or a constant of the same file."""
    for path in sources(".py", folders=("platform", "essays", "assessments", "simulations")):
        tree = ast.parse(read(path))
        constants = dict(_constants(tree))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _name(node.func) == "enqueue":
                first = node.args[0]
                value = first.value if isinstance(first, ast.Constant) else constants.get(_name(first))
                assert isinstance(value, str), f"{path}:{node.lineno} enqueues a name that cannot be read here"
                yield value


def _constants(tree: ast.Module) -> Iterator[tuple[str, object]]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            yield from ((_name(target), node.value.value) for target in node.targets)


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
