from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "overlook.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # drf-spectacular finds its extensions by their having been imported.
        import_module("overlook.accounts.schema")
