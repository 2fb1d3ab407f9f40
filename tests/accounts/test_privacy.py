"""One's own data: every table that points to a person is declared, exported and erased as declared."""

import json

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db.models import ForeignKey, Model, OneToOneField

from overlook.accounts.models import Learner, Membership, Organisation, User
from overlook.accounts.privacy import declarations
from overlook.accounts.services import learner_for
from overlook.accounts.tokens import issue_token
from overlook.kit.clock import now
from tests.accounts.cast import client_of, person

DECLARED = {declaration.model: declaration for declaration in declarations()}


def points_to_a_person(model: type[Model]) -> bool:
    return model is User or any(
        isinstance(field, (ForeignKey, OneToOneField)) and field.related_model in (User, Learner)
        for field in model._meta.get_fields()
        if field.concrete
    )


def test_every_table_that_points_to_a_person_is_declared():
    found = {
        model._meta.label
        for model in apps.get_models()
        if points_to_a_person(model) and model not in (Group, Permission) and not model._meta.auto_created
    }
    assert found - set(DECLARED) == set()


@pytest.mark.django_db
@pytest.mark.parametrize("declaration", list(DECLARED.values()), ids=lambda declaration: declaration.model)
def test_every_declaration_can_be_read(declaration):
    model = apps.get_model(declaration.model)
    names = {field.name for field in model._meta.get_fields()}
    assert set(declaration.secret) <= names
    assert list(declaration.rows(person())) is not None


@pytest.mark.django_db
def test_the_export_holds_what_is_stored_about_oneself_and_no_secret():
    user, other = person(), person("ben")
    learner_for(user)
    learner_for(other)
    _token, secret = issue_token(user=user, name="notebook", scopes=["read"], days=1, at=now())
    answer = client_of(user).get("/me/data/export")
    body = answer.content.decode()
    tables = json.loads(body)["tables"]
    assert set(tables) == set(DECLARED)
    assert tables["accounts.User"][0]["email"] == "anna@example.org"
    assert tables["accounts.PersonalToken"][0]["name"] == "notebook"
    assert len(tables["accounts.Learner"]) == 1
    user.refresh_from_db()
    assert "ben@" not in body
    assert secret not in body
    assert user.password not in body


@pytest.mark.django_db
def test_erasing_forgets_the_person_and_keeps_the_record_of_nobody():
    user = person()
    learner = learner_for(user)
    before = learner.ref
    organisation = Organisation.objects.create(name="School")
    Membership.objects.create(organisation=organisation, user=user, role="owner")
    issue_token(user=user, name="notebook", scopes=["read"], days=1, at=now())
    client = client_of(user)
    answer = client.post("/me/data/erase", {"email": "anna@example.org"})
    assert answer.status_code == 200
    learner.refresh_from_db()
    assert learner.user is None
    assert learner.ref != before
    for declaration in DECLARED.values():
        if declaration.erasure == "deleted" and declaration.model.startswith("accounts."):
            assert not apps.get_model(declaration.model)._default_manager.exists(), declaration.model
    assert client.get("/me/account").status_code == 302


@pytest.mark.django_db
def test_erasing_needs_ones_own_address_typed_in_full():
    user = person()
    person("ben")
    for typed in ("", "ben@example.org"):
        assert client_of(user).post("/me/data/erase", {"email": typed}).status_code == 422
    assert client_of().post("/me/data/erase", {"email": "anna@example.org"}).status_code == 302
    assert User.objects.count() == 2
