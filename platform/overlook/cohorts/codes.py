"""Join codes: short enough to be read out in class, stored as a keyed hash only."""

import hmac
import secrets

from django.conf import settings

# No 0, 1, i, l, o, u: nothing to misread on a slide.
ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
LENGTH = 8


def new_code() -> str:
    """A random code of eight characters (39 bits), written ``abcd-efgh``."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"{letters[:4]}-{letters[4:]}"


def digest_of(code: str) -> str:
    """The keyed hash of a code as it may be typed: case, spaces and hyphens do not matter."""
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    return _keyed(f"join-code:{plain}")


def pseudonym_of(cohort: str, user: str, attempt: int = 0) -> str:
    """What a learner is called before those who may not know the name: the same every time, different per cohort."""
    digits = int(_keyed(f"pseudonym:{cohort}:{user}:{attempt}"), 16)
    letters = ""
    for _position in range(5):
        digits, index = divmod(digits, len(ALPHABET))
        letters += ALPHABET[index]
    return f"Learner {letters.upper()}"


def _keyed(text: str) -> str:
    return hmac.digest(settings.SECRET_KEY.encode(), text.encode(), "sha256").hex()
