from django.urls import path

from overlook.progress import api

app_name = "progress_api"
urlpatterns = [
    path("me/progress", api.MyProgress.as_view(), name="me"),
]
