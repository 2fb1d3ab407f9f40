"""How the API's own description speaks of signing in."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension


class BearerTokenScheme(OpenApiAuthenticationExtension):
    target_class = "overlook.accounts.authentication.TokenAuthentication"
    name = "bearer"
    priority = 1

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A personal token from /me/tokens or `manage.py token EMAIL`, with its scopes and expiry.",
        }


class SiteSessionScheme(OpenApiAuthenticationExtension):
    target_class = "overlook.accounts.authentication.SiteSessionAuthentication"
    name = "session"
    priority = 1

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "sessionid",
            "description": "The session of a signed-in browser; unsafe methods also need X-CSRFToken.",
        }
