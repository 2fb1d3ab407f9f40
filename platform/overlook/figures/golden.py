"""Write every kind's ``golden.json`` and ``algorithm.out``: ``python -m overlook.figures.golden``.

A kind's ``golden.py`` exposes ``DATA`` (a small artefact, or None), ``STATES`` (what the contract suite and the gallery
draw), ``values()``, whose result the kind's TypeScript must reproduce, each within the tolerance beside it, and
``algorithm(state)`` (see `algorithms`), whose example is run here.
"""

import json
import runpy
from contextlib import redirect_stdout
from importlib import import_module, invalidate_caches
from io import StringIO
from pathlib import Path

from overlook.kit.registry import discover


def write_one(slug: str) -> list[Path]:
    invalidate_caches()
    module = import_module(f"overlook.figures.{slug.replace('-', '_')}.golden")
    path = Path(str(module.__file__)).with_suffix(".json")
    path.write_text(json.dumps(module.values(), indent=1, ensure_ascii=False) + "\n")
    printed = StringIO()
    with redirect_stdout(printed):
        runpy.run_path(str(path.with_name("algorithm.py")), run_name="__main__")
    output = path.with_name("algorithm.out")
    output.write_text(printed.getvalue())
    return [path, output]


if __name__ == "__main__":
    for kind in discover("overlook.figures", "KIND"):
        write_one(kind)
