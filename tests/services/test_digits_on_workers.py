"""The first real run: random features on handwritten digits, from the web page and from the API, on real workers."""

import os
import re
import signal
from collections.abc import Iterator
from typing import Any

import pytest

from tests.worker_stack import Stack, Visitor, children, eventually, worker_stack

# On the services alone: what takes turns there is the same code, and a minute of two cores is dear in `make test`.
pytestmark = [pytest.mark.worker, pytest.mark.service, pytest.mark.xdist_group("workers")]
FORM = {"family": "random-features", "dataset": "digits", "n": "500", "width": "4000", "feature": "rff", "ridge": "0"}


@pytest.fixture(scope="module")
def site() -> Iterator[Stack]:
    with worker_stack() as running:
        yield running


def follow(reader: Visitor, run: str) -> dict[str, Any]:
    url = f"/api/v1/runs/{run}"
    assert eventually(lambda: reader.get(f"{url}?series=none").json()["status"] in ("done", "failed"), 120)
    found: dict[str, Any] = reader.get(f"{url}/result").json()
    return found


def test_the_digits_peak_at_the_threshold_and_a_killed_worker_changes_no_bit(site: Stack) -> None:
    reader = site.visitor()
    worker = site.start_worker(2)
    assert reader.get("/simulations/double-descent?preset=digits").status == 200
    asked = reader.post_form("/simulations/double-descent", **FORM, seeds="5", key="from-the-page")
    page = asked.headers["Location"]
    result = follow(reader, page.rsplit("/", 1)[1])

    widths, median = result["axis"]["values"], result["series"]["test"]["median"]
    assert result["axis"]["threshold"] == 500
    assert widths[median.index(max(median))] == 500
    first_minimum = min(value for width, value in zip(widths, median, strict=True) if width < 500)
    assert median[-1] < first_minimum
    assert re.search(r"Done, 5 seeds\. .* at 500 features", reader.get(page).text)

    body = {"simulation": "double-descent", "params": {"family": "random-features", "dataset": "digits"}, "seeds": 5}
    again = reader.post_json("/api/v1/runs", body).json()
    assert (again["status"], again["result"]) == ("done", result["url"])

    site.sql("UPDATE simulations_shard SET status = 'idle', blob = NULL, sha256 = ''")
    disturbed = reader.post_json("/api/v1/runs", body).json()
    assert eventually(lambda: reader.get(disturbed["url"]).json()["status"] == "running")
    for child in children(worker):
        os.kill(child, signal.SIGKILL)
    assert follow(reader, disturbed["id"])["digest"] == result["digest"]
    shards = site.sql("SELECT sha256, tries FROM simulations_shard")
    assert len(shards) == 5
    assert max(tries for _, tries in shards) == 2
