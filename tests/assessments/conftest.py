from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client

from assessments.banks import parse_bank
from assessments.models import Bank
from assessments.services import publish_bank
from overlook.accounts.models import Learner, User
from overlook.progress.services import publish_objectives

BANK = Path(__file__).with_name("bank.yaml")
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def raw_bank() -> list[dict[str, Any]]:
    raw: list[dict[str, Any]] = yaml.safe_load(BANK.read_text())
    return raw


def as_form(fields: dict[str, Any]) -> dict[str, Any]:
    """An answer as a form sends it: a list is a field for each of its parts."""
    sent: dict[str, Any] = {}
    for name, value in fields.items():
        parts = value if isinstance(value, list) else None
        sent |= {f"{name}-{n}": str(part) for n, part in enumerate(parts)} if parts else {name: str(value)}
    return sent


def publish_specimen() -> Bank:
    publish_objectives(
        essay="dd",
        objectives={"locate-threshold": "Locate the threshold.", "read-curvature": "Read a curvature."},
        misconceptions={"GEN.complex-bad": "A complex model is always worse."},
    )
    return publish_bank(slug="dd", title="Double descent", items=parse_bank(raw_bank()), at=AT)


@pytest.fixture
def bank(db) -> Bank:
    return publish_specimen()


@pytest.fixture
def learner(db) -> Learner:
    return Learner.objects.create()


@pytest.fixture
def ada(db) -> User:
    return User.objects.create_user("ada@example.org")


@pytest.fixture
def reader() -> Client:
    """A reader's browser on our own page, without an account."""
    return Client(headers={"Sec-Fetch-Site": "same-origin"})
