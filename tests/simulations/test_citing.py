"""A result for elsewhere: citation, and one SVG file that stands alone."""

import re
from xml.etree import ElementTree

import pytest
from django.test import Client

from simulations import citing
from simulations.models import Result, Shard
from tests.simulations.test_pages import FORM, URL, finish, text

pytestmark = pytest.mark.django_db
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def result(client: Client) -> Result:
    client.post(URL, FORM)
    finish()
    return Result.objects.get()


def test_a_result_says_how_to_cite_it(client: Client, result: Result) -> None:
    page = text(client.get(f"/r/{result.hash}"))
    day = f"{result.created_at:%-d %B %Y}"
    assert "Overlook. “Stepping stones: Sound stones”, 8 seeds." in page
    assert f"Computed {day} by stepping-stones/normal@1. http://testserver/r/{result.hash}" in page
    assert f"@misc{{overlook-{result.hash[:12]}," in page
    assert "engine stepping-stones/normal@1 shard=4" in page


def test_the_picture_is_one_file_that_needs_no_stylesheet(client: Client, result: Result) -> None:
    answer = client.get(f"/r/{result.hash}.svg")
    assert answer["Content-Type"].startswith("image/svg+xml")
    assert answer["Content-Disposition"] == f'attachment; filename="stepping-stones-{result.hash[:12]}.svg"'
    root = ElementTree.fromstring(answer.content)
    assert len(root.findall(f"{SVG}svg")) == 2
    words = " ".join(node.text or "" for node in root.findall(f"{SVG}text"))
    assert "Stepping stones: Sound stones" in words
    assert f"http://testserver/r/{result.hash}" in words
    assert "class=" not in text(answer)
    assert "style=" not in text(answer)
    for path in root.iter(f"{SVG}path"):
        assert path.get("fill")
    bottoms = [float(node.get("y", 0)) + float(node.get("height", 0)) for node in root.findall(f"{SVG}svg")]
    assert bottoms == sorted(bottoms)
    assert max(bottoms) < float(root.get("height", 0))


def test_every_class_of_the_drawings_has_a_look(client: Client, result: Result) -> None:
    figures = "".join(re.findall(r"<svg.*?</svg>", text(client.get(f"/r/{result.hash}"))))
    drawn = set(re.findall(r'class="([^"]*)"', figures))
    assert {name for names in drawn for name in names.split()} - {"chart"} <= set(citing._LOOKS)


def test_a_picture_of_numbers_that_are_set_aside_is_not_there(client: Client, result: Result) -> None:
    Shard.objects.update(status="evicted", blob=None)
    assert client.get(f"/r/{result.hash}.svg").status_code == 404
    assert client.get(f"/r/{result.hash}.png").status_code == 404
