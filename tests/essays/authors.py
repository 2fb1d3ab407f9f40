"""What tests of the authoring preview share."""

from pathlib import Path

from django.test import Client

from overlook.accounts.models import User
from tests.essays.conftest import SLUG

HOME = f"/author/{SLUG}/preview"


def client_of(name: str, **fields) -> Client:
    client = Client(headers={"Sec-Fetch-Site": "same-origin"}, raise_request_exception=False)
    user = User.objects.create_user(f"{name}@example.org", "a kestrel over the meadow", **fields)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def text_of(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def spoil(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1))
