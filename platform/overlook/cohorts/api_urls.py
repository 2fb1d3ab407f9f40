from django.urls import path

from overlook.cohorts import api, board_api, grade_api, item_api, paper_api, regrade_api

urlpatterns = [
    path("cohorts", api.CohortList.as_view(), name="api-cohorts"),
    path("papers", paper_api.OwnPapers.as_view(), name="api-papers"),
    path("papers/<str:ref>/attempts", paper_api.OwnSittings.as_view(), name="api-paper-attempts"),
    path("cohorts/<str:ref>/papers", paper_api.Papers.as_view(), name="api-cohort-papers"),
    path(
        "cohorts/<str:ref>/papers/<str:assignment>/extensions",
        paper_api.Extensions.as_view(),
        name="api-cohort-extensions",
    ),
    path("cohorts/<str:ref>/learners/<str:member>/time", paper_api.TimeOfLearner.as_view(), name="api-cohort-time"),
    path("cohorts/<str:ref>/dashboard", api.CohortDashboard.as_view(), name="api-cohort-dashboard"),
    path("cohorts/<str:ref>/learners", api.CohortLearners.as_view(), name="api-cohort-learners"),
    path("cohorts/<str:ref>/board", board_api.CohortBoard.as_view(), name="api-cohort-board"),
    path("cohorts/<str:ref>/grades", grade_api.CohortGrades.as_view(), name="api-cohort-grades"),
    path(
        "cohorts/<str:ref>/assignments/<str:assignment>/learners/<str:member>/grade",
        grade_api.CohortGrade.as_view(),
        name="api-cohort-grade",
    ),
    path("cohorts/<str:ref>/items/<slug:essay>", item_api.CohortItems.as_view(), name="api-cohort-items"),
    path("cohorts/<str:ref>/items/<slug:essay>/<slug:item>", item_api.CohortItem.as_view(), name="api-cohort-item"),
    path(
        "cohorts/<str:ref>/assignments/<str:assignment>/regrades",
        regrade_api.PaperRegrades.as_view(),
        name="api-cohort-regrades",
    ),
    path(
        "cohorts/<str:ref>/assignments/<str:assignment>/regrades/<str:regrade>/undo",
        regrade_api.PaperUndo.as_view(),
        name="api-cohort-regrade-undo",
    ),
    path("cohorts/<str:ref>/results", api.CohortResults.as_view(), name="api-cohort-results"),
]
