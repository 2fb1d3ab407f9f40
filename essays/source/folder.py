"""Read an essay's folder, wholly; or put it together again from the texts that a version was built from."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from essays.contract import Folder, Front, Problem
from essays.source import bib, front, tables

FILES = ("essay.md", "claims.yaml", "sweeps.yaml", "items.yaml", "refs.bib", "data/README.md")


def read(path: Path) -> Folder:
    """Everything in ``path``. What cannot be read is a problem in the result, never an exception."""
    data = path / "data"
    files = sorted(file.name for file in data.iterdir() if file.is_file()) if data.is_dir() else []
    return assemble(path, texts(path), [name for name in files if name != "README.md"])


def read_front(path: Path) -> tuple[Front, list[Problem]]:
    """The front matter alone, and its problems: for what lists essays, which need not read all of each."""
    head, _, _ = front.split((path / "essay.md").read_text(encoding="utf-8", errors="replace"))
    return front.read(head, path.name)


def texts(path: Path) -> dict[str, str]:
    """The text files in ``path`` by name; one that is not there is left out."""
    return {
        name: (path / name).read_text(encoding="utf-8", errors="replace") for name in FILES if (path / name).is_file()
    }


def assemble(path: Path, files: Mapping[str, str], data: Sequence[str]) -> Folder:
    """The folder that these texts make.

    Parameters
    ----------
    path
        Where the folder is or was; its name is the essay's slug.
    files
        Text by name, as `texts` gives them.
    data
        Names of the files in ``data/`` beside them.
    """
    head, body, body_line = front.split(files.get("essay.md", ""))
    matter, problems = front.read(head, path.name)
    claims, of_claims = tables.claims(files.get("claims.yaml", ""))
    sweeps, of_sweeps = tables.sweeps(files.get("sweeps.yaml", ""))
    items, of_items = tables.items(files.get("items.yaml", ""))
    references, of_references = bib.references(files.get("refs.bib", ""))
    return Folder(
        path=path,
        front=matter,
        body=body,
        body_line=body_line,
        items=items,
        claims=claims,
        sweeps=sweeps,
        references=references,
        data=tuple(data),
        licensed=bib.licensed(files.get("data/README.md", "")),
        problems=[*problems, *of_claims, *of_sweeps, *of_items, *of_references],
    )
