"""Leaves are found, never listed; their names are their slugs; only their built assets are public."""

import re
from pathlib import Path

import grimp
import pytest
import yaml
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders

from overlook.kit.registry import discover, slug_of
from tests.house.sources import ROOT, read, sources

KINDS = {
    "simulations.catalog": "SIMULATION",
    "assessments.items": "ITEM_TYPE",
    "overlook.figures": "KIND",
}
_PRIVATE = re.compile(r"(^|/)(items\.yaml|claims\.yaml|sweeps\.yaml|essay\.md|refs\.bib|grade\.py|[^/]+\.py)$")
_LISTS = ("settings.py", "urls.py", "api_urls.py", "models.py", "admin.py", "build.mjs")


def parent_of(package: str) -> Path:
    root = ROOT / "platform" if package.startswith("overlook") else ROOT
    return root / package.replace(".", "/")


def leaf_folders(package: str) -> list[Path]:
    return sorted(path.parent for path in parent_of(package).glob("*/__init__.py"))


def essay_folders() -> list[Path]:
    return sorted(path.parent for path in (ROOT / "essays" / "content").glob("*/essay.md"))


def every_slug() -> set[str]:
    leaves = {slug_of(folder.name) for package in KINDS for folder in leaf_folders(package)}
    return leaves | {folder.name for folder in essay_folders()}


@pytest.mark.parametrize(("package", "attribute"), KINDS.items())
def test_the_slug_of_a_leaf_is_its_name_with_hyphens(package, attribute):
    leaves = discover(package, attribute)
    assert {slug: leaf.slug for slug, leaf in leaves.items()} == {slug: slug for slug in leaves}
    assert [slug_of(folder.name) for folder in leaf_folders(package)] == list(leaves)


@pytest.mark.parametrize("package", KINDS)
def test_a_leaf_folder_has_an_identifier_for_a_name(package):
    # Tools that read Python skip a folder whose name is not an identifier, silently.
    folder = parent_of(package)
    odd = [path.name for path in folder.iterdir() if path.is_dir() and not path.name.isidentifier()]
    assert odd == []


def test_the_slug_of_an_essay_is_its_folder():
    for folder in essay_folders():
        front = (folder / "essay.md").read_text().split("---")[1]
        assert yaml.safe_load(front).get("slug", folder.name) == folder.name


def test_nobody_lists_leaves_by_hand():
    slugs = every_slug()
    words = slugs | {slug.replace("-", "_") for slug in slugs}
    # A word of ordinary English ("numeric") proves nothing; a compound does.
    telling = re.compile("|".join(sorted(re.escape(word) for word in words if "-" in word or "_" in word)))
    places = [
        p for p in sources(".py", ".mjs", ".html") if p.name in _LISTS or {"migrations", "templates"} & set(p.parts)
    ]
    assert places
    assert {str(path): found[0] for path in places if (found := telling.search(read(path)))} == {}


@pytest.mark.parametrize("package", KINDS)
def test_leaves_do_not_import_sibling_leaves(package):
    graph = grimp.build_graph("overlook", "assessments", "simulations", cache_dir=None)
    leaves = [f"{package}.{folder.name}" for folder in leaf_folders(package)]
    known = [
        (leaf, other)
        for leaf in leaves
        for other in leaves
        if leaf != other and graph.direct_import_exists(importer=leaf, imported=other, as_packages=True)
    ]
    assert known == []
    hosts = [
        leaf for leaf in leaves if graph.chain_exists(importer=leaf, imported="overlook.figures.host", as_packages=True)
    ]
    assert hosts == []


def test_keys_and_graders_are_never_static_files():
    served = [name for finder in get_finders() for name, _ in finder.list(ignore_patterns=None)]
    assert served
    assert [name for name in served if _PRIVATE.search(name)] == []


def test_the_build_holds_no_key_and_no_grader():
    built = [str(path.relative_to(settings.BUILD_DIR)) for path in (settings.BUILD_DIR / "static").rglob("*")]
    assert built
    assert [name for name in built if _PRIVATE.search(name)] == []
