"""What every essay in the house promises its readers, whoever wrote it."""

import json
import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from assessments.engine.variants import CANONICAL_SEED
from assessments.models import Item
from assessments.variants import type_of, variant_of
from essays.build import Artefact, build
from essays.publish import register
from essays.registry import house
from essays.selectors import catalogue, edition
from overlook.accounts.models import Learner
from overlook.cohorts.selectors import dashboard
from overlook.figures.contract import Kind
from overlook.figures.host import WIDTH
from overlook.kit.clock import now
from overlook.ops.demo.loading import load, loaded
from overlook.ops.demo.people import SIZE
from overlook.progress.posterior import NOT_ENOUGH
from overlook.progress.selectors import standings
from tests.assessments.conftest import as_form
from tests.contracts.test_figures import KINDS, differences, folder
from tests.figures.node import ROOT, node

SLUGS = sorted(path.parent.name for path in Path(settings.ESSAYS_DIR).glob("*/essay.md"))
HERE = {"Sec-Fetch-Site": "same-origin"}
SCENES = ROOT / "tests/figures/scenes.mjs"


@pytest.fixture(scope="module", params=SLUGS)
def built(request, tmp_path_factory) -> tuple[Artefact, Path]:
    """An essay of the house, built once."""
    out = tmp_path_factory.mktemp("built")
    return build(Path(settings.ESSAYS_DIR) / request.param, house(), out / request.param), out


@pytest.fixture
def essay(db, built, settings) -> str:
    artefact, out = built
    settings.ESSAYS_BUILD_DIR = out
    register(artefact=artefact, at=now())
    return str(artefact.manifest["slug"])


