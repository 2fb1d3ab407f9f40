"""A learner's own data: kept, used, seen by nobody else in any way, and deleted with everything made of them."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from overlook.accounts.models import Learner, User
from overlook.accounts.privacy import export_of
from overlook.accounts.services import claim_learner, erase_user, learner_for
from overlook.cohorts import services as cohorts
from overlook.cohorts.models import Role
from overlook.kit.clock import now
from overlook.kit.errors import Invalid
from overlook.kit.refs import new_ref
from simulations import computing, own_data, services, streams
from simulations.engine.data import Data
from simulations.models import DataSet, Recipe, Result, Run, Shard
from simulations.tasks import set_aside
from tests.simulations.conftest import deliver
from tests.simulations.test_pages import finish, signed_in, text

pytestmark = pytest.mark.django_db
streaming = pytest.mark.django_db(transaction=True)
URL = "/simulations/roc"
CSV = "score,class\n" + "".join(f"{index % 17},{int(index % 17 > 6)}\n" for index in range(60))
OTHER = CSV.replace("16,1", "3,1")
FORM = {"family": "own", "data": "", "column": "1", "root": "1", "seeds": "20", "key": "abc", "data_name": "Marks"}
NOON = now()


@pytest.fixture(autouse=True)
def catalogue(settings: Settings) -> None:
    settings.SIMULATIONS = {**settings.SIMULATIONS, "CATALOGUES": ["simulations.catalog"], "DATA_SETS": 4}


@pytest.fixture
def owner() -> Client:
    """Somebody who has computed a result from a table of their own."""
    client = signed_in("owner@example.org")
    client.post(URL, FORM | {"data_text": CSV})
    finish()
    return client


def others() -> Mapping[str, Callable[[], Client]]:
    return {"peer": peer, "instructor": instructor, "staff": staff, "stranger": Client}


def peer() -> Client:
    """A fellow learner, who even has the same table."""
    client = signed_in("peer@example.org")
    own_data.add(learner=learner_for(User.objects.get(email="peer@example.org")), name="", content=CSV, at=NOON)
    return client


def instructor() -> Client:
    """Who teaches the owner's cohort."""
    client = signed_in("teacher@example.org")
    teacher, owner = (User.objects.get(email=f"{name}@example.org") for name in ("teacher", "owner"))
    cohort = cohorts.create_cohort(user=teacher, name="Autumn", time_zone="UTC", at=NOON)
    cohorts.enrol(cohort=cohort, user=owner, role=Role.LEARNER, at=NOON)
    return client


def staff() -> Client:
    client = signed_in("staff@example.org")
    User.objects.filter(email="staff@example.org").update(is_staff=True, is_superuser=True)
    return client


def addresses() -> list[str]:
    """Everything that shows the owner's data, or what was made of them."""
    run, result = Run.objects.get(), Result.objects.get()
    found = DataSet.objects.filter(recipes__isnull=False).get()
    paths = [f"/runs/{run.ref}{tail}" for tail in ("", "/live", ".csv")]
    paths += [f"/r/{result.hash}{tail}" for tail in ("", "/picture", ".csv", ".json", ".svg", ".png", ".py")]
    paths += [f"/compare?r={result.hash}", f"/compare?r={result.hash}&r={result.hash}"]
    paths += [f"/compare{tail}?r={result.hash}&r={result.hash}" for tail in ("/picture", ".svg", ".png")]
    paths += [f"/api/v1/runs/{run.ref}{tail}" for tail in ("", "/result", "/code")]
    return [*paths, f"/data/{found.ref}", f"/data/{found.ref}.csv", f"/api/v1/data-sets/{found.ref}"]


def test_a_pasted_table_is_kept_and_its_run_begins_in_one_step() -> None:
    client = Client()
    answer = client.post(URL, FORM | {"data_text": CSV})
    run = Run.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/runs/{run.ref}")
    kept = DataSet.objects.get()
    assert (kept.name, kept.rows, kept.columns) == ("Marks", 60, ["score", "class"])
    assert run.recipe.params["data"] == kept.digest
    assert (run.recipe.private, run.recipe.data_set) == (True, kept)
    finish()
    page = text(client.get(f"/runs/{run.ref}"))
    assert "Marks (60 × 2)" in page
    assert "The area under the curve of the table is 1; " in page
    assert f'<option value="{kept.digest}">Marks (60 × 2)</option>' in text(client.get(URL, {"family": "own"}))


