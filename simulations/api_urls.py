from django.urls import path

from simulations import api

app_name = "simulations_api"
urlpatterns = [
    path("simulations", api.Simulations.as_view(), name="simulations"),
    path("simulations/<str:slug>", api.SimulationView.as_view(), name="simulation"),
    path("runs", api.Runs.as_view(), name="runs"),
    path("runs/<str:ref>", api.RunView.as_view(), name="run"),
    path("runs/<str:ref>/events", api.RunEvents.as_view(), name="run-events"),
    path("runs/<str:ref>/result", api.RunResult.as_view(), name="run-result"),
    path("runs/<str:ref>/code", api.RunCode.as_view(), name="run-code"),
]
