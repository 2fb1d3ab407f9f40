"""What must always hold about people's data."""

from collections.abc import Iterator

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db.models import ForeignKey, Model, OneToOneField

from overlook.accounts.models import Learner, User
from overlook.accounts.privacy import declarations
from overlook.kit.auditing import Check, Finding


def undeclared_tables() -> Iterator[Finding]:
    """Tables with a key of a user or learner that no room has declared for export and erasure."""
    declared = {declaration.model for declaration in declarations()}
    for model in apps.get_models():
        if model in (Group, Permission) or model._meta.auto_created or model._meta.label in declared:
            continue
        keys = _keys_of_people(model)
        if keys or model is User:
            said = ", ".join(keys)
            yield Finding(model._meta.label, f"holds {said} and is in no privacy.py, so it is not exported or erased")


def _keys_of_people(model: type[Model]) -> list[str]:
    return [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey | OneToOneField) and field.related_model in (User, Learner)
    ]


CHECKS = [
    Check(
        "accounts.tables-are-declared",
        "Every table with a key of a person is registered for export and erasure.",
        undeclared_tables,
    ),
]
