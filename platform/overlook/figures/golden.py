"""Write every kind's ``golden.json``: ``python -m overlook.figures.golden``.

A kind's ``golden.py`` exposes ``DATA`` (a small artefact, or None), ``STATES`` (what the contract suite and the gallery
draw) and ``values()``, whose result the kind's TypeScript must reproduce, each within the tolerance beside it.
"""

import json
from importlib import import_module, invalidate_caches
from pathlib import Path

from overlook.kit.registry import discover


def write_one(slug: str) -> Path:
    invalidate_caches()
    module = import_module(f"overlook.figures.{slug.replace('-', '_')}.golden")
    path = Path(str(module.__file__)).with_suffix(".json")
    path.write_text(json.dumps(module.values(), indent=1, ensure_ascii=False) + "\n")
    return path


if __name__ == "__main__":
    for kind in discover("overlook.figures", "KIND"):
        write_one(kind)
