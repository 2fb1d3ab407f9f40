"""The pages of simulations, runs and results over HTTP, without JavaScript; four people; form errors beside fields."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from overlook.accounts.models import User
from overlook.kit.clock import now
from simulations.models import Result, Run, Shard
from tests.simulations.conftest import deliver

pytestmark = pytest.mark.django_db
FORM = {"family": "normal", "points": "5", "dawdle": "0", "root": "1", "seeds": "8", "key": "abc"}
URL = "/simulations/stepping-stones"


def text(answer: Any) -> str:
    return str(answer.content.decode())


def signed_in(email: str) -> Client:
    client = Client()
    client.force_login(User.objects.create_user(email), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def finish() -> None:
    for shard in Shard.objects.filter(status="queued"):
        deliver(shard)


@pytest.fixture
def reader() -> Client:
    """An anonymous reader who has asked for a run."""
    client = Client()
    client.post(URL, FORM)
    return client


def test_the_list_shows_simulations_and_the_way_to_begin(client: Client) -> None:
    page = text(client.get("/simulations"))
    assert f'href="{URL}"' in page
    assert "You have not run anything yet" in page


def test_the_form_has_the_declared_fields_with_labels_and_hints(client: Client) -> None:
    page = text(client.get(URL))
    for name in ("points", "dawdle", "root", "seeds"):
        assert f'<label for="id_{name}">' in page
        assert f'aria-describedby="id_{name}_hint"' in page
    assert "How many stones the path has. 1 to 1000." in page
    assert 'name="trouble"' not in page


def test_the_family_is_chosen_by_the_address(client: Client) -> None:
    assert '<select id="id_trouble"' in text(client.get(URL, {"family": "trouble"}))


def test_a_preset_fills_the_form_and_an_unknown_one_is_not_found(client: Client) -> None:
    page = text(client.get(URL, {"preset": "long"}))
    assert re.search(r'name="points" value="40"', page)
    assert client.get(URL, {"preset": "none-such"}).status_code == 404
    assert client.get("/simulations/none-such").status_code == 404


def test_asking_leads_to_the_run_and_asking_twice_to_the_same(client: Client) -> None:
    first, again = client.post(URL, FORM), client.post(URL, FORM)
    assert (first.status_code, first["Location"]) == (303, f"/runs/{Run.objects.get().ref}")
    assert again["Location"] == first["Location"]


def test_a_wrong_field_is_told_beside_the_field_and_in_the_summary(client: Client) -> None:
    answer = client.post(URL, FORM | {"points": "1001", "dawdle": "soon"})
    page = text(answer)
    assert answer.status_code == 422
    assert 'role="alert"' in page
    assert '<a href="#id_points">Stones: Must be between 1 and 1000.</a>' in page
    assert '<p class="error">Must be a number.</p>' in page
    assert 'value="soon"' in page
    assert page.count('aria-invalid="true"') == 2
    assert not Run.objects.exists()


@pytest.mark.parametrize("seeds", ["", "0", "-3", "1e3", "9" * 400, "eight"])
def test_strange_seeds_are_refused_beside_the_field(client: Client, seeds: str) -> None:
    answer = client.post(URL, FORM | {"seeds": seeds})
    assert answer.status_code == 422
    assert '<a href="#id_seeds">' in text(answer)


def test_a_costly_run_is_refused_with_the_way_to_lower_it(client: Client) -> None:
    answer = client.post(URL, FORM | {"dawdle": "100"})
    assert answer.status_code == 422
    assert "the limit is 120 s" in text(answer)


def test_an_unknown_family_is_refused_not_replaced(client: Client) -> None:
    assert client.post(URL, FORM | {"family": "rolling"}).status_code == 422
    assert client.get(URL, {"family": "rolling"}).status_code == 200


def test_a_run_page_refreshes_itself_without_script_until_it_is_done(reader: Client) -> None:
    url = f"/runs/{Run.objects.get().ref}"
    waiting = reader.get(url)
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in text(waiting)
    assert waiting["Cache-Control"] == "no-store"
    assert "Waiting for a worker." in text(waiting)

    deliver(Shard.objects.get(index=0))
    assert "4 of 8 seeds are computed." in text(reader.get(url))

    finish()
    done = text(reader.get(url))
    assert "http-equiv" not in done
    assert "Done, 8 seeds. The median test error " in done
    assert f"/r/{Result.objects.get().hash}" in done


def svgs(page: str) -> list[ElementTree.Element]:
    return [ElementTree.fromstring(found) for found in re.findall(r"<svg.*?</svg>", page, re.DOTALL)]


def test_the_axes_are_there_before_the_first_seed_and_the_band_after_it(reader: Client) -> None:
    url = f"/runs/{Run.objects.get().ref}"
    before = svgs(text(reader.get(url)))
    assert [svg.get("aria-label") for svg in before] == ["Error", "share that interpolate"]
    assert not any(path.get("class") == "band" for path in before[0].iter("{http://www.w3.org/2000/svg}path"))
    finish()
    after = svgs(text(reader.get(url)))
    drawn = {path.get("class") for path in after[0].iter("{http://www.w3.org/2000/svg}path")}
    assert drawn - {"gridline", "axis", "threshold"} == {"band", "s1", "s2", "theory"}


def test_no_markup_carries_a_style_or_an_inline_script(reader: Client) -> None:
    finish()
    for url in (f"/runs/{Run.objects.get().ref}", f"/r/{Result.objects.get().hash}", URL, "/simulations"):
        page = text(reader.get(url))
        assert "style=" not in page
        assert "<style" not in page
        assert not re.search(r"<script(?![^>]*\bsrc=)", page)
        assert not re.search(r'\son[a-z]+="', page)


def test_the_changing_part_keeps_to_the_axes_and_width_that_the_page_has(reader: Client) -> None:
    finish()
    url = f"/runs/{Run.objects.get().ref}/live"
    part = text(reader.get(url, {"width": "333", "domains": "test:0.0001:1000"}))
    assert 'viewBox="0 0 333 340"' in part
    assert 'data-domains="test:0.0001:1000;interpolates:0:1.04"' in part
    assert "<html" not in part
    for strange in ("x", "test:1", "test:2:1", "test:nan:1", "test:0:1", "test:1e-299:1e299;;:::"):
        assert reader.get(url, {"width": "-1", "domains": strange}).status_code == 200


def test_csv_has_every_row(reader: Client) -> None:
    url = f"/runs/{Run.objects.get().ref}.csv"
    assert reader.get(url).status_code == 404
    finish()
    answer = reader.get(url)
    lines = [line for line in text(answer).splitlines() if not line.startswith("#")]
    assert answer["Content-Type"].startswith("text/csv")
    assert lines[0].startswith('stone,"test error, median","test error, 10 %"')
    assert len(lines) == 6


def test_cancelling_by_the_form_keeps_what_is_there(reader: Client) -> None:
    run = Run.objects.get()
    deliver(Shard.objects.get(index=0))
    answer = reader.post(f"/runs/{run.ref}/cancel")
    assert answer["Location"] == f"/runs/{run.ref}"
    assert "Cancelled after 4 of 8 seeds." in text(reader.get(f"/runs/{run.ref}"))
    assert reader.get(f"/runs/{run.ref}/cancel").status_code == 405


def test_a_run_that_nobody_takes_is_said_to_wait_for_an_offline_worker(reader: Client) -> None:
    run = Run.objects.get()
    Run.objects.update(created_at=now() - timedelta(seconds=20))
    assert "The worker is offline. Your run is queued and nothing is lost" in text(reader.get(f"/runs/{run.ref}"))


def test_a_failed_run_says_why(reader: Client) -> None:
    run = Run.objects.get()
    Run.objects.update(status="failed", error="Seeds 0 to 3 could not be computed: the worker was lost.")
    page = text(reader.get(f"/runs/{run.ref}"))
    assert "the worker was lost." in page
    assert "http-equiv" not in page


@pytest.mark.parametrize("path", ["", "/live", ".csv"])
@pytest.mark.parametrize("who", ["peer", "stranger"])
def test_a_run_is_its_owners_only(reader: Client, who: str, path: str) -> None:
    finish()
    clients: dict[str, Callable[[], Client]] = {"peer": lambda: signed_in("peer@example.org"), "stranger": Client}
    url = f"/runs/{Run.objects.get().ref}{path}"
    assert clients[who]().get(url).status_code == 404
    assert reader.get(url).status_code == 200


def test_nobody_else_can_cancel(reader: Client) -> None:
    run = Run.objects.get()
    for other in (Client(), signed_in("peer@example.org")):
        assert other.post(f"/runs/{run.ref}/cancel").status_code == 404
    run.refresh_from_db()
    assert run.status == "queued"


def test_a_form_from_elsewhere_is_refused() -> None:
    assert Client(enforce_csrf_checks=True).post(URL, FORM).status_code == 403
    assert not Run.objects.exists()


def test_a_result_is_public_and_names_its_engine(reader: Client, client: Client) -> None:
    finish()
    found = Result.objects.get()
    page = text(client.get(f"/r/{found.hash}"))
    assert found.recipe.engine.split()[0] in page
    assert found.digest in page
    assert "sessionid" not in client.cookies
    data = client.get(f"/r/{found.hash}.json").json()
    assert (data["seeds"], data["digest"]) == (8, found.digest)
    assert "import numpy" in text(client.get(f"/r/{found.hash}.py"))
    rows = [line for line in text(client.get(f"/r/{found.hash}.csv")).splitlines() if not line.startswith("#")]
    assert len(rows) == 6
    assert client.get(f"/r/{found.hash}/picture?width=400").status_code == 200
    assert client.get(f"/r/{'0' * 64}").status_code == 404


def test_a_result_whose_numbers_were_set_aside_can_be_computed_again(reader: Client) -> None:
    finish()
    found = Result.objects.get()
    Shard.objects.update(status="idle", blob=None)
    page = text(reader.get(f"/r/{found.hash}"))
    assert "were set aside" in page
    again = reader.post(f"/r/{found.hash}/again", {"key": "again"})
    run = Run.objects.get(ref=again["Location"].rsplit("/", 1)[1])
    finish()
    run.refresh_from_db()
    assert run.status == "done"
    assert Result.objects.get().digest == found.digest
    assert "were set aside" not in text(reader.get(f"/r/{found.hash}"))


def test_one_seed_is_one_seed_and_the_unit_stands_with_the_word(client: Client) -> None:
    client.post(URL, FORM | {"seeds": "1", "dawdle": "1"})
    finish()
    page = text(client.get(f"/runs/{Run.objects.get().ref}"))
    assert "Done, 1 seed. The median" in page
    assert re.search(r">1 of 1 seed<", page)
    assert 'Dawdle <span class="muted">(s)</span></th><td>1</td>' in page


def test_an_even_number_of_panels_leaves_no_empty_column(reader: Client) -> None:
    finish()
    page = text(reader.get(f"/runs/{Run.objects.get().ref}"))
    assert page.count('data-panel="') == 2
    assert page.count('<div class="grid-2') == 1


def test_a_form_that_asks_for_the_impossible_tells_nothing_of_its_curves(client: Client) -> None:
    assert "closed form" not in text(client.get(URL, {"family": "normal", "points": "none"}))


def test_the_brief_stands_under_the_form_and_the_result_with_its_sources(reader: Client) -> None:
    finish()
    for url in (URL, f"/r/{Result.objects.get().hash}"):
        page = text(reader.get(url))
        assert "A path of random stones, for tests." in page
        assert re.search(r"<h[23]>Sources</h[23]>", page)
        assert "closed form" in page
    assert f"{URL}#about" in text(reader.get(f"/runs/{Run.objects.get().ref}"))


def test_the_picture_comes_before_what_it_was_made_from(reader: Client) -> None:
    finish()
    for url in (f"/runs/{Run.objects.get().ref}", f"/r/{Result.objects.get().hash}"):
        page = text(reader.get(url))
        assert page.index("data-panel") < page.index('id="given-heading"') < page.index("How to read it")


def test_ones_runs_are_listed_by_pages_with_their_results(reader: Client) -> None:
    finish()
    for index in range(26):
        reader.post(URL, FORM | {"key": f"again-{index}"})
    first, second = text(reader.get("/runs")), text(reader.get("/runs?page=2"))
    assert first.count(">Stepping stones</a>") == 25
    assert second.count(">Stepping stones</a>") == 2
    assert 'href="?page=2">Older runs' in first
    assert 'href="?page=1">Newer runs' in second
    assert f'href="/r/{Result.objects.get().hash}"' in first
    assert "Sound stones" in first
    assert text(reader.get("/simulations")).count(">Stepping stones</a>") == 9
    assert 'href="/runs"' in text(reader.get("/simulations"))
    for strange in ("0", "-1", "x", "9" * 30, "99999"):
        assert reader.get("/runs", {"page": strange}).status_code == 200
    assert "There is nothing here" in text(Client().get("/runs"))