def test_an_uploaded_file_does_as_well_and_is_called_by_its_name() -> None:
    file = SimpleUploadedFile("autumn.csv", CSV.replace(",", ";").encode("utf-8-sig"), "text/csv")
    form = FORM | {"data_name": "", "data_file": file}
    assert Client().post(URL, form).status_code == 303
    assert DataSet.objects.get().name == "autumn.csv"


def test_the_same_table_is_the_same_data_set_and_the_same_recipe() -> None:
    client = Client()
    for key in ("one", "two"):
        client.post(URL, FORM | {"data_text": CSV, "key": key})
    assert DataSet.objects.count() == Recipe.objects.count() == 1
    assert Run.objects.count() == 2
    client.post(URL, FORM | {"data_text": OTHER, "key": "three"})
    assert DataSet.objects.count() == Recipe.objects.count() == 2


def test_a_table_that_cannot_be_read_stays_in_the_form_with_row_and_column() -> None:
    wrong = CSV.replace("16,1", "sixteen,1", 1)
    client = Client()
    for brought in ({"data_text": wrong}, {"data_file": SimpleUploadedFile("a.csv", wrong.encode())}):
        answer = client.post(URL, FORM | {"column": "7"} | brought)
        page = text(answer)
        assert answer.status_code == 422
        row = wrong[: wrong.index("sixteen")].count("\n") + 1
        said = f"Row {row}, column 1 (score): “sixteen” is not a number."
        assert f'<a href="#id_data_text">{said}</a>' in page
        assert f'<p class="error">{said}</p>' in page
        area = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
        assert area
        assert area[1].replace("\r\n", "\n") == wrong
        assert 'value="7"' in page
        assert 'value="Marks"' in page
    assert not DataSet.objects.exists()
    assert not Run.objects.exists()


def test_a_table_that_the_simulation_cannot_use_is_kept_and_chosen_and_the_form_says_why() -> None:
    answer = Client().post(URL, FORM | {"data_text": "score,class\n" + "1,0\n" * 30})
    page = text(answer)
    kept = DataSet.objects.get()
    assert answer.status_code == 422
    assert "Two classes are needed, such as 0 and 1, and the last column (class) holds one value only." in page
    assert f'<option value="{kept.digest}" selected>' in page


def test_a_long_file_is_refused_without_being_kept_anywhere() -> None:
    file = SimpleUploadedFile("big.csv", b"1,2\n" * 1_000_000)
    answer = Client().post(URL, FORM | {"data_file": file})
    assert answer.status_code == 422
    assert "The data are longer than 64 KB. Leave out rows or columns." in text(answer)


def test_the_number_of_data_sets_is_limited_with_the_way_out() -> None:
    client = Client()
    for index in range(5):
        answer = client.post("/data", {"data_text": f"{index},1"})
    assert answer.status_code == 422
    assert "You have 4 data sets, which is the limit. Delete one that you no longer need." in text(answer)


@pytest.mark.parametrize("who", ["peer", "instructor", "staff", "stranger"])
def test_nobody_else_sees_data_run_result_file_or_comparison(owner: Client, who: str) -> None:
    somebody = others()[who]()
    found = addresses()
    assert [path for path in found if owner.get(path).status_code != 200] == []
    assert [path for path in found if somebody.get(path).status_code != 404] == []


@pytest.mark.parametrize("who", ["peer", "instructor", "staff", "stranger"])
def test_nobody_else_can_use_cancel_repeat_or_delete(owner: Client, who: str) -> None:
    somebody = others()[who]()
    kept, run, result = DataSet.objects.filter(recipes__isnull=False).get(), Run.objects.get(), Result.objects.get()
    assert somebody.post(f"/runs/{run.ref}/cancel").status_code == 404
    assert somebody.post(f"/r/{result.hash}/again").status_code == 404
    assert somebody.post(f"/data/{kept.ref}/delete").status_code == 404
    assert somebody.delete(f"/api/v1/data-sets/{kept.ref}").status_code in (401, 404)
    answer = somebody.post(URL, FORM | {"data": kept.digest})
    assert answer.status_code == 422
    assert "There is no such data set, or it is not yours." in text(answer)
    assert text(somebody.get(URL, {"family": "own"})).count(kept.digest) == 0
    assert Run.objects.get() == run
    assert DataSet.objects.filter(pk=kept.pk).exists()


