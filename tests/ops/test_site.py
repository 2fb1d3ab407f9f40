"""``make site`` with real processes: what a newcomer meets in the first minute, and what must not be left behind."""

import json
import os
import signal
import socket
import sys

import pytest

from tests.ops.running import eventually, get, running_site

pytestmark = [
    pytest.mark.worker,
    pytest.mark.xdist_group("site"),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc to find what was left behind"),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with running_site(tmp_path_factory.mktemp("site")) as site:
        site.url = site.address()
        yield site


def test_a_cold_start_answers_on_the_printed_address(site):
    assert get(f"{site.url}/health/live") == (200, '{"status": "ok"}')


def test_the_database_the_broker_and_the_worker_are_all_well(site):
    def well():
        return json.loads(get(f"{site.url}/health/ready")[1])["status"] == "ok"

    assert eventually(well), get(f"{site.url}/health/ready")


def test_the_lines_of_each_process_carry_its_name(site):
    get(f"{site.url}/nothing-here")
    site.wait_for(r"^web    \| .*GET \(none\).*status=404")


def test_a_second_start_on_the_same_folder_is_refused_with_one_sentence(site):
    with running_site(site.var) as second:
        assert second.process.wait(60) == 1
        second.wait_for(r"CommandError: Overlook already runs on the data folder .*OVERLOOK_VAR=\.$", seconds=5)
        assert site.url in second.output
        assert get(f"{site.url}/health/live")[0] == 200


def test_a_child_that_dies_is_started_again(site):
    (web,) = (pid for pid, word in _children(site).items() if "wsgi" in word)
    os.kill(web, signal.SIGKILL)
    site.wait_for(r"^site   \| web was ended by SIGKILL; starting it again in")
    assert eventually(lambda: _live(site.url)), site.output
    assert web not in _children(site)


def test_interrupting_leaves_no_process_and_no_socket(tmp_path):
    with running_site(tmp_path / "var") as site:
        url = site.address()
        assert (site.var / "valkey.sock").exists()
        assert len(site.processes()) >= 5
        assert site.stop(signal.SIGINT) == 0
        assert site.processes() == []
        assert not (site.var / "valkey.sock").exists()
        assert not _live(url)
        site.wait_for(r"^site   \| stopped", seconds=5)


def test_a_killed_site_takes_its_children_with_it_and_the_next_start_works(tmp_path):
    with running_site(tmp_path / "var") as site:
        site.address()
        site.process.kill()
        site.process.wait()
        with running_site(site.var) as second:
            assert _live(second.address())
            assert second.stop(signal.SIGTERM) == 0
        assert eventually(lambda: site.processes() == []), site.processes()


def test_a_taken_port_is_refused_with_a_sentence(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        with running_site(tmp_path / "var", port=port) as site:
            assert site.process.wait(60) == 1
            site.wait_for(
                rf"CommandError: Port {port} is taken by another program; choose another one: make site PORT="
            )
            assert site.processes() == []


def _children(site):
    return {int(pid): word for pid, word in json.loads((site.var / "site.children").read_text()).items()}


def _live(url):
    try:
        return get(f"{url}/health/live", seconds=3)[0] == 200
    except OSError:
        return False
