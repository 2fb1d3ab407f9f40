"""Results and comparisons as files: complete, kept as long as they may be, and legible anywhere."""

import csv
import json
import re
from collections.abc import Callable

import pytest
from django.test import Client

from simulations import citing
from simulations.models import Result
from tests.figures.portable import read_png, size_of
from tests.figures.test_contrast import colours
from tests.simulations.test_pages import FORM, URL, finish, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def result(client: Client) -> Callable[..., Result]:
    def result(**changes: str) -> Result:
        before = set(Result.objects.values_list("hash", flat=True))
        client.post(URL, FORM | {"key": repr(changes)} | changes)
        finish()
        return Result.objects.exclude(hash__in=before).get()

    return result


def test_the_png_is_the_svg_at_twice_its_size_with_its_words(client: Client, result: Callable[..., Result]) -> None:
    found = result()
    answer = client.get(f"/r/{found.hash}.png")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert answer["Content-Disposition"] == f'inline; filename="stepping-stones-{found.hash[:12]}.png"'
    svg = text(client.get(f"/r/{found.hash}.svg"))
    width, height = (int(size) for size in re.findall(r' (?:width|height)="(\d+)"', svg)[:2])
    assert size_of(answer.content) == (2 * width, 2 * height)
    # The title and the sentence under it stand in the first lines, as dark strokes on white.
    assert read_png(answer.content, rows=150).dark() > 1000


def test_every_colour_of_a_file_is_one_of_the_light_palette() -> None:
    used = set(re.findall(r"#[0-9a-f]{6}", " ".join(citing._LOOKS.values())))
    assert used - set(colours("light").values()) == set()


def test_a_file_is_kept_for_a_day_and_then_asked_for_by_its_content(
    client: Client, result: Callable[..., Result]
) -> None:
    found = result()
    stranger = Client()
    for kind in ("csv", "json", "svg", "png", "py"):
        first = stranger.get(f"/r/{found.hash}.{kind}")
        assert first["Cache-Control"] == "public, max-age=86400", kind
        assert "Cookie" not in first.get("Vary", ""), kind
        again = stranger.get(f"/r/{found.hash}.{kind}", headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b""), kind
    assert stranger.get(f"/r/{found.hash}.gif").status_code == 404
    assert stranger.get(f"/r/{'0' * 64}.png").status_code == 404


def test_the_csv_begins_with_what_decides_the_numbers_and_holds_the_theory(
    client: Client, result: Callable[..., Result]
) -> None:
    found = result()
    lines = text(client.get(f"/r/{found.hash}.csv")).splitlines()
    head = dict(line[2:].split(": ", 1) for line in lines if line.startswith("# "))
    assert head["simulation"] == "Stepping stones: Sound stones"
    assert json.loads(head["parameters"]) == found.recipe.params
    assert head["seeds"] == "8, numbered from 0"
    assert head["engine"] == found.recipe.engine
    assert head["digest"] == found.digest
    assert head["address"] == f"http://testserver/r/{found.hash}"
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    assert [row["test error, theory"] for row in rows] == ["1", "1", "1", "1", ""]
    assert float(rows[0]["test error, 10 %"]) <= float(rows[0]["test error, median"])


def test_the_json_has_parameters_with_units_seeds_engine_and_curves(
    client: Client, result: Callable[..., Result]
) -> None:
    found = result()
    data = client.get(f"/r/{found.hash}.json").json()
    assert data["engine"].startswith("stepping-stones/normal@1 shard=4 ")
    assert (data["seeds"], data["title"]) == (8, "Stepping stones")
    dawdle = next(item for item in data["parameters"] if item["name"] == "dawdle")
    assert dawdle == {"name": "dawdle", "label": "Dawdle", "unit": "s", "value": 0.0}
    assert len(data["series"]["test"]["median"]) == len(data["axis"]["values"]) == 5


def test_a_comparison_is_there_as_svg_and_png(client: Client, result: Callable[..., Result]) -> None:
    first, second = result(), result(root="2")
    asked = {"r": [first.hash, second.hash]}
    page = text(client.get("/compare", asked))
    assert f'href="/compare.png?r={first.hash}&amp;r={second.hash}"' in page
    svg = client.get("/compare.svg", asked)
    assert "Two results compared" in text(svg)
    assert f"http://testserver/r/{second.hash}" in text(svg)
    assert "Random stream: 1 | 2" in text(svg)
    assert "class=" not in text(svg)
    answer = client.get("/compare.png", asked)
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/png", "public, max-age=86400")
    assert read_png(answer.content, rows=150).dark() > 1000
    assert client.get("/compare.png", {"r": first.hash}).status_code == 422
    assert client.get("/compare.gif", asked).status_code == 404
