from django.urls import path

from assessments import api, regrade_api

app_name = "assessments_api"
urlpatterns = [
    path("banks/<slug:bank>/regrades", regrade_api.BankRegrades.as_view(), name="regrades"),
    path("banks/<slug:bank>/regrades/<str:regrade>/undo", regrade_api.BankUndo.as_view(), name="regrade-undo"),
    path("attempts", api.Attempts.as_view(), name="attempts"),
    path("attempts/<str:ref>", api.AttemptView.as_view(), name="attempt"),
    path("attempts/<str:ref>/responses", api.Responses.as_view(), name="responses"),
    path("attempts/<str:ref>/drafts/<int:number>", api.DraftOfQuestion.as_view(), name="draft"),
    path("attempts/<str:ref>/clock", api.Clock.as_view(), name="clock"),
    path("attempts/<str:ref>/submit", api.Submission.as_view(), name="submission"),
]
