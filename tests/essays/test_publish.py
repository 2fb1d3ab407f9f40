"""Publishing: fast and without effect when nothing changed; whole or not at all."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from assessments.models import ItemVersion
from essays.build import EssayRefused, build, load
from essays.management.commands.new_essay import write_essay
from essays.models import Essay, EssaySource, EssayVersion, Term
from essays.publish import build_changed, is_fresh, register, register_built
from essays.selectors import catalogue
from overlook.kit.clock import now
from overlook.progress.models import Misconception, Objective
from tests.essays.conftest import SLUG


@pytest.fixture
def site(settings, tmp_path, monkeypatch):
    """A content folder with the small essay, and an own place for what is built."""
    settings.ESSAYS_DIR = tmp_path / "content"
    settings.ESSAYS_BUILD_DIR = tmp_path / "build"
    write_essay(settings.ESSAYS_DIR / SLUG)
    return settings


def publish(*arguments: str, **options: object) -> str:
    said = StringIO()
    call_command("publish", *arguments, stdout=said, **options)
    return said.getvalue()


def test_publishing_registers_the_essay_its_objectives_its_items_and_its_glossary(db, site):
    assert publish().startswith(f"essays: built {SLUG}; registered {SLUG} (")
    assert [entry.title for entry in catalogue()] == ["Small essay"]
    assert list(Objective.objects.values_list("slug", "essay")) == [(f"{SLUG}-main-idea", SLUG)]
    assert Misconception.objects.filter(slug="GEN.bigger-is-worse").count() == 1
    assert ItemVersion.objects.count() == 4
    assert Term.objects.get().term == "knot"


def test_publishing_again_changes_nothing_and_says_so(db, site):
    publish()
    before = (EssayVersion.objects.get().pk, ItemVersion.objects.count())
    assert publish().startswith("essays: built nothing new; registered nothing new (")
    assert (EssayVersion.objects.get().pk, ItemVersion.objects.count()) == before


def test_a_changed_word_makes_a_new_version_and_keeps_the_old(db, site):
    publish()
    essay = site.ESSAYS_DIR / SLUG / "essay.md"
    essay.write_text(essay.read_text().replace("Too stiff", "Far too stiff"))
    publish()
    assert EssayVersion.objects.count() == 2
    assert "Far too stiff" in json.dumps(EssayVersion.objects.latest("pk").manifest)


def test_going_back_to_an_old_text_takes_the_old_version_up_again(db, site, house):
    first = build(site.ESSAYS_DIR / SLUG, house, site.ESSAYS_BUILD_DIR / SLUG)
    essay = site.ESSAYS_DIR / SLUG / "essay.md"
    text = essay.read_text()
    essay.write_text(text.replace("Too stiff", "Far too stiff"))
    second = build(site.ESSAYS_DIR / SLUG, house, site.ESSAYS_BUILD_DIR / SLUG)
    assert [register(artefact=one, at=now()) for one in (first, second, second, first)] == [True, True, False, True]
    assert EssayVersion.objects.count() == 2
    assert Essay.objects.values_list("current__sha256").get() == (first.sha256,)


def test_building_needs_no_database_and_registering_no_node(site, db, monkeypatch):
    assert publish(build=True).startswith(f"essays: built {SLUG} (")
    assert Essay.objects.count() == 0
    monkeypatch.setattr("essays.render.equations.subprocess.run", None)
    assert publish(register=True).startswith(f"essays: registered {SLUG} (")


def test_an_essay_that_the_lint_refuses_is_not_published_at_all(db, site):
    essay = site.ESSAYS_DIR / SLUG / "essay.md"
    essay.write_text(essay.read_text().replace("Too stiff", "41 times too stiff"))
    with pytest.raises(CommandError, match=rf"(?s){SLUG}/essay.md:\d+: The number '41'.*1 problems: nothing"):
        publish()
    assert Essay.objects.count() == 0
    assert not (site.ESSAYS_BUILD_DIR / SLUG / "manifest.json").exists()


def test_an_essay_that_is_gone_is_no_longer_published_but_its_versions_stay(db, site):
    publish()
    (site.ESSAYS_BUILD_DIR / SLUG / "manifest.json").unlink()
    register_built(root=site.ESSAYS_BUILD_DIR, at=now())
    assert catalogue() == []
    assert EssayVersion.objects.count() == 1


def test_the_check_recomputes_every_claim_and_writes_nothing(db, site):
    assert publish(check=True) == "essays: 1 checked, no problem.\n"
    claims = site.ESSAYS_DIR / SLUG / "claims.yaml"
    claims.write_text(claims.read_text().replace("expected: 25", "expected: 26"))
    with pytest.raises(CommandError, match="1 problems"):
        publish(check=True)
    assert not site.ESSAYS_BUILD_DIR.exists()


def test_only_what_changed_is_built_again(site, house):
    write_essay(site.ESSAYS_DIR / "another-essay")
    paths = sorted(site.ESSAYS_DIR.iterdir())
    assert build_changed(paths, house, root=site.ESSAYS_BUILD_DIR) == ["another-essay", SLUG]
    assert is_fresh(paths, house.essays, root=site.ESSAYS_BUILD_DIR)
    (site.ESSAYS_DIR / SLUG / "claims.yaml").open("a").write("# a remark\n")
    assert not is_fresh(paths, house.essays, root=site.ESSAYS_BUILD_DIR)
    assert build_changed(paths, house, root=site.ESSAYS_BUILD_DIR) == [SLUG]


def test_what_is_loaded_is_what_was_built(site, house):
    artefact = build(site.ESSAYS_DIR / SLUG, house, site.ESSAYS_BUILD_DIR / SLUG)
    assert load(site.ESSAYS_BUILD_DIR / SLUG).sha256 == artefact.sha256


def test_a_version_keeps_the_texts_that_it_was_built_from(db, site, house):
    text = (site.ESSAYS_DIR / SLUG / "essay.md").read_text()
    publish()
    (site.ESSAYS_DIR / SLUG / "essay.md").write_text("moved on")
    source = EssaySource.objects.get(version=Essay.objects.get().current)
    assert source.files["essay.md"] == text
    assert sorted(source.files) == [
        "claims.yaml",
        "data/README.md",
        "essay.md",
        "items.yaml",
        "refs.bib",
        "sweeps.yaml",
    ]
    assert {html[:5] for _, _, html in source.equations} == {"<math"}


def test_what_was_built_before_sources_were_kept_registers_and_gets_its_source_from_a_later_build(db, site, house):
    artefact = build(site.ESSAYS_DIR / SLUG, house, site.ESSAYS_BUILD_DIR / SLUG)
    (site.ESSAYS_BUILD_DIR / SLUG / "source.json").unlink()
    assert register(artefact=load(site.ESSAYS_BUILD_DIR / SLUG), at=now())
    assert EssaySource.objects.count() == 0
    assert not register(artefact=artefact, at=now())
    assert not register(artefact=artefact, at=now())
    assert EssaySource.objects.get().version == Essay.objects.get().current


def test_data_without_a_licence_are_refused(site, house):
    (site.ESSAYS_DIR / SLUG / "data" / "points.json").write_text("{}")
    with pytest.raises(EssayRefused, match="no licence and source"):
        build(site.ESSAYS_DIR / SLUG, house, site.ESSAYS_BUILD_DIR / SLUG)


def test_an_unknown_essay_is_named(db, site):
    with pytest.raises(CommandError, match="There is no essay nothing"):
        publish("nothing")


@pytest.mark.parametrize("slug", ["", "Big", "two words", "../up", "a--b"])
def test_a_new_essay_needs_a_slug(site, slug):
    with pytest.raises(CommandError, match="is not a slug"):
        call_command("new_essay", slug)


def test_a_new_essay_passes_the_check_and_is_never_overwritten(db, site):
    call_command("new_essay", "brand-new", stdout=StringIO())
    assert publish("brand-new", check=True) == "essays: 1 checked, no problem.\n"
    with pytest.raises(CommandError, match="is there already"):
        call_command("new_essay", "brand-new")
