from django.urls import path, re_path

from essays import checking, pages, person, reviewing, testing, views

app_name = "essays"
urlpatterns = [
    path("", views.home, name="home"),
    path("e/<slug:slug>", views.essay, name="essay"),
    path("e/<slug:slug>/numbers", views.numbers, name="numbers"),
    path("e/<slug:slug>/figure/<slug:name>", views.figure, name="figure"),
    path("e/<slug:slug>/mine", views.mine, name="mine"),
    path("e/<slug:slug>/reading", views.reading, name="reading"),
    path("e/<slug:slug>/predict/<slug:prediction>", views.predict, name="predict"),
    re_path(rf"^e/(?P<slug>[a-z0-9-]+)/data/(?P<name>{pages.DATA_NAME})$", views.data, name="data"),
    path("me", person.me, name="me"),
    path("me/continue", person.go_on, name="continue"),
    path("me/week", person.goal, name="goal"),
    path("check/<slug:objective>", checking.check, name="check"),
    path("review", reviewing.review, name="review"),
    path("review/<str:ref>", reviewing.reviewed, name="reviewed"),
    path("e/<slug:slug>/test", testing.tests, name="tests"),
    path("e/<slug:slug>/test/<slug:kind>", testing.test, name="test"),
    path("about", person.about, name="about"),
]
