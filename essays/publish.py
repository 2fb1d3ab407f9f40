"""Publish essays: build what changed, then register what was built. Both do nothing, fast, where nothing changed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from shutil import rmtree

from django.conf import settings
from django.db import transaction

from assessments.banks import parse_bank
from assessments.services import publish_bank
from essays.build import Artefact, build, load
from essays.edits.suggestions import note_published
from essays.lint.context import House
from essays.models import Essay, EssaySource, EssayVersion, Term
from essays.services import marks_of, renumber_readings
from overlook.progress.services import publish_objectives

_ROOT = Path(__file__).parent
_STAMP = "stamp"


def build_root() -> Path:
    """Where built essays lie: ``build/essays``."""
    root: Path = settings.ESSAYS_BUILD_DIR
    return root


def build_changed(paths: Sequence[Path], house: House, *, root: Path) -> list[str]:
    """Build each essay whose inputs changed; the slugs of those built.

    Raises
    ------
    EssayRefused
        At the first essay that the lint does not let through.
    """
    machinery = _machinery_digest(house.essays)
    built = []
    for path in paths:
        stamp, out = _inputs_digest(machinery, path), root / path.name
        if _stamp_of(out) == stamp:
            continue
        build(path, house, out)
        (out / _STAMP).write_text(stamp)
        built.append(path.name)
    return built


def drop_deleted(paths: Sequence[Path], *, root: Path) -> list[str]:
    """Remove what was built of essays whose folders are gone; their slugs. ``paths`` are all folders there are."""
    gone = [
        out.parent for out in sorted(root.glob("*/manifest.json")) if out.parent.name not in {p.name for p in paths}
    ]
    for out in gone:
        rmtree(out)
    return [out.name for out in gone]


def is_fresh(paths: Sequence[Path], essays: Mapping[str, str], *, root: Path) -> bool:
    """Whether nothing that goes into these essays changed since they were built. Loads no kernel."""
    machinery = _machinery_digest(essays)
    return all(_stamp_of(root / path.name) == _inputs_digest(machinery, path) for path in paths)


def _machinery_digest(essays: Mapping[str, str]) -> str:
    return _digest([*_machinery(), *sorted(essays.items())])


def _inputs_digest(machinery: str, path: Path) -> str:
    return _digest([machinery, *sorted(file for file in path.rglob("*") if file.is_file())])


def _stamp_of(out: Path) -> str:
    stamp = out / _STAMP
    return stamp.read_text() if stamp.is_file() else ""


def _machinery() -> list[Path]:
    """The code whose change may change what is built."""
    own = [path for path in _ROOT.rglob("*") if path.suffix in (".py", ".mjs") and "content" not in path.parts]
    figures = settings.BASE_DIR / "platform" / "overlook" / "figures"
    items = settings.BASE_DIR / "assessments"
    others = [*figures.rglob("*.py"), *(items / "items").rglob("*.py"), *(items / "engine").rglob("*.py")]
    return sorted([*own, *others, items / "banks.py"])


def _digest(parts: Iterable[object]) -> str:
    digest = sha256()
    for part in parts:
        digest.update(str(part).encode())
        if isinstance(part, Path):
            digest.update(part.read_bytes())
        digest.update(b"\0")
    return digest.hexdigest()


def register_built(*, root: Path, at: datetime, only: Sequence[str] = ()) -> list[str]:
    """Register every built essay whose content is not yet what readers see; the slugs of those registered.

    Essays that are built no more are no longer published; their versions stay.
    """
    found = {path.parent.name: load(path.parent) for path in sorted(root.glob("*/manifest.json"))}
    registered = []
    for slug, artefact in found.items():
        if only and slug not in only:
            continue
        if register(artefact=artefact, at=at):
            registered.append(slug)
    if not only:
        Essay.objects.filter(published=True).exclude(slug__in=found).update(published=False)
    return registered


@transaction.atomic
def register(*, artefact: Artefact, at: datetime) -> bool:
    """Make a built essay what readers see, with its objectives, its bank and its glossary, in one transaction.

    Returns
    -------
    bool
        Whether anything changed: the same content a second time changes nothing.
    """
    manifest, secret, content = artefact.manifest, artefact.secret, artefact.sha256
    slug = manifest["slug"]
    if Essay.objects.filter(slug=slug, published=True, current__sha256=content).exists():
        _keep_source(artefact)
        return False
    essay, _ = Essay.objects.select_for_update().get_or_create(slug=slug)
    marks = marks_of(essay)
    version, _ = EssayVersion.objects.get_or_create(
        essay=essay,
        sha256=content,
        defaults={"title": manifest["title"], "manifest": manifest, "secret": secret, "created_at": at},
    )
    _keep_source(artefact)
    publish_objectives(
        essay=slug,
        objectives={one["slug"]: one["text"] for one in manifest["objectives"]},
        misconceptions=manifest["misconceptions"],
    )
    if secret["items"]:
        texts = secret["texts"]
        specs = parse_bank(secret["items"], render=lambda source: texts[source])
        publish_bank(slug=slug, title=manifest["title"], items=specs, at=at)
    for term in manifest["glossary"]:
        Term.objects.update_or_create(
            slug=term["id"], defaults={"term": term["term"], "html": term["html"], "essay": essay}
        )
    essay.current, essay.published = version, True
    essay.save()
    renumber_readings(essay=essay, before=marks)
    if artefact.source:
        note_published(essay=essay, text=artefact.source["files"]["essay.md"], at=at)
    return True


def _keep_source(artefact: Artefact) -> None:
    """Keep the texts beside the version that was built from them, once; an early build has none, and may bring them."""
    if not artefact.source:
        return
    own = EssayVersion.objects.filter(essay__slug=artefact.manifest["slug"], sha256=artefact.sha256, source=None)
    for version in own:
        EssaySource.objects.get_or_create(version=version, defaults=artefact.source)
