"""What may go wrong in the domain, said once: a stable code, a sentence with a way out, and the fields concerned.

Verbs in ``services.py`` raise these; views and the API turn them into a page or into problem+json.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar


class DomainError(Exception):
    """A refusal that a person can act upon.

    Parameters
    ----------
    message
        One or two sentences: what is wrong and the way out.
    code
        Stable, kebab-case; the class's own when omitted.
    fields
        Field path (dotted, as in ``params.ridge``) to the sentences about it.
    retry_after
        Seconds after which trying again makes sense (429 and 503).
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 422

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        fields: Mapping[str, Sequence[str]] | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.error_code = code or self.code
        self.fields = {name: list(sentences) for name, sentences in (fields or {}).items()}
        self.retry_after = retry_after


class Invalid(DomainError):
    """The input has the right shape but not an acceptable value."""

    code = "invalid"
    status = 422


class Forbidden(DomainError):
    """Known to be there, and not allowed. Objects that are not yours raise `NotFound` instead."""

    code = "forbidden"
    status = 403


class NotFound(DomainError):
    """Unknown, or somebody else's: the two are not told apart."""

    code = "not-found"
    status = 404


class Conflict(DomainError):
    """The state of the record does not allow it (closed, already done, changed meanwhile)."""

    code = "conflict"
    status = 409


class NotAsSeen(DomainError):
    """What was to be changed is no longer what its changer had seen (``If-Match``); ``revision`` is what it is now."""

    code = "not-as-seen"
    status = 412

    def __init__(self, message: str, *, revision: int) -> None:
        super().__init__(message)
        self.revision = revision


class MustSee(DomainError):
    """A change that says which revision it was made from (``If-Match``), or it is refused."""

    code = "if-match-missing"
    status = 428


class TooMany(DomainError):
    """A rate limit or quota."""

    code = "too-many"
    status = 429


class Unavailable(DomainError):
    """Something that we depend on is away; nothing was lost."""

    code = "unavailable"
    status = 503
