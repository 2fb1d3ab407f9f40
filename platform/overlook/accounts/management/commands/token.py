"""``manage.py token EMAIL``: make an API token for somebody who has an account, and print it once."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from overlook.accounts.models import User
from overlook.accounts.tokens import issue_token, scopes_on_offer
from overlook.kit.clock import now
from overlook.kit.errors import Invalid


class Command(BaseCommand):
    help = "Make an API token (hashed at rest, scoped, expiring). It is printed this once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument(
            "--scope",
            action="append",
            dest="scopes",
            choices=sorted(scopes_on_offer()),
            help="may be given several times; default: read",
        )
        parser.add_argument("--days", type=int, default=90, help="lifetime, 1 to 366; default: 90")
        parser.add_argument("--name", default="command line", help="what the token is called under /me/tokens")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email=User.objects.normalise(options["email"])).first()
        if user is None:
            raise CommandError(f"Nobody has an account with the address {options['email']}.")
        scopes = options["scopes"] or ["read"]
        try:
            _token, secret = issue_token(user=user, name=options["name"], scopes=scopes, days=options["days"], at=now())
        except Invalid as error:
            sentences = [sentence for field in error.fields.values() for sentence in field]
            raise CommandError(" ".join([error.message, *sentences])) from error
        self.stdout.write(secret)
