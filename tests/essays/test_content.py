"""What every essay in the house promises its readers, whoever wrote it."""

from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings

from assessments.engine.variants import CANONICAL_SEED
from assessments.models import Item
from assessments.variants import type_of, variant_of
from essays.build import Artefact, build
from essays.publish import register
from essays.registry import house
from essays.selectors import catalogue
from overlook.accounts.models import Learner
from overlook.cohorts.selectors import dashboard
from overlook.kit.clock import now
from overlook.ops.demo.loading import load, loaded
from overlook.ops.demo.people import SIZE
from overlook.progress.posterior import NOT_ENOUGH
from overlook.progress.selectors import standings
from tests.assessments.conftest import as_form

SLUGS = sorted(path.parent.name for path in Path(settings.ESSAYS_DIR).glob("*/essay.md"))
HERE = {"Sec-Fetch-Site": "same-origin"}


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


def test_no_tex_is_left_in_the_references(essay, client):
    page = client.get(f"/e/{essay}").content.decode()
    references = page.partition('<ul class="references">')[2].partition("</ul>")[0]
    assert "<li" in references
    assert "\\" not in references


def test_the_page_weighs_at_most_thirty_kilobytes(essay, client):
    page = client.get(f"/e/{essay}", headers={"Accept-Encoding": "gzip"})
    assert page["Content-Encoding"] == "gzip"
    assert len(page.content) <= 30 * 1024


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
