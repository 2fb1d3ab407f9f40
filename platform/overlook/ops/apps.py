from django.apps import AppConfig

from overlook import celery
from overlook.ops import heartbeat


class OpsConfig(AppConfig):
    name = "overlook.ops"
    label = "ops"
    default_auto_field = "django.db.models.BigAutoField"

    # Whoever enqueues, the web server too, does so through this app; rooms only know ``current_app``.
    queue = celery.app

    def ready(self) -> None:
        heartbeat.connect()
