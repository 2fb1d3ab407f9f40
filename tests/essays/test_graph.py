"""The map of the essays: right of what it builds upon, nothing over anything else, as few crossings as can be."""

import re
from itertools import combinations

import pytest

from essays.finding.graph import Essay, Map, crossings, lay_out
from essays.models import EssayVersion
from essays.registry import essay_folders
from essays.source import folder as folders
from tests.essays.conftest import SLUG

HERE = {"Sec-Fetch-Site": "same-origin"}
# The whole catalogue, as the essays to come will build upon each other.
CATALOGUE = {
    "linear": (),
    "descent": ("linear",),
    "logistic": ("descent",),
    "split": (),
    "cross-validation": ("split",),
    "bias": ("linear",),
    "regular": ("bias",),
    "double": ("regular",),
    "double-two": ("double",),
    "precision": ("logistic",),
    "roc": ("precision",),
    "fair": ("roc",),
    "trees": (),
    "forest": ("trees",),
    "networks": ("logistic",),
    "reinforcement": ("descent",),
    "series": ("linear",),
    "attention": ("networks",),
}


def drawn(needs: dict[str, tuple[str, ...]]) -> Map:
    return lay_out([Essay(slug, slug.title(), f"/e/{slug}", names) for slug, names in needs.items()])


def by_slug(found: Map) -> dict[str, tuple[float, float, float]]:
    return {node.essay.slug: (node.x, node.y, node.y + node.height) for node in found.nodes}


def crossed(found: Map) -> int:
    """Crossings counted from the curves' ends between neighbouring columns, however they were laid out."""
    spans = [
        (start[0], start[1], end[1])
        for line in found.lines
        for start, end in zip(line.points[::2], line.points[1::2], strict=True)
    ]
    return sum(a[0] == b[0] and (a[1] - b[1]) * (a[2] - b[2]) < 0 for a, b in combinations(spans, 2))


def test_each_essay_stands_to_the_right_of_all_it_builds_upon():
    at = by_slug(drawn(CATALOGUE))
    for slug, needs in CATALOGUE.items():
        for need in needs:
            assert at[need][0] < at[slug][0]


def test_the_catalogue_is_drawn_without_a_crossing_and_no_box_lies_over_another():
    found = drawn(CATALOGUE)
    assert crossed(found) == 0
    for (x, top, bottom), (other, start, end) in combinations(by_slug(found).values(), 2):
        assert x != other or bottom < start or end < top


def test_a_line_past_an_essay_does_not_run_through_its_box():
    found = drawn({"a": (), "b": ("a",), "c": ("b", "a"), "d": ("b",)})
    (long,) = [line for line in found.lines if (line.source, line.target) == ("a", "c")]
    _, top, bottom = by_slug(found)["b"]
    assert len(long.points) == 4
    assert not top <= long.points[1][1] <= bottom


def test_an_order_that_can_be_untangled_is():
    tangled = {"a": (), "b": (), "c": (), "x": ("c",), "y": ("b",), "z": ("a",)}
    assert crossings([[("a",), ("b",)], [("x",), ("y",)]], [(("a",), ("y",)), (("b",), ("x",))]) == 1
    assert crossed(drawn(tangled)) == 0


def test_a_circle_is_drawn_and_ends():
    found = drawn({"a": ("b",), "b": ("a",), "c": ("c",)})
    assert len(found.nodes) == 3
    assert all(line.points[0][0] < line.points[-1][0] for line in found.lines)


def test_nothing_is_drawn_of_nothing():
    found = lay_out([])
    assert (found.nodes, found.lines) == ((), ())


def test_the_same_essays_are_always_drawn_alike():
    assert drawn(CATALOGUE) == drawn(CATALOGUE)


def test_what_needs_nothing_stands_beside_the_first_that_needs_it():
    at = by_slug(drawn({"a": (), "b": ("a",), "c": ("b", "late"), "late": ()}))
    assert at["late"][0] == at["b"][0]


def test_the_home_page_has_the_map_and_the_list(published, client):
    page = client.get("/").content.decode()
    (drawing,) = re.findall(r'<div class="map .*?</svg>', page, re.DOTALL)
    assert f'<a href="/e/{SLUG}"><rect' in drawing
    assert "<g>" not in drawing
    assert '<ol class="order">' in page


def test_what_is_not_written_yet_is_named_without_a_link(published, client):
    version = EssayVersion.objects.get()
    version.manifest["prerequisites"] = [{"slug": "to-come", "title": "An essay to come"}]
    version.sha256 = "e" * 64
    version.save()
    (drawing,) = re.findall(r'<div class="map .*?</svg>', client.get("/").content.decode(), re.DOTALL)
    (unwritten,) = re.findall(r"<g>.*?</g>", drawing)
    assert "An essay to" in unwritten
    assert "not written yet" in unwritten
    assert "/e/to-come" not in drawing
    assert drawing.count("<path") == 1


def test_where_a_reader_stands_is_told_to_them_alone(published, client):
    assert client.get("/me/map").status_code == 204
    client.post(f"/e/{SLUG}/reading", {"mark": "story-1"}, headers=HERE)
    own = client.get("/me/map")
    assert "no-store" in own["Cache-Control"]
    assert "· begun</tspan>" in own.content.decode()
    assert "begun" not in client.get("/").content.decode()
    client.post(f"/e/{SLUG}/reading", {"mark": "you-can-now"}, headers=HERE)
    assert "· read</tspan>" in client.get("/me/map").content.decode()


@pytest.mark.parametrize(
    ("slug", "needs"),
    [
        ("bias-variance", ["linear-regression"]),
        ("double-descent", ["bias-variance", "regularisation"]),
        ("double-descent-two", ["double-descent"]),
        ("gradient-descent", ["linear-regression"]),
        ("roc-auc", ["precision-recall"]),
        ("train-validation-test", []),
    ],
)
def test_our_essays_say_what_they_build_upon(slug, needs):
    (path,) = [path for path in essay_folders() if path.name == slug]
    assert [one.slug for one in folders.read(path).front.prerequisites] == needs
