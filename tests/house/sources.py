"""The files that are ours: neither installed, nor built, nor data."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_NOT_OURS = {".git", ".venv", ".tools", ".stamps", "node_modules", "build", "var", "__pycache__"}
_FOLDERS = ("platform", "essays", "assessments", "simulations", "tests", "benchmarks")


def sources(*suffixes: str, folders: tuple[str, ...] = _FOLDERS) -> list[Path]:
    """Every file of ours with one of these suffixes, relative to the repository."""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in suffixes)
    relative = (path.relative_to(ROOT) for path in found if path.is_file())
    return sorted(path for path in relative if not _NOT_OURS & set(path.parts) and not _hidden(path))


def read(path: Path) -> str:
    return (ROOT / path).read_text()


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)
