"""The roads of a stop on real engines: each alone, and all of them in a drill."""

import json
import os
import resource
import signal
import time

import pytest

from engine.config.home import home_at
from engine.shell.runtime.drilled import read_drill
from engine.shell.runtime.heartbeat import read_beat
from footbe_tui.commands import drill as drilling
from tests.support.processes import running, said, state, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

SLACK_SECONDS = 5.0
"""Tests share their machine with others; `python -m benchmarks.brakes` alone holds every bound to the letter."""


def test_a_drill_tries_every_road_and_is_kept_where_the_health_pane_finds_it(tmp_path, capsys, monkeypatch):
    for name in ("GATE_SECONDS", "CANCEL_SECONDS"):
        monkeypatch.setattr(drilling, name, getattr(drilling, name) + SLACK_SECONDS)
    assert drilling.drill(home_at(str(tmp_path)), frozen_seconds=4.0) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines[1:5]] == [[road, "ok"] for road in ("line", "file", "signal", "frozen")]
    assert "next start HALTED" in lines[4]
    kept = read_drill(tmp_path / "data")
    assert kept.passed
    assert len(kept.lines) == 4
    with running(tmp_path):
        _, out, _ = said("status", "--json", "--home", str(tmp_path))
        (row,) = [row for row in json.loads(out)["health"] if row["key"] == "drill"]
        assert (row["state"], row["detail"]) == ("ok", "passed")


def test_a_signal_shuts_the_gate_while_the_loop_is_busy_with_something_else(tmp_path):
    with running(tmp_path, odd="busy") as engine:
        (tmp_path / "ODD").touch()
        until((tmp_path / "BUSY").exists)
        begun = (tmp_path / "BUSY").stat().st_mtime_ns
        until(lambda: (tmp_path / "BUSY").stat().st_mtime_ns != begun, what="next two seconds without a turn")
        began = time.monotonic()
        os.kill(engine.pid, signal.SIGUSR1)
        until(lambda: read_beat(tmp_path).gate_s, 30, "gate")
        assert read_beat(tmp_path).gate_s - began <= 0.05 + SLACK_SECONDS / 2


@pytest.mark.parametrize("how", ["paused", "napping"])
def test_a_stop_file_is_seen_within_a_second_also_when_nothing_happens(tmp_path, how):
    with running(tmp_path, speed="1") as engine:
        if how == "paused":
            assert said("pause", "--home", str(tmp_path))[0] == 0
        began = time.monotonic()
        (tmp_path / "STOP").touch()
        until(lambda: state(tmp_path) == "HALTED", what="HALTED")
        assert read_beat(tmp_path).gate_s - began <= SLACK_SECONDS
        assert engine.poll() is None


def test_a_stop_needs_neither_journal_nor_socket_nor_a_disk_to_write_on(tmp_path):
    with running(tmp_path):
        for path in (tmp_path / "data").glob("journal.db*"):
            path.chmod(0)
        (tmp_path / "engine.sock").unlink()
        no_room = {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))}
        code, out, error = said("stop", "--home", str(tmp_path), **no_room)
        assert (code, error) == (0, "")
        lines = out.splitlines()
        assert lines[0].startswith("stop file written")
        assert "not safe from a power cut: File too large" in lines[0]
        assert any(line.startswith("signal sent to") for line in lines)
        assert any("does not exist" in line for line in lines if line.startswith("line:"))
        assert lines[-1] == "HALTED by its heartbeat · 0 resting · 0 unknown"


def test_a_stop_that_finds_something_else_in_its_files_place_says_so_and_goes_on(tmp_path):
    with running(tmp_path):
        (tmp_path / "STOP").symlink_to(tmp_path / "nowhere" / "deep")
        code, out, _ = said("stop", "--home", str(tmp_path))
        assert code == 0
        assert out.startswith("stop file stands already")
        assert not (tmp_path / "nowhere").exists()
        assert out.splitlines()[-1].startswith("stopped ")
        assert state(tmp_path) == "HALTED"
