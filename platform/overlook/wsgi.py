"""WSGI entry point, served by Granian."""

import os

from overlook.kit.numerics import pin

pin()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "overlook.settings")

from django.core.wsgi import get_wsgi_application  # noqa: E402 - after the pinning

application = get_wsgi_application()

from essays.pages import warm  # noqa: E402 - needs the application

warm()
