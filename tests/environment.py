"""A pytest plugin, loaded before Django's settings: the tests' own data folder, no outside service, pinned numerics."""

import atexit
import os
import secrets
import shutil
import tempfile
from pathlib import Path

from overlook.kit.numerics import pin

pin()
os.environ["OVERLOOK_VAR"] = tempfile.mkdtemp(prefix="overlook-test-")
atexit.register(shutil.rmtree, os.environ["OVERLOOK_VAR"], ignore_errors=True)
(Path(os.environ["OVERLOOK_VAR"]) / "static").mkdir()
os.environ.setdefault("EMAIL_URL", "memorymail://")
# Admission does not depend on how fast the machine is that runs the tests.
os.environ["SIMULATION_HOST_FACTOR"] = "1"
if os.environ.get("OVERLOOK_TEST_SERVICES") != "1":
    # `make test` needs neither PostgreSQL nor Redis, whatever the shell happens to export.
    os.environ.pop("DATABASE_URL", None)
    os.environ.pop("REDIS_URL", None)
    os.environ["CACHE_URL"] = "locmemcache://"
else:
    # One token for the run and all its processes: in the names of its databases and at the head of its keys.
    token = os.environ.setdefault("OVERLOOK_TEST_TOKEN", secrets.token_hex(4))
    os.environ["QUEUE_PREFIX"] = f"overlook-test-{token}:"
