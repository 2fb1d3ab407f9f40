"""Built assets: the front-end build writes ``build/manifest.json``, which maps source names to hashed file names."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any


class AssetsMissing(RuntimeError):
    """The front end has not been built."""


def asset_path(build: Path, name: str) -> str:
    """Path below the static root of the asset called ``name``.

    Raises
    ------
    AssetsMissing
        No build is there, or it holds no such asset; ``make assets`` mends both.
    """
    try:
        path: str = _read(build / "manifest.json")["assets"][name]
        return path
    except (FileNotFoundError, KeyError) as error:
        raise AssetsMissing(f"The built asset {name!r} is missing. Run: make assets") from error


def module_imports(build: Path, name: str) -> list[str]:
    """The chunks that the entry ``name`` imports, for ``modulepreload``."""
    imports: list[str] = _read(build / "manifest.json")["imports"].get(name, [])
    return imports


@lru_cache(maxsize=2)
def _read(manifest: Path) -> dict[str, dict[str, Any]]:
    # Once per process, like WhiteNoise: a build beside a running site must not be half seen.
    content: dict[str, dict[str, Any]] = json.loads(manifest.read_text())
    return content
