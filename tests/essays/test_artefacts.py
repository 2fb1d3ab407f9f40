"""The data files of every essay: small, drawable, and what the folder's recipe computes.

A recipe names in ``QUICK`` the artefacts that are recomputed here, whole; of the others a test of the essay's own
recomputes a part.
"""

import gzip
import importlib.util
import json
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from essays.registry import essay_folders
from overlook.kit.registry import discover

pytestmark = pytest.mark.pure

DRAWING = [kind for kind in discover("overlook.figures", "KIND").values() if kind.columns]

FOLDERS = {path.name: path / "data" for path in essay_folders()}
FILES = [(slug, file.name) for slug, folder in FOLDERS.items() for file in sorted(folder.glob("*.json"))]


@cache
def recipe_of(slug: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"recipe_{slug.replace('-', '_')}", FOLDERS[slug] / "recipe.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


QUICK = [(slug, name) for slug in FOLDERS for name in getattr(recipe_of(slug), "QUICK", ())]


def differences(found: Any, other: Any, path: str = "") -> list[str]:
    """Where two artefacts differ: numbers by more than a digit in the fourth place, anything else at all."""
    if isinstance(found, dict) and isinstance(other, dict):
        if list(found) != list(other):
            return [f"{path}: {list(found)} against {list(other)}"]
        return [fault for key in found for fault in differences(found[key], other[key], f"{path}.{key}")]
    if isinstance(found, list) and isinstance(other, list | tuple):
        if len(found) != len(other):
            return [f"{path}: {len(found)} against {len(other)} values"]
        pairs = enumerate(zip(found, other, strict=True))
        return [fault for index, (a, b) in pairs for fault in differences(a, b, f"{path}[{index}]")]
    if isinstance(found, float) and isinstance(other, int | float):
        return [] if found == pytest.approx(other, rel=1e-3, abs=2e-6) else [f"{path}: {found} against {other}"]
    return [] if found == other else [f"{path}: {found!r} against {other!r}"]


@pytest.mark.parametrize(("slug", "name"), FILES)
def test_an_artefact_is_small_can_be_drawn_and_has_its_recipe(slug, name):
    text = (FOLDERS[slug] / name).read_bytes()
    assert len(gzip.compress(text)) <= 20 * 1024
    artefact = json.loads(text)
    if "groups" in artefact or "rows" in artefact:
        assert [] in [kind.check_data(artefact) for kind in DRAWING], "no kind can draw it"
    assert Path(name).stem in recipe_of(slug).ARTEFACTS


@pytest.mark.parametrize(("slug", "name"), QUICK)
def test_an_artefact_is_what_its_recipe_computes(slug, name):
    artefact = json.loads((FOLDERS[slug] / f"{name}.json").read_text())
    assert differences(artefact, json.loads(json.dumps(recipe_of(slug).ARTEFACTS[name]()))) == []
