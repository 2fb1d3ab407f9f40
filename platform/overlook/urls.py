"""Where each room's pages begin. Each room lists its own paths in its ``urls.py``."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("overlook.ops.urls")),
    path("", include("overlook.kit.urls")),
    path("", include("essays.urls")),
    path("", include("assessments.urls")),
    path("", include("simulations.urls")),
    path("", include("overlook.cohorts.urls")),
    path("", include("overlook.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include("overlook.api_urls")),
    path("admin/", admin.site.urls),
]

handler400 = "overlook.kit.views.bad_request"
handler403 = "overlook.kit.views.permission_denied"
handler404 = "overlook.kit.views.page_not_found"
handler500 = "overlook.kit.views.server_error"