def test_the_same_table_of_somebody_else_tells_nothing_of_mine(owner: Client) -> None:
    somebody = peer()
    somebody.post(URL, FORM | {"data_text": CSV, "key": "mine"})
    first, second = Run.objects.order_by("pk")
    assert first.recipe.key != second.recipe.key
    assert (second.status, second.cached) == ("queued", False)


@streaming
def test_the_stream_is_the_owners_alone(owner: Client) -> None:
    address = f"/api/v1/runs/{Run.objects.get().ref}/events"
    answer: Any = owner.get(address)
    assert b"event: done" in b"".join(answer.streaming_content)
    assert streams.slots.taken() == 0
    for somebody in (peer(), Client()):
        assert somebody.get(address).status_code == 404


def test_no_cache_on_the_way_keeps_what_is_private(owner: Client) -> None:
    for path in addresses():
        kept = owner.get(path)["Cache-Control"]
        assert "no-store" in kept, path
        assert "public" not in kept, path


def test_two_results_on_ones_own_data_are_compared_by_their_owner(owner: Client) -> None:
    first = Result.objects.get()
    owner.post(URL, FORM | {"data_text": OTHER, "key": "other", "data_name": "Mended"})
    finish()
    second = Result.objects.exclude(pk=first.pk).get()
    page = text(owner.get("/compare", {"r": [first.hash, second.hash]}))
    assert "<td>Marks (60 × 2)</td><td>Mended (60 × 2)</td>" in page
    assert second.hash in text(owner.get("/compare", {"r": first.hash}))


def test_deleting_takes_everything_with_it_and_says_so(owner: Client) -> None:
    found, kept, run = addresses(), DataSet.objects.get(), Run.objects.get()
    assert run.ref in text(owner.get(f"/data/{kept.ref}"))
    answer = owner.post(f"/data/{kept.ref}/delete")
    assert (answer.status_code, answer["Location"]) == (303, "/data")
    assert "“Marks” and everything computed from it are deleted." in text(owner.get("/data"))
    assert [path for path in found if owner.get(path).status_code != 404] == []
    assert not DataSet.objects.exists()
    assert not Result.objects.exists()
    assert not Shard.objects.exists()
    assert run.ref not in text(owner.get("/simulations"))
    # The run counts for the quota all the same.
    assert Run.objects.get().status == "done"


def test_deleting_under_way_cancels_and_what_a_worker_has_in_hand_is_dropped() -> None:
    client = Client()
    client.post(URL, FORM | {"data_text": CSV})
    kept, shard = DataSet.objects.get(), Shard.objects.first()
    assert shard is not None
    claim = computing.claim_shard(shard_id=shard.pk, delivery="", at=now())
    assert claim is not None
    assert isinstance(claim.params["data"], Data)
    client.post(f"/data/{kept.ref}/delete")
    assert not computing.renew_lease(claim=claim, at=now())
    computing.store_shard(claim=claim, blob=b"late", at=now())
    computing.give_back(claim=claim, error="late", at=now())
    deliver(shard)
    assert computing.sweep(at=now()) == 0
    assert not Shard.objects.exists()
    assert Run.objects.get().status == "cancelled"


def test_data_go_along_when_an_anonymous_reader_signs_in() -> None:
    anonymous = Learner.objects.create()
    kept = own_data.add(learner=anonymous, name="Mine", content=CSV, at=NOON)
    user = User.objects.create_user("anna@example.org")
    learner = learner_for(user)
    claim_learner(anonymous=anonymous, user=user, at=NOON)
    assert list(DataSet.objects.of(learner)) == [kept]
    assert not DataSet.objects.of(None).exists()


def test_the_export_holds_the_table_and_erasure_deletes_it(owner: Client) -> None:
    user = User.objects.get(email="owner@example.org")
    (row,) = export_of(user, at=NOON)["tables"]["simulations.DataSet"]
    assert (row["csv"], row["name"]) == (CSV, "Marks")
    assert not {"salt", "content"} & set(row)
    assert json.loads(owner.get("/me/data/export").content)["tables"]["simulations.DataSet"][0]["csv"] == CSV
    erase_user(user=user)
    assert not DataSet.objects.exists()
    assert not Result.objects.exists()
    assert not Shard.objects.exists()


