from django.urls import path

from essays import api
from essays.asking import api as review_api
from essays.finding import api as search_api

urlpatterns = [
    path("search", search_api.Search.as_view(), name="api-search"),
    path("essays", api.Essays.as_view(), name="api-essays"),
    path("essays/<slug:slug>/tests", review_api.EssayTests.as_view(), name="api-essay-tests"),
    path("me/reviews/next", review_api.NextReview.as_view(), name="api-review-next"),
    path("me/reviews/answers", review_api.ReviewAnswers.as_view(), name="api-review-answers"),
    path("essays/<slug:slug>", api.Essay.as_view(), name="api-essay"),
]
