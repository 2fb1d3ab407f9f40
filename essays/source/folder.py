"""Read an essay's folder, wholly."""

from pathlib import Path

from essays.contract import Folder
from essays.source import bib, front, tables


def read(path: Path) -> Folder:
    """Everything in ``path``. What cannot be read is a problem in the result, never an exception."""
    head, body, body_line = front.split(_text(path / "essay.md"))
    matter, problems = front.read(head, path.name)
    claims, of_claims = tables.claims(_text(path / "claims.yaml"))
    sweeps, of_sweeps = tables.sweeps(_text(path / "sweeps.yaml"))
    items, of_items = tables.items(_text(path / "items.yaml"))
    references, of_references = bib.references(_text(path / "refs.bib"))
    data = path / "data"
    files = sorted(file.name for file in data.iterdir() if file.is_file()) if data.is_dir() else []
    return Folder(
        path=path,
        front=matter,
        body=body,
        body_line=body_line,
        items=items,
        claims=claims,
        sweeps=sweeps,
        references=references,
        data=tuple(name for name in files if name != "README.md"),
        licensed=bib.licensed(_text(data / "README.md")),
        problems=[*problems, *of_claims, *of_sweeps, *of_items, *of_references],
    )


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""
