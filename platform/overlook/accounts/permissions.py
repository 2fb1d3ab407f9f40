"""What a bearer token may do. A signed-in browser is not narrowed: it is the person."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from overlook.kit.errors import Forbidden

if TYPE_CHECKING:
    # DRF loads this class while it loads its views.
    from rest_framework.views import APIView

READ, WRITE, COHORTS_READ, COHORTS_WRITE = "read", "write", "cohorts.read", "cohorts.write"


class TokenScope(BasePermission):
    """The token must carry the scopes that the view asks for.

    A view says ``required_scopes`` as a sequence for every method (``["cohorts.read"]``) or as a mapping from method
    to sequence; where it says nothing, safe methods need ``read`` and the others ``write``.
    """

    def has_permission(self, request: Request, view: "APIView") -> bool:
        token: Any = request.auth
        if token is None:
            return True
        missing = [scope for scope in scopes_for(view, request.method or "GET") if not token.allow_scopes([scope])]
        if missing:
            names = ", ".join(missing)
            raise Forbidden(
                f"This token lacks the scope {names}. Make one that has it under /me/tokens.", code="scope-missing"
            )
        return True


def scopes_for(view: object, method: str) -> Sequence[str]:
    """The scopes that ``method`` of ``view`` needs from a token."""
    declared: Mapping[str, Sequence[str]] | Sequence[str] | None = getattr(view, "required_scopes", None)
    if isinstance(declared, Mapping):
        declared = declared.get(method.upper())
    if declared is not None:
        return declared
    return [READ] if method.upper() in SAFE_METHODS else [WRITE]
