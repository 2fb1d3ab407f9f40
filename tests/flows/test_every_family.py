"""Every family of every simulation can be asked for with its defaults, and its page can be read at any moment."""

import pytest
from django.test import Client

from simulations.catalogue import simulation, simulations
from simulations.models import Run
from tests.simulations.conftest import work_off

pytestmark = pytest.mark.django_db
FAMILIES = [(slug, family.slug) for slug, leaf in simulations().items() for family in leaf.families]
_AFFORDABLE_SECONDS = 3.0


@pytest.fixture
def reader():
    return Client()


@pytest.mark.parametrize(("slug", "family"), FAMILIES)
def test_a_run_with_the_defaults_can_be_read_before_the_first_seed_and_after_the_last(reader, slug, family):
    address = f"/simulations/{slug}"
    form = reader.get(f"{address}?family={family}").context["form"]
    fields = {field.name: field.value for field in form.fields}
    posted = reader.post(address, {**fields, "key": form.key, "family": family, "seeds": "1"})
    assert posted.status_code == 303, posted.content.decode()
    run = Run.objects.get()
    assert _statuses(reader, run)[:2] == [200, 200]
    if simulation(slug).cost(run.recipe.params, 1) > _AFFORDABLE_SECONDS:
        return
    assert work_off(run).status == Run.Status.DONE
    assert _statuses(reader, run) == [200, 200, 200]


def _statuses(client, run):
    return [client.get(f"/runs/{run.ref}{tail}").status_code for tail in ("", "/live", ".csv")]
