"""The page of an algorithm: the same for everybody, bare for a figure that opens it, and it knows where it is used."""

import pytest

from essays import algorithms, selectors
from overlook.figures.algorithms import algorithm_of
from overlook.kit.registry import discover
from tests.essays.conftest import SLUG


def test_the_page_shows_words_python_and_output_and_is_the_same_for_everybody(published, client):
    first, second = (client.get("/figures/knot-fit/algorithm") for _ in range(2))
    page = first.content.decode()
    assert "1. Features: Φᵢₖ ← ½|xᵢ − tₖ|" in page
    assert "<code>import numpy as np\n" in page
    assert "<samp>10 knots: test 0.235" in page
    assert algorithm_of("knot-fit").source in page
    assert first.content == second.content
    assert "public" in first["Cache-Control"]
    assert not first.cookies
    known = client.get("/figures/knot-fit/algorithm", headers={"If-None-Match": first["ETag"]})
    assert known.status_code == 304


def test_a_figure_gets_the_part_alone_with_the_module_that_it_needs(published, client):
    bare = client.get("/figures/knot-fit/algorithm", headers={"HX-Request": "true"})
    assert bare.content.decode().startswith('<div data-module="/static/essays/algorithm')
    assert 'href="/figures/knot-fit/algorithm"' in bare.content.decode()
    assert "HX-Request" in bare["Vary"]
    assert bare["ETag"] != client.get("/figures/knot-fit/algorithm")["ETag"]


def test_it_leads_to_the_figures_of_its_kind_but_not_to_those_that_a_reveal_withholds(published, client):
    page = client.get("/figures/knot-fit/algorithm").content.decode()
    assert f'<a href="/e/{SLUG}#fig-story">Small essay, figure 1: A chain and its error</a>' in page
    figures = selectors.edition(SLUG).manifest["figures"]
    withheld = {name for name, figure in figures.items() if name not in page and figure["kind"] == "knot-fit"}
    shown = {segment.get("figure") for segment in selectors.edition(SLUG).manifest["segments"]}
    assert withheld.isdisjoint(shown)


def test_every_figure_of_an_essay_leads_to_its_algorithm(published, client):
    page = client.get(f"/e/{SLUG}").content.decode()
    assert page.count('<a href="/figures/knot-fit/algorithm" data-part="div">') == page.count("<x-figure")


@pytest.mark.parametrize("kind", discover("overlook.figures", "KIND"))
def test_every_kind_has_its_page_even_where_no_essay_uses_it(db, client, kind):
    response = client.get(f"/figures/{kind}/algorithm")
    assert response.status_code == 200
    assert response.content.decode().count("<pre") == 3


@pytest.mark.parametrize("kind", ["nothing", "knot_fit", "template", "curve-band-2"])
def test_what_is_no_kind_is_not_found(db, client, kind):
    assert client.get(f"/figures/{kind}/algorithm").status_code == 404
    assert client.get(f"/figures/{kind}/algorithm", headers={"HX-Request": "true"}).status_code == 404


def test_a_catalogue_without_essays_uses_nothing(db):
    assert algorithms.uses("knot-fit", []) == []
