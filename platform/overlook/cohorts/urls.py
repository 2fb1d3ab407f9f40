from django.urls import path

from overlook.cohorts import board_views, grade_views, paper_views, regrade_views, views

urlpatterns = [
    path("cohorts", views.cohorts, name="cohorts"),
    path("cohorts/join", views.join, name="cohort-join"),
    path("cohort/<str:ref>", views.cohort, name="cohort"),
    path("cohort/<str:ref>/grades", grade_views.grades, name="cohort-grades"),
    path("cohort/<str:ref>/grades.csv", grade_views.export, name="cohort-grades-csv"),
    path("cohort/<str:ref>/grades/<str:assignment>/<str:member>", grade_views.grade, name="cohort-grade"),
    path("cohort/<str:ref>/<str:panel>.csv", views.export, name="cohort-export"),
    path("cohort/<str:ref>/flags", views.settle, name="cohort-flags"),
    path("cohort/<str:ref>/learners", views.roster, name="cohort-roster"),
    path("cohort/<str:ref>/learners/<str:member>", views.member, name="cohort-member"),
    path("cohort/<str:ref>/learners/<str:member>/remove", views.remove, name="cohort-remove"),
    path("cohort/<str:ref>/settings", views.settings, name="cohort-settings"),
    path("cohort/<str:ref>/code", views.rotate, name="cohort-code"),
    path("cohort/<str:ref>/code/revoke", views.revoke, name="cohort-code-revoke"),
    path("cohort/<str:ref>/assignments", views.assign, name="cohort-assign"),
    path("cohort/<str:ref>/assignments/<str:assignment>/withdraw", views.withdraw, name="cohort-withdraw"),
    path("cohort/<str:ref>/papers", paper_views.assign, name="cohort-assign-paper"),
    path("cohort/<str:ref>/assignments/<str:assignment>", paper_views.paper, name="cohort-assignment"),
    path("cohort/<str:ref>/assignments/<str:assignment>/begin", paper_views.begin, name="cohort-begin"),
    path("cohort/<str:ref>/assignments/<str:assignment>/extensions", paper_views.extend, name="cohort-extend"),
    path("cohort/<str:ref>/assignments/<str:assignment>/regrade", regrade_views.paper, name="cohort-regrade"),
    path(
        "cohort/<str:ref>/assignments/<str:assignment>/regrade/<slug:item>",
        regrade_views.item,
        name="cohort-regrade-item",
    ),
    path("cohort/<str:ref>/board", board_views.board, name="cohort-board"),
    path("cohort/<str:ref>/board/switch", board_views.switch, name="cohort-board-switch"),
    path("cohort/<str:ref>/leave", views.leave, name="cohort-leave"),
]
