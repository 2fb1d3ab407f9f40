"""Two results over each other: what may be compared, what is drawn, what is said to differ; all without JavaScript."""

import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from simulations import overlay
from simulations.engine.contract import Axis, Series
from simulations.models import Result, Run, Shard
from tests.simulations.test_pages import FORM, URL, finish, text

pytestmark = pytest.mark.django_db
TEST = Series("test", "Test error", "u")


@pytest.fixture
def reader() -> Client:
    return Client()


@pytest.fixture
def result(reader: Client) -> Callable[..., str]:
    """Ask for a run as the reader and have it computed; gives the hash of its result."""

    def result(**changes: str) -> str:
        before = set(Result.objects.values_list("hash", flat=True))
        reader.post(URL, FORM | {"key": repr(changes)} | changes)
        finish()
        return str(Result.objects.exclude(hash__in=before).get().hash)

    return result


def test_two_results_share_their_panels_and_a_table_says_what_differs(
    reader: Client, result: Callable[..., str], client: Client
) -> None:
    first, second = result(), result(root="2", seeds="4")
    answer = client.get("/compare", {"r": [first, second]})
    page = text(answer)
    assert answer.status_code == 200
    figures = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert len(figures) == 3
    classes = {
        path.get("class") for path in ElementTree.fromstring(figures[0]).iter("{http://www.w3.org/2000/svg}path")
    }
    assert {"s1", "s2", "band", "band-2"} <= classes
    assert '<th scope="row">Random stream</th><td>1</td><td>2</td>' in page
    assert '<th scope="row">Seeds</th><td>8</td><td>4</td>' in page
    assert '<th scope="row">Stones</th>' not in page
    assert "<li>Stones 5</li>" in page
    assert "style=" not in page
    assert "sessionid" not in client.cookies


def test_the_only_difference_stands_at_the_lines(reader: Client, result: Callable[..., str]) -> None:
    page = text(reader.get("/compare", {"r": [result(), result(points="7")]}))
    assert ">A: 5<" in page
    assert ">B: 7<" in page


def test_the_picture_comes_at_the_width_that_the_page_has(reader: Client, result: Callable[..., str]) -> None:
    given = [result(), result(root="2")]
    part = text(reader.get("/compare/picture", {"r": given, "width": "333"}))
    assert 'viewBox="0 0 333 340"' in part
    assert "<html" not in part
    assert reader.get("/compare/picture", {"r": given[:1]}).status_code == 422


def test_a_result_leads_to_the_choice_of_another_and_offers_ones_own(
    reader: Client, result: Callable[..., str]
) -> None:
    first, second = result(), result(root="2")
    assert f'href="/compare?r={first}"' in text(reader.get(f"/r/{first}"))
    page = text(reader.get("/compare", {"r": first}))
    assert f'<input type="hidden" name="r" value="{first}">' in page
    assert f'href="/compare?r={first}&amp;r={second}"' in page
    assert "<strong>Random stream 2</strong>" in page
    stranger = text(Client().get("/compare", {"r": first}))
    assert second not in stranger
    assert "Which two?" in text(Client().get("/compare"))


def test_an_address_does_as_well_as_a_hash(reader: Client, result: Callable[..., str]) -> None:
    first, second = result(), result(root="2")
    given = [f"https://example.org/r/{first}", f" /r/{second} ", ""]
    assert reader.get("/compare", {"r": given}).status_code == 200
    same = text(reader.get("/compare", {"r": [first, first]}))
    assert "it is the same result twice" in same


@pytest.mark.parametrize(
    ("given", "status", "sentence"),
    [
        (["f" * 64], 404, "There is no result with the address /r/ffff"),
        (["no-hash"], 422, "is not the address of a result"),
        (["f" * 64] * 3, 422, "Two results are compared at a time."),
    ],
)
def test_what_cannot_be_found_is_told(client: Client, given: list[str], status: int, sentence: str) -> None:
    answer = client.get("/compare", {"r": given})
    assert answer.status_code == status
    assert sentence in text(answer)


def test_results_over_different_things_are_not_laid_over_each_other(
    reader: Client, result: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = result(), result(root="2")
    axes = iter([Axis("p", "Features", "features", (1,)), Axis("k", "Knots", "1", (1,))])
    monkeypatch.setattr("simulations.comparing._axis", lambda found: next(axes))
    answer = reader.get("/compare", {"r": [first, second]})
    assert answer.status_code == 422
    assert "one is drawn over “Features”, the other over “Knots”" in text(answer)


def test_numbers_that_were_set_aside_are_to_be_computed_again_first(reader: Client, result: Callable[..., str]) -> None:
    first, second = result(), result(root="2")
    Shard.objects.filter(recipe=Result.objects.get(hash=second).recipe).update(status="evicted", blob=None)
    answer = reader.get("/compare", {"r": [first, second]})
    assert answer.status_code == 422
    assert "compute it again, then compare" in text(answer)
    assert Run.objects.count() == 2


def side(label: str, values: tuple[float, ...], heights: list[float | None], **axis: Any) -> overlay.Side:
    numbers = dict.fromkeys(("median", "mean", "p10", "p90"), heights)
    return overlay.Side(label, Axis("p", "Features", "features", values, **axis), [TEST], {"series": {"test": numbers}})


def test_each_curve_goes_through_its_own_points_on_the_places_of_both() -> None:
    placed = list(overlay._placed((1, 3, 5), (1.0, 4.0, None), (0, 1, 2, 3, 4, 5, 6)))
    assert placed == [None, 1.0, pytest.approx(2.0), 4.0, None, None, None]


def test_different_grids_and_lengths_share_one_axis_with_both_ends() -> None:
    (panel,) = overlay.panels(side("A", (1, 2, 3), [1.0, 2.0, 3.0]), side("B", (2, 40), [0.01, 50.0]), width=400)
    assert {"1", "40"} <= set(re.findall(r'y="313">([^<]*)<', panel.svg))
    assert panel.domain[0] <= 0.01
    assert panel.domain[1] >= 50


def test_curves_with_the_same_name_but_another_unit_are_not_shared() -> None:
    assert overlay.shared([TEST], [Series("test", "Test error", "v")]) == []
