"""Engines that are there and do nothing: found, ended, and halted at the next start. The watchdog is made impatient."""

import contextlib
import json
import os
import signal
import time
from pathlib import Path

import pytest

from engine.shell.runtime.alert_file import ALERT_FILE, read_alert
from engine.shell.runtime.heartbeat import read_beat
from tests.support.odd_engine import PATIENCE
from tests.support.processes import running, said, state, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

ENDED_WITHIN = PATIENCE + 25.0


def guarded(home):
    """Wait for the watchdog that the engine started: which process is it?"""
    return until(lambda: watchdog_of(home), what="watchdog")


def watchdog_of(home):
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = (process / "cmdline").read_bytes().split(b"\0")
            if b"engine.shell.runtime.watchdog" in words and os.fsencode(str(home)) in words:
                return int(process.name)
    return None


@pytest.mark.parametrize("how", ["asleep", "deadlocked", "stopped"])
def test_an_engine_that_does_not_move_is_ended_and_the_next_one_starts_halted(tmp_path, how):
    with running(tmp_path, odd="watched" if how == "stopped" else how) as engine:
        guarded(tmp_path)
        if how == "stopped":
            os.kill(engine.pid, signal.SIGSTOP)
        (tmp_path / "ODD").touch()
        assert engine.wait(ENDED_WITHIN) == -signal.SIGKILL
    assert (tmp_path / "STOP").exists()
    alert = read_alert(tmp_path)
    assert alert.killed
    assert "does not beat" in alert.text
    until(lambda: watchdog_of(tmp_path) is None, what="end of the watchdog")
    with running(tmp_path, odd="plain", beats=False):
        until(lambda: state(tmp_path) == "HALTED", 40, what="HALTED")
        until(lambda: not (tmp_path / ALERT_FILE).exists(), what="alarm told")
        code, out, _ = said("status", "--json", "--home", str(tmp_path))
        assert code == 0
        assert "watchdog" in json.loads(out)["status"]["causes"]


def test_an_engine_that_is_only_busy_is_left_alone(tmp_path):
    with running(tmp_path, odd="busy", speed="60") as engine:
        guarded(tmp_path)
        (tmp_path / "ODD").touch()
        time.sleep(2 * PATIENCE)
        assert engine.poll() is None
        assert not (tmp_path / "STOP").exists()


def test_an_engine_that_ends_in_good_order_takes_its_watchdog_with_it(tmp_path):
    with running(tmp_path, odd="watched") as engine:
        guarded(tmp_path)
        engine.terminate()
        assert engine.wait(45) == 0
        until(lambda: watchdog_of(tmp_path) is None, what="end of the watchdog")
    assert read_beat(tmp_path).ended
    assert not (tmp_path / "STOP").exists()
    assert not (tmp_path / ALERT_FILE).exists()


def test_an_engine_that_was_killed_goes_on_where_it_was_and_no_stop_is_laid_upon_it(tmp_path):
    with running(tmp_path, odd="watched") as engine:
        guarded(tmp_path)
        engine.kill()
        engine.wait()
        until((tmp_path / ALERT_FILE).exists, PATIENCE + 15, "alarm")
    assert not read_alert(tmp_path).killed
    assert not (tmp_path / "STOP").exists()
    with running(tmp_path, odd="plain"):
        assert state(tmp_path) == "RUNNING"
        assert "watchdog" in (tmp_path / "out").read_text()


def test_the_watchdog_that_is_started_by_hand_finds_a_frozen_engine_too(tmp_path):
    assert said("watchdog", "--home", str(tmp_path))[0] == 6
    with running(tmp_path) as engine:
        from engine.shell.runtime.watchdog import watch

        os.kill(engine.pid, signal.SIGSTOP)
        lines = []
        assert watch(tmp_path, frozen_seconds=1.0, say=lines.append) == 0
        assert engine.wait(45) == -signal.SIGKILL
    assert lines[0].startswith("watchdog: stop file written")
    assert "watchdog: venue: the paper venue lives in the engine; nothing rests outside it" in lines