class Items(HTMLParser):
    """The ids of the questions on a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found += [str(value) for name, value in attrs if name == "data-item"]


def roles_by_item() -> dict[str, set[str]]:
    return {slug: set(roles) for slug, roles in Item.objects.values_list("slug", "current__roles")}


def rightly(bank: str, item: str) -> dict[str, object]:
    version = Item.objects.select_related("current__key", "current__item__bank").get(bank__slug=bank, slug=item).current
    assert version is not None
    return {**as_form(type_of(version).reference(variant_of(version, CANONICAL_SEED))), "confidence": "sure"}


def test_the_page_asks_what_the_tile_counts_and_leaves_reviews_to_the_check(essay, client):
    items = client.get(f"/api/v1/essays/{essay}").json()["items"]
    shown = Items(client.get(f"/e/{essay}").content.decode()).found
    roles = roles_by_item()
    assert sorted(shown) == sorted(name for name in items if roles[name] != {"review"})
    (entry,) = catalogue()
    assert entry.questions == sum(roles[name] != {"predict"} for name in shown)
    assert f"{entry.questions} questions" in client.get("/").content.decode()


def test_who_answers_everything_rightly_learns_where_they_stand_on_every_objective(essay, client):
    (entry,) = catalogue()
    for item in Items(client.get(f"/e/{essay}").content.decode()).found:
        if roles_by_item()[item] != {"predict"}:
            assert client.post(f"/items/{essay}/{item}", rightly(essay, item), headers=HERE).status_code == 302
    for aim in entry.objectives:
        number = 1
        while asked := Items(client.get(f"/check/{aim.slug}?q={number}").content.decode()).found:
            told = client.post(f"/check/{aim.slug}?q={number}", rightly(essay, asked[0]), headers=HERE)
            assert "mark-good" in client.get(told["Location"].partition("#")[0]).content.decode(), asked
            number += 1
    found = standings(Learner.objects.get(), essay=essay)
    assert [one.objective for one in found] == [aim.slug for aim in entry.objectives]
    assert [one.objective for one in found if one.estimate is None or one.state == NOT_ENOUGH] == []
    assert "answers needed" not in client.get("/me").content.decode()


def placed(artefact: Artefact, out: Path) -> Iterator[tuple[str, Kind, dict[str, Any], Any]]:
    """Every figure with its data, those of reveals too, in the states of its author, of paper and of each step."""
    manifest = artefact.manifest
    html = "".join(segment.get("html", "") for segment in manifest["segments"])
    steps = re.findall(r'class="step"[^>]* data-figure="([^"]+)" data-set="([^"]*)"', html)
    for name, figure in manifest["figures"].items():
        kind = KINDS[figure["kind"]]
        data = json.loads((out / manifest["slug"] / "data" / figure["data"]).read_text()) if figure["data"] else None
        seed = {} if figure["seed"] is None else {"seed": figure["seed"]}
        authored = kind.state(data, {**figure["params"], **seed})
        moved = [json.loads(unescape(values)) for figured, values in steps if figured == name]
        for values in ({}, figure["print"], *moved):
            yield name, kind, dict(kind.state(data, {**authored, **values})), data


def test_every_figure_is_drawn_alike_by_the_server_and_the_browser_in_every_state_that_an_author_set(built):
    cases = [(*case, width) for case in placed(*built) for width in (WIDTH, 346)]
    assert len(cases) > 30
    asked = [
        {"module": str(folder(kind) / "figure.ts"), "state": state, "data": data, "width": width, "id": name}
        for name, kind, state, data, width in cases
    ]
    drawn = node(str(SCENES), stdin=json.dumps(asked))
    assert drawn.returncode == 0, drawn.stderr
    for (name, kind, state, data, width), live in zip(cases, json.loads(drawn.stdout), strict=True):
        assert not differences(kind.scene(state, data, width, name), live["scene"]), (name, state, width)
        assert kind.describe(state, data) == live["say"], (name, state)


def test_no_tex_is_left_in_the_references(essay, client):
    page = client.get(f"/e/{essay}").content.decode()
    references = page.partition('<ul class="references">')[2].partition("</ul>")[0]
    assert "<li" in references
    assert "\\" not in references


def test_the_page_weighs_at_most_thirty_kilobytes(essay, client):
    page = client.get(f"/e/{essay}", headers={"Accept-Encoding": "gzip"})
    assert page["Content-Encoding"] == "gzip"
    assert len(page.content) <= 30 * 1024


def test_every_figure_of_the_page_can_be_framed_by_anybody_and_no_other(essay, client):
    """The frame's page, what oEmbed says of it, and where its presets are made; all without a cookie."""
    manifest = edition(essay).manifest
    shown = {segment["figure"] for segment in manifest["segments"] if "figure" in segment}
    assert len(shown) >= 3
    for name, figure in manifest["figures"].items():
        path = f"/embed/{essay}/{name}"
        plain = client.get(path).content.decode()
        handles = re.findall(r'data-handle="([^"]+)"', plain)
        all_ways = ",".join([*figure["controls"], *handles])
        addresses = [path, f"{path}?fix={all_ways}&theme=dark", f"{path}?hide={all_ways}"]
        addresses += [f"/figure/{essay}/{name}/preset", f"/oembed?url=http://testserver{path}"]
        answers = [client.get(address) for address in addresses]
        assert [answer.status_code for answer in answers] == [200 if name in shown else 404] * 5, name
        assert not [answer.cookies for answer in answers if answer.cookies]
        if name in shown:
            fixed, hidden = (answer.content.decode() for answer in answers[1:3])
            assert figure["caption"].partition("<")[0] in plain
            assert (len(handles), fixed.count("data-handle"), hidden.count("data-handle")) == (len(set(handles)), 0, 0)
            assert "<form" in fixed
            assert "<form" not in hidden
            assert 300 < answers[4].json()["height"] < 1000


def test_the_demo_cohort_has_estimates_for_every_objective(essay):
    load(password="a kestrel over the meadow", at=now())
    cohort = loaded()
    assert cohort is not None
    people = dashboard(cohort.enrolments.get(role="owner"), at=now()).people
    for aim in catalogue()[0].objectives:
        cells = [person.cells[aim.slug] for person in people if aim.slug in person.cells]
        estimated = [cell for cell in cells if cell.state != NOT_ENOUGH]
        assert len(estimated) >= SIZE / 4, aim.slug
        assert len({cell.state for cell in estimated}) >= 2, aim.slug
