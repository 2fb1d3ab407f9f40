from django.urls import path

from overlook.progress import api

app_name = "progress_api"
urlpatterns = [
    path("me/progress", api.MyProgress.as_view(), name="me"),
    path("me/reviews", api.MyReviews.as_view(), name="reviews"),
    path("me/xp", api.MyPoints.as_view(), name="xp"),
    path("me/badges", api.MyBadges.as_view(), name="badges"),
    path("me/confidence", api.MyConfidence.as_view(), name="confidence"),
    path("me/week", api.MyWeek.as_view(), name="week"),
]
