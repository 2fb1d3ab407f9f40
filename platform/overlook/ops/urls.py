from django.urls import path
from django.views.generic import RedirectView

from overlook.ops import views

app_name = "ops"
urlpatterns = [
    path("health/live", views.live, name="live"),
    path("health/ready", views.ready, name="ready"),
    path("metrics", views.show_metrics, name="metrics"),
    path("api/", RedirectView.as_view(url="/api/v1/docs"), name="api"),
    path("api/v1/docs", views.api_docs, name="api_docs"),
]
