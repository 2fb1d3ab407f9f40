"""Node, from the environment's own wheel."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def node(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    path = f"{ROOT / '.venv/bin'}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["node", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PATH": path},
        timeout=120,
    )
