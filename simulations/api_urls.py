from django.urls import path

from simulations import api, data_api, play_api

app_name = "simulations_api"
urlpatterns = [
    path("simulations", api.Simulations.as_view(), name="simulations"),
    path("simulations/<str:slug>", api.SimulationView.as_view(), name="simulation"),
    path("challenges", play_api.Challenges.as_view(), name="challenges"),
    path("challenges/<str:slug>", play_api.ChallengeView.as_view(), name="challenge"),
    path("challenges/<str:slug>/plays", play_api.Plays.as_view(), name="plays"),
    path("plays/<str:ref>", play_api.PlayView.as_view(), name="play"),
    path("plays/<str:ref>/actions", play_api.PlayActions.as_view(), name="play-actions"),
    path("data-sets", data_api.DataSets.as_view(), name="data-sets"),
    path("data-sets/<str:ref>", data_api.DataSetView.as_view(), name="data-set"),
    path("runs", api.Runs.as_view(), name="runs"),
    path("runs/<str:ref>", api.RunView.as_view(), name="run"),
    path("runs/<str:ref>/events", api.RunEvents.as_view(), name="run-events"),
    path("runs/<str:ref>/result", api.RunResult.as_view(), name="run-result"),
    path("runs/<str:ref>/code", api.RunCode.as_view(), name="run-code"),
]
