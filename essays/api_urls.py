from django.urls import path

from essays import api

urlpatterns = [
    path("essays", api.Essays.as_view(), name="api-essays"),
    path("essays/<slug:slug>", api.Essay.as_view(), name="api-essay"),
]
