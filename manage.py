#!/usr/bin/env python
"""Overlook's command line: puts platform/ on the path and hands over to Django."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def main() -> None:
    if (ROOT / "platform" / "__init__.py").exists():
        sys.exit("platform/__init__.py exists: it hides Python's own platform module. Delete it.")
    sys.path[:0] = [str(ROOT), str(ROOT / "platform")]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "overlook.settings")

    # Imported only now: neither is reachable before the path is set, and pinning must precede NumPy.
    from django.core.management import execute_from_command_line

    from overlook.kit.numerics import pin

    pin()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
