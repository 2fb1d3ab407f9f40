from django.urls import path

from assessments import api

app_name = "assessments_api"
urlpatterns = [
    path("attempts", api.Attempts.as_view(), name="attempts"),
    path("attempts/<str:ref>", api.AttemptView.as_view(), name="attempt"),
    path("attempts/<str:ref>/responses", api.Responses.as_view(), name="responses"),
    path("attempts/<str:ref>/drafts/<int:number>", api.DraftOfQuestion.as_view(), name="draft"),
    path("attempts/<str:ref>/clock", api.Clock.as_view(), name="clock"),
    path("attempts/<str:ref>/submit", api.Submission.as_view(), name="submission"),
]
