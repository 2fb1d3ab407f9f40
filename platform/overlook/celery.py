"""The Celery application. Workers start with ``celery -A overlook.celery``."""

import os

from overlook.kit.numerics import pin

pin()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "overlook.settings")

from celery import Celery  # noqa: E402 - after the pinning, which must precede NumPy

app = Celery("overlook")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
