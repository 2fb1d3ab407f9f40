from django.urls import path, re_path

from essays import algorithms, own_figures, pages, person, views
from essays.asking import checking, reviewing, testing
from essays.edits import deciding, suggesting
from essays.embeds import embedding
from essays.finding import mapping, searching
from essays.history import version_views
from essays.workshop import authoring

app_name = "essays"
urlpatterns = [
    path("", views.home, name="home"),
    path("e/<slug:slug>", views.essay, name="essay"),
    path("e/<slug:slug>/numbers", views.numbers, name="numbers"),
    path("e/<slug:slug>/figure/<slug:name>", views.figure, name="figure"),
    path("e/<slug:slug>/figure/<slug:name>/own", own_figures.own_data, name="own"),
    path("figures/<slug:kind>/algorithm", algorithms.algorithm, name="algorithm"),
    path("e/<slug:slug>/mine", views.mine, name="mine"),
    path("e/<slug:slug>/reading", views.reading, name="reading"),
    path("e/<slug:slug>/predict/<slug:prediction>", views.predict, name="predict"),
    re_path(rf"^e/(?P<slug>[a-z0-9-]+)/data/(?P<name>{pages.DATA_NAME})$", views.data, name="data"),
    path("me", person.me, name="me"),
    path("me/continue", person.go_on, name="continue"),
    path("me/map", mapping.own_map, name="map"),
    path("me/week", person.goal, name="goal"),
    path("check/<slug:objective>", checking.check, name="check"),
    path("review", reviewing.review, name="review"),
    path("review/<str:ref>", reviewing.reviewed, name="reviewed"),
    path("e/<slug:slug>/test", testing.tests, name="tests"),
    path("e/<slug:slug>/test/<slug:kind>", testing.test, name="test"),
    path("e/<slug:slug>/versions", version_views.history, name="versions"),
    re_path(r"^e/(?P<slug>[a-z0-9-]+)/versions/(?P<name>[0-9a-f]{8,64})$", version_views.version, name="version"),
    re_path(
        r"^e/(?P<slug>[a-z0-9-]+)/versions/(?P<before>[0-9a-f]{8,64})\.\.(?P<after>[0-9a-f]{8,64})$",
        version_views.compared,
        name="compared",
    ),
    path("search", searching.search, name="search"),
    path("embed/<slug:slug>/<slug:name>", embedding.embed, name="embed"),
    path("embed/<slug:slug>/<slug:name>.png", embedding.picture, name="picture"),
    path("figure/<slug:slug>/<slug:name>/preset", embedding.preset, name="preset"),
    path("oembed", embedding.oembed, name="oembed"),
    path("about", person.about, name="about"),
    path("e/<slug:slug>/suggest", suggesting.suggest, name="suggest"),
    path("e/<slug:slug>/blocks.json", suggesting.blocks, name="blocks"),
    path("me/suggestions", suggesting.mine, name="my-suggestions"),
    path("author/suggestions", deciding.every, name="suggestions"),
    path("author/suggestions/accepted.patch", deciding.accepted, name="accepted-patch"),
    path("author/suggestions/<slug:ref>", deciding.one, name="suggestion"),
    path("author/suggestions/<slug:ref>.patch", deciding.patch, name="suggestion-patch"),
    path("author", authoring.folders, name="author"),
    path("author/sheets/<slug:name>.css", authoring.sheet, name="author-sheet"),
    path("author/<slug:slug>/preview", authoring.preview, name="preview"),
    path("author/<slug:slug>/preview/page", authoring.page, name="preview-page"),
    path("author/<slug:slug>/preview/digest", authoring.digest, name="preview-digest"),
    path("author/<slug:slug>/preview/inspector", authoring.inspector, name="preview-inspector"),
    path("author/<slug:slug>/preview/claims", authoring.claims, name="preview-claims"),
    # What a reader's page asks for below /e/<slug>/ and /items/<slug>/, the previewed page asks for here.
    re_path(rf"^author/(?P<slug>[\w-]+)/preview/at/data/(?P<name>{pages.DATA_NAME})$", authoring.data),
    path("author/<slug:slug>/preview/at/figure/<slug:name>", authoring.figure),
    path("author/<slug:slug>/preview/at/numbers", authoring.numbers),
    path("author/<slug:slug>/preview/at/item/<slug:name>", authoring.item),
    path("author/<slug:slug>/preview/at/item/<slug:name>/hint", authoring.item, {"hint": True}),
    path("author/<slug:slug>/preview/at/predict/<slug:name>", authoring.predict),
    path("author/<slug:slug>/preview/at/<path:rest>", authoring.elsewhere),
]
