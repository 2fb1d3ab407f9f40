from django.urls import path

from assessments import views

app_name = "assessments"
urlpatterns = [
    path("items/<slug:bank>/<slug:item>", views.item, name="item"),
    path("items/<slug:bank>/<slug:item>/hint", views.hint, name="hint"),
]
