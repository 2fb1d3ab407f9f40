"""Public references: opaque, unguessable, safe in a URL and in a spoken sentence."""

import secrets

# No 0, 1, i, l, o, u: nothing to misread, no words by accident.
_ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
LENGTH = 16
PATTERN = rf"[{_ALPHABET}]{{{LENGTH}}}"


def new_ref() -> str:
    """A random reference of 16 characters (78 bits)."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(LENGTH))
