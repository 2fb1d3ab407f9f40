from django.urls import path, re_path

from essays import pages, person, views

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
    path("check/<slug:objective>", person.check, name="check"),
    path("about", person.about, name="about"),
]
