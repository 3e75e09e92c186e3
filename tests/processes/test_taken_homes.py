"""A home that another process seems to hold, and what a dead engine left in it."""

import subprocess
import sys

import pytest

from engine.shell.runtime.lock import started_ticks
from tests.support.processes import SIM, running, said, state

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]


def test_a_number_that_was_given_to_another_process_holds_no_home(tmp_path):
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        (tmp_path / "engine.lock").write_text(f"{stranger.pid} {started_ticks(stranger.pid) - 1}\n")
        assert said("engine", *SIM, "--speed", "max", "--for", "1 min", "--home", str(tmp_path))[0] == 0
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_socket_that_a_dead_engine_left_is_taken_away_and_a_link_in_its_place_is_not_followed(tmp_path):
    with running(tmp_path) as engine:
        engine.kill()
        engine.wait()
    assert (tmp_path / "engine.sock").is_socket()
    with running(tmp_path):
        assert state(tmp_path) == "RUNNING"
    (tmp_path / "engine.sock").unlink(missing_ok=True)
    target = tmp_path / "precious"
    target.write_text("kept")
    (tmp_path / "engine.sock").symlink_to(target)
    code, _, error = said("engine", *SIM, "--home", str(tmp_path))
    assert (code, target.read_text()) == (2, "kept")
    assert "socket" in error
