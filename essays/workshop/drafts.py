"""Drafts: what the working folders hold at this moment, built privately and kept while nothing changes.

A draft is known by the digest of all that goes in. What is built lies in the data folder under ``previews/``, bounded
in number; it is registered nowhere, and no reader's page knows of it.
"""

import shutil
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from threading import RLock

import structlog
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.engine.contract import ItemSpec
from essays import registry
from essays.build import Artefact, examine, load
from essays.claims import Recomputer, out_of_tolerance
from essays.contract import Place, Problem
from essays.lint.context import Context, House
from essays.source.folder import FILES
from essays.workshop.drafting import sketch, specs_of
from overlook.kit.errors import NotFound

log = structlog.get_logger(__name__)

WHOLE, PARTLY, EARLIER, NOTHING = "whole", "partly", "earlier", "nothing"
_MOST_DRAFTS, _MOST_BUILT = 12, 3


@dataclass(frozen=True)
class Draft:
    """An essay's folder as it is now.

    Parameters
    ----------
    problems
        Everything that keeps it from being published, in the order of files and lines.
    state
        ``whole``; ``partly``: some parts are replaced by notices; ``earlier``: what was last shown, since now nothing
        can be; ``nothing``.
    """

    slug: str
    stamp: str
    path: Path
    built: Path
    artefact: Artefact | None
    problems: tuple[Problem, ...]
    state: str
    context: Context | None

    @cached_property
    def specs(self) -> Mapping[str, ItemSpec]:
        return {spec.id: spec for spec in specs_of(self.artefact)} if self.artefact else {}

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """The sources that are shown beside the page, by name."""
        return source_texts(self.path)


def folder_of(slug: str) -> Path:
    """The working folder of that name. A name is compared with those that are there, never joined to a path."""
    if not settings.ESSAYS_DIR.is_dir():
        raise NotFound(_("This site was installed without the folders that its essays are written in."))
    for path in registry.essay_folders():
        if path.name == slug:
            return path
    raise NotFound(_("There is no folder of that name."))


def source_texts(path: Path) -> dict[str, str]:
    """The text files of an essay, whatever they hold."""
    files = [(name, path / name) for name in FILES]
    return {name: file.read_text(encoding="utf-8", errors="replace") for name, file in files if file.is_file()}


def stamp_of(path: Path) -> str:
    """The digest of all that a draft follows from: its files, what other essays are called, the language."""
    digest = sha256(repr((_neighbours(), get_language())).encode())
    for file in sorted(file for file in path.rglob("*") if file.is_file()):
        digest.update(f"{file.relative_to(path)}\0".encode())
        digest.update(sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:20]


def draft(slug: str) -> Draft:
    """The draft in the folder of that name, built when it is not yet known."""
    path = folder_of(slug)
    with _lock:
        stamp = stamp_of(path)
        key = (str(path), stamp)
        known = _drafts.get(key)
        if known is None or (known.artefact and not known.built.is_dir()):
            _drafts[key] = _made(path, stamp)
        _drafts.move_to_end(key)
        while len(_drafts) > _MOST_DRAFTS:
            _drafts.popitem(last=False)
        return _drafts[key]


def recompute(found: Draft) -> tuple[Problem, ...]:
    """Every claim that does not hold, computed now and remembered while the draft stays as it is. It takes seconds."""
    problems: list[Problem] = []
    if found.context is not None:
        folder, recomputer = found.context.folder, Recomputer(found.context.house.kernels, found.path)
        for claim, sentence in out_of_tolerance(folder.claims, recomputer):
            mend = "Mend the expected value, or find out why it moved."
            problems.append(Place("claims.yaml", claim.line).problem("tolerance", sentence, mend))
    with _lock:
        _recomputed[str(found.path), found.stamp] = tuple(problems)
        while len(_recomputed) > _MOST_DRAFTS:
            _recomputed.popitem(last=False)
    return tuple(problems)


def recomputed(found: Draft) -> tuple[Problem, ...] | None:
    """What `recompute` found, or None when it was not asked since the last change."""
    return _recomputed.get((str(found.path), found.stamp))


def data_file(slug: str, name: str) -> Path:
    """A data file of what was lately built of an essay; the name carries its hash, and is checked by the address."""
    for built in _built(folder_of(slug)):
        if (built / "data" / name).is_file():
            return built / "data" / name
    raise NotFound(_("There is no such file."))


_drafts: OrderedDict[tuple[str, str], Draft] = OrderedDict()
_recomputed: OrderedDict[tuple[str, str], tuple[Problem, ...]] = OrderedDict()
_lock = RLock()


def _made(path: Path, stamp: str) -> Draft:
    out = _home(path) / stamp
    context, problems = None, [Problem("essay.md", 1, _("Nothing can be read."), "", "unreadable")]
    try:
        context, problems = examine(path, _house(_neighbours()))
        artefact, met = sketch(context, out)
        found = sorted({*problems, *met})
        state = PARTLY if any(problem.rule == "render" for problem in met) else WHOLE
        return Draft(path.name, stamp, path, out, artefact, tuple(found), state, context)
    except Exception as error:
        # Whatever a half-typed file can do must be told on the page: its author has it open beside the editor.
        log.warning("essays.draft", essay=path.name, error=repr(error))
        message = _("The page cannot be built: %(error)s") % {"error": repr(error)}
        told = tuple(sorted({*problems, Problem("essay.md", 1, message, "", "build")}))
        shutil.rmtree(out, ignore_errors=True)
    finally:
        _tidy(path)
    earlier = next((built for built in _built(path) if (built / "manifest.json").is_file()), None)
    if earlier is None:
        return Draft(path.name, stamp, path, out, None, told, NOTHING, context)
    return Draft(path.name, stamp, path, earlier, load(earlier), told, EARLIER, context)


def _home(path: Path) -> Path:
    """Where drafts of a folder lie: two folders of one name, of two checkouts, do not meet."""
    where = sha256(str(path.resolve()).encode()).hexdigest()[:8]
    root: Path = settings.VAR_DIR
    return root / "previews" / f"{path.name}-{where}"


def _built(path: Path) -> list[Path]:
    """What was built of a folder, the newest first."""
    home = _home(path)
    return sorted(home.iterdir(), key=lambda built: built.stat().st_mtime_ns, reverse=True) if home.is_dir() else []


def _tidy(path: Path) -> None:
    for built in _built(path)[_MOST_BUILT:]:
        shutil.rmtree(built, ignore_errors=True)


def _neighbours() -> tuple[tuple[str, int, int], ...]:
    """What tells whether any essay may be called otherwise than before."""
    stats = [(str(path), (path / "essay.md").stat()) for path in registry.essay_folders()]
    return tuple((path, stat.st_mtime_ns, stat.st_size) for path, stat in stats)


@lru_cache(maxsize=1)
def _house(_neighbours: tuple[tuple[str, int, int], ...]) -> House:
    return registry.house()