def test_set_aside_numbers_are_computed_again_by_their_owner(owner: Client) -> None:
    found = Result.objects.get()
    Shard.objects.update(status="idle", blob=None)
    assert "were set aside" in text(owner.get(f"/r/{found.hash}"))
    assert owner.get(f"/r/{found.hash}.png").status_code == 404
    owner.post(f"/r/{found.hash}/again", {"key": "again"})
    finish()
    assert Result.objects.get().digest == found.digest
    assert owner.get(f"/r/{found.hash}.png").status_code == 200


def test_the_example_is_public_and_no_data_are_asked_for() -> None:
    client = Client()
    client.post(URL, FORM)
    finish()
    assert Client().get(f"/r/{Result.objects.get().hash}.json").json()["params"]["data"] == ""
    assert not DataSet.objects.exists()


def bring(client: Client, **body: Any) -> Any:
    return client.post("/api/v1/data-sets", data=body, content_type="application/json")


def test_over_the_api_a_table_is_brought_listed_used_and_deleted() -> None:
    client = signed_in("owner@example.org")
    answer = bring(client, csv=CSV, name="Marks")
    made = answer.json()
    assert (answer.status_code, answer["Location"]) == (201, made["url"])
    assert (made["rows"], made["columns"], made["name"]) == (60, ["score", "class"], "Marks")
    assert [item["id"] for item in client.get("/api/v1/data-sets").json()] == [made["id"]]
    assert client.get(made["url"]).json()["csv"] == CSV
    body = {"simulation": "roc", "params": {"family": "own", "data": made["address"]}, "seeds": 10}
    run = client.post("/api/v1/runs", data=body, content_type="application/json").json()
    finish()
    assert client.get(run["url"]).json()["status"] == "done"
    assert client.delete(made["url"]).status_code == 204
    assert client.get(run["url"]).status_code == client.get(made["url"]).status_code == 404


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        ({"csv": "a,b\n1,x"}, "csv", "Row 2, column 2 (b): “x” is not a number."),
        ({"csv": ""}, "csv", "There are no rows"),
        ({}, "csv", "required"),
        ({"csv": "1,2", "name": "n" * 81}, "name", "80"),
    ],
)
def test_bad_tables_are_refused_by_the_api_with_the_field(body: dict[str, Any], field: str, words: str) -> None:
    answer = bring(signed_in("owner@example.org"), **body)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert words in answer.json()["errors"][0]["message"]


def test_without_credentials_the_api_keeps_nothing() -> None:
    assert bring(Client(), csv=CSV).status_code == 401
    assert Client().get("/api/v1/data-sets").json() == []


def test_data_deleted_a_moment_ago_are_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    learner = Learner.objects.create()
    kept = own_data.add(learner=learner, name="", content=CSV, at=NOON)
    data = kept.data
    own_data.delete(data_set=kept, at=NOON)
    monkeypatch.setattr(own_data, "finder", lambda _learner: lambda _address: data)
    with pytest.raises(Invalid) as refusal:
        services.request_run(
            learner=learner,
            simulation="roc",
            params={"family": "own", "data": str(data)},
            seeds=8,
            idempotency_key=new_ref(),
            at=NOON,
        )
    assert list(refusal.value.fields) == ["params.data"]


def test_a_page_of_ones_data_shows_rows_uses_and_a_way_to_delete(owner: Client) -> None:
    kept = DataSet.objects.get()
    page = text(owner.get(f"/data/{kept.ref}"))
    assert "60 rows, 2 columns, seen by you alone." in page
    assert "and 52 more rows" in page
    assert f"{URL}?family=own&amp;data={kept.digest}" in page
    listed = text(owner.get("/data"))
    assert f'href="/data/{kept.ref}"' in listed
    form = text(owner.get(URL, {"family": "own", "data": kept.digest}))
    assert f'<option value="{kept.digest}" selected>' in form


def test_data_of_readers_without_an_account_are_deleted_once_nobody_can_reach_them(owner: Client) -> None:
    days = timedelta(days=90)
    gone, back = Learner.objects.create(), Learner.objects.create()
    for learner in (gone, back):
        own_data.add(learner=learner, name="Old", content=CSV, at=NOON - days - timedelta(days=1))
    services.request_run(
        learner=back, simulation="roc", params={"family": "own"}, seeds=1, idempotency_key=new_ref(), at=NOON
    )
    DataSet.objects.filter(learner__user__isnull=False).update(created_at=NOON - 2 * days)
    set_aside.apply(throw=True)
    assert not DataSet.objects.of(gone).exists()
    assert DataSet.objects.of(back).exists()
    assert DataSet.objects.filter(learner__user__email="owner@example.org").exists()
