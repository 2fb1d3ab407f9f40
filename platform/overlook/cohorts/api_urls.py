from django.urls import path

from overlook.cohorts import api, board_api

urlpatterns = [
    path("cohorts", api.CohortList.as_view(), name="api-cohorts"),
    path("cohorts/<str:ref>/dashboard", api.CohortDashboard.as_view(), name="api-cohort-dashboard"),
    path("cohorts/<str:ref>/learners", api.CohortLearners.as_view(), name="api-cohort-learners"),
    path("cohorts/<str:ref>/board", board_api.CohortBoard.as_view(), name="api-cohort-board"),
    path("cohorts/<str:ref>/results", api.CohortResults.as_view(), name="api-cohort-results"),
]
