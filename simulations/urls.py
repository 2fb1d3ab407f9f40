from django.urls import path
from django.views.generic import RedirectView

from simulations import compare_views, data_views, download_views, play_views, views

app_name = "simulations"
urlpatterns = [
    path("simulations", views.index, name="index"),
    path("simulations/<slug:slug>", views.simulation, name="simulation"),
    path("challenge", RedirectView.as_view(pattern_name="simulations:challenges")),
    path("challenges", play_views.index, name="challenges"),
    path("challenge/<slug:slug>", play_views.challenge, name="challenge"),
    path("challenge/<slug:slug>/<slug:ref>", play_views.play, name="play"),
    path("data", data_views.data_sets, name="data-sets"),
    path("data/<slug:ref>", data_views.data_set, name="data-set"),
    path("data/<slug:ref>.csv", data_views.data_csv, name="data-csv"),
    path("data/<slug:ref>/delete", data_views.delete, name="data-delete"),
    path("runs", views.runs, name="runs"),
    path("runs/<slug:ref>", views.run, name="run"),
    path("runs/<slug:ref>/live", views.run_live, name="run-live"),
    path("runs/<slug:ref>/cancel", views.cancel, name="run-cancel"),
    path("runs/<slug:ref>.csv", download_views.run_csv, name="run-csv"),
    path("compare", compare_views.compare, name="compare"),
    path("compare.<slug:kind>", download_views.compare_file, name="compare-file"),
    path("compare/picture", compare_views.picture, name="compare-picture"),
    path("r/<slug:digest>", views.result, name="result"),
    path("r/<slug:digest>/picture", views.result_picture, name="result-picture"),
    path("r/<slug:digest>/again", views.result_again, name="result-again"),
    path("r/<slug:digest>.<slug:kind>", download_views.result_file, name="result-file"),
]
