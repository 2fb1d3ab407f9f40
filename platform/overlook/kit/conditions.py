"""Conditional requests: a change names the revision that it was made from, so that nobody's work is lost."""

import re

from django.utils.translation import gettext as _

from overlook.kit.errors import Invalid, MustSee

# A proxy or the compression of an answer may have made a strong tag weak; the number is the same.
_TAG = re.compile(r'\s*(?:W/)?"(\d{1,9})"\s*\Z')


def etag(revision: int) -> str:
    """The entity tag of a revision: its number in quotes."""
    return f'"{revision}"'


def seen_revision(if_match: str | None) -> int:
    """The revision that an ``If-Match`` header names.

    Raises
    ------
    MustSee
        There is no header.
    Invalid
        It names no single revision; ``*`` would overwrite whatever is there.
    """
    if if_match is None or not if_match.strip():
        raise MustSee(_("Send If-Match with the ETag that you read, so that nobody's change is lost."))
    found = _TAG.match(if_match)
    if found is None:
        sentence = _('If-Match takes one ETag as it was read, such as "3".')
        raise Invalid(sentence, code="if-match-unreadable", fields={"If-Match": [sentence]})
    return int(found[1])
