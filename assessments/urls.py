from django.urls import path

from assessments import attempt_views, regrade_views, views

app_name = "assessments"
urlpatterns = [
    path("items/<slug:bank>/<slug:item>", views.item, name="item"),
    path("items/<slug:bank>/<slug:item>/hint", views.hint, name="hint"),
    path("attempts/<str:ref>", attempt_views.attempt, name="attempt"),
    path("attempts/<str:ref>/<int:number>", attempt_views.question, name="question"),
    path("attempts/<str:ref>/review", attempt_views.review, name="review"),
    path("attempts/<str:ref>/submit", attempt_views.submit, name="submit"),
    path("banks/<slug:bank>/regrade", regrade_views.bank, name="regrade-bank"),
    path("banks/<slug:bank>/regrade/<slug:item>", regrade_views.item, name="regrade-item"),
]
