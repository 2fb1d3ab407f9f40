from django.urls import path

from overlook.ops import api

urlpatterns = [
    path("", api.IndexView.as_view(), name="index"),
    path("schema", api.SchemaView.as_view(), name="schema"),
]
