"""What decides whether a site may start, without starting one."""

import io
import json
import os
import signal
import subprocess
import sys

import pytest

from overlook.ops.datafolder import DataFolder, FolderBusy
from overlook.ops.site import Refused, choose_port
from overlook.ops.supervisor import Program, Supervisor
from tests.ops.running import eventually


@pytest.mark.parametrize("port", ["http", "-1", "65536", "8000 ", "", "８０００"])
def test_a_port_that_is_none_is_refused(port):
    with pytest.raises(Refused, match="is not a port number"):
        choose_port(port)


def test_port_zero_picks_a_free_one():
    assert 1024 <= choose_port("0") <= 65535
    assert choose_port("8000") == 8000


def test_a_folder_is_locked_once_and_free_again_after_release(tmp_path):
    first, second = DataFolder(tmp_path), DataFolder(tmp_path)
    first.lock("http://127.0.0.1:8000")
    with pytest.raises(FolderBusy, match=rf"already runs on .* \(http://127.0.0.1:8000, process {os.getpid()}\)"):
        second.lock("http://127.0.0.1:8001")
    first.release()
    second.lock("http://127.0.0.1:8001")
    second.release()


def test_leftovers_are_ended_only_when_they_are_what_was_recorded(tmp_path):
    command = [sys.executable, "-c", "import time; time.sleep(60) # recognise-me"]
    ours, other = (subprocess.Popen(command, start_new_session=True) for _ in range(2))
    folder = DataFolder(tmp_path)
    folder.record_children({ours.pid: "recognise-me", other.pid: "something else"})
    assert folder.end_leftovers(seconds=0.2) == [ours.pid]
    assert ours.wait(5) in (-signal.SIGTERM, -signal.SIGKILL)
    assert other.poll() is None
    other.kill()
    other.wait()
    assert folder.end_leftovers() == []


def test_a_child_that_ignores_the_request_is_killed_with_its_own_children(tmp_path, capfd):
    program = tmp_path / "stubborn.py"
    program.write_text(
        "import signal, subprocess, sys, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print('grandchild', child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    recorded: list[dict[int, str]] = []
    supervisor = Supervisor(os.environ, on_change=recorded.append)
    heard = io.StringIO()
    supervisor.output = heard
    supervisor.start(Program("child", [sys.executable, str(program)], mark="stubborn", stop_seconds=0.3))
    supervisor.run(until=lambda: "grandchild" in heard.getvalue())
    grandchild = int(heard.getvalue().split("grandchild ")[1].split()[0])
    supervisor.stop()
    assert "child  | grandchild" in heard.getvalue()
    assert "site   | child did not stop in 0.3 s; killing it" in heard.getvalue()
    assert eventually(lambda: _gone(grandchild), 5)
    assert list(recorded[0].values()) == ["stubborn"]
    assert recorded[-1] == {}


def test_what_dies_is_started_again_after_a_pause_that_doubles():
    supervisor, heard = Supervisor(os.environ), io.StringIO()
    supervisor.output = heard
    supervisor.start(
        Program("brief", [sys.executable, "-I", "-c", "print('last words', end=''); raise SystemExit(3)"], "brief")
    )
    supervisor.run(until=lambda: supervisor.children[0].deaths == 2)
    supervisor.stop()
    assert heard.getvalue().count("brief  | last words") == 2
    assert "brief ended with status 3; starting it again in 0.5 s" in heard.getvalue()
    assert "brief ended with status 3; starting it again in 1 s" in heard.getvalue()


def test_children_are_recorded_whole_or_not_at_all(tmp_path):
    folder = DataFolder(tmp_path)
    folder.record_children({12: "web"})
    assert json.loads((tmp_path / "site.children").read_text()) == {"12": "web"}
    assert [path.name for path in tmp_path.iterdir()] == ["site.children"]


def _gone(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    with open(f"/proc/{pid}/stat") as stat:
        return stat.read().rsplit(")", 1)[1].split()[0] == "Z"
