"""A small essay that passes the lint, to be spoiled one line at a time; and one that is published."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client

from essays.build import build, examine
from essays.contract import Problem
from essays.lint.context import House
from essays.management.commands.new_essay import write_essay
from essays.publish import register
from essays.registry import house as offered
from overlook.accounts.models import User
from overlook.kit.clock import now

SLUG = "small-essay"


@pytest.fixture(scope="session")
def house() -> House:
    """The real kinds, kernels and challenges, beside one other essay."""
    return replace(
        offered(), essays={SLUG: "Small essay", "other-essay": "Another essay"}, challenges=frozenset({"a-game"})
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "content" / SLUG
    write_essay(path)
    return path


@pytest.fixture
def problems(folder: Path, house: House) -> Callable[..., list[Problem]]:
    """Lint the small essay with parts of a file replaced: ``problems("essay.md", ("old", "new"))``."""

    def lint(file: str = "essay.md", *changes: tuple[str, str], recompute: bool = False) -> list[Problem]:
        text = (folder / file).read_text()
        for old, new in changes:
            assert old in text, f"{old!r} is not in {file}"
            text = text.replace(old, new, 1)
        (folder / file).write_text(text)
        return examine(folder, house, recompute=recompute)[1]

    return lint


@pytest.fixture
def published(db, folder: Path, house: House, settings) -> str:
    """The small essay, built and registered."""
    settings.ESSAYS_DIR = folder.parent
    settings.ESSAYS_BUILD_DIR = folder.parent.parent / "build"
    register(artefact=build(folder, house, settings.ESSAYS_BUILD_DIR / SLUG), at=now())
    return SLUG


@pytest.fixture
def data_folder(settings, tmp_path: Path) -> Path:
    """Where previews are built."""
    settings.VAR_DIR = tmp_path / "var"
    return tmp_path / "var" / "previews"


@pytest.fixture
def author(published, data_folder) -> Client:
    """Somebody who may open the workshop, where the small essay is published."""
    client = Client(headers={"Sec-Fetch-Site": "same-origin"}, raise_request_exception=False)
    user = User.objects.create_user("ada@example.org", "a kestrel over the meadow", is_staff=True)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
