"""The REST API, version 1: each room lists its own endpoints in its ``api_urls.py``."""

from django.urls import include, path

urlpatterns = [
    path("", include("overlook.ops.api_urls")),
    path("", include("essays.api_urls")),
    path("", include("assessments.api_urls")),
    path("", include("simulations.api_urls")),
    path("", include("overlook.progress.api_urls")),
    path("", include("overlook.cohorts.api_urls")),
]
