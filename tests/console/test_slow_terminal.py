"""A terminal that stands still, is slow, changes its size all the time or goes: nobody is harmed, keys go on acting."""

import os
import signal
import sys
import time

import pytest

from benchmarks.pty_line import resident_bytes
from benchmarks.slow_line import SlowLine
from tests.console.engines import alive, holder, paper_console, state, until
from tests.console.terminal import Terminal

pytestmark = [
    pytest.mark.pty,
    pytest.mark.slow,
    pytest.mark.timeout(120),
    pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals"),
]

PANES = ("1 Positions", "2 Settlement", "3 Strategies", "5 Risk", "7 Events")
MEGABYTE = 1_048_576


def test_ten_seconds_of_standstill_cost_no_memory_and_no_key():
    with Terminal("--heavy") as terminal:
        terminal.until("0412 ARS–CHE")
        terminal.read(2.0)
        before = resident_bytes(terminal.pid)
        time.sleep(10.0)  # nobody reads, as after Ctrl-S
        assert resident_bytes(terminal.pid) - before < 8 * MEGABYTE
        terminal.keys("X")
        began = time.monotonic()
        terminal.until("■ stopped")
        assert time.monotonic() - began < 8.0  # two on a quiet machine
        terminal.read(0.5)
        assert all(name in terminal.text() for name in (*PANES, "HALTED"))


def test_what_waited_comes_as_one_picture_and_not_one_after_another():
    with Terminal("--heavy") as terminal:
        terminal.until("0412 ARS–CHE")
        terminal.read(1.0)
        time.sleep(6.0)
        before = len(terminal.bytes)
        until_quiet(terminal)
        assert len(terminal.bytes) - before < 40_000


def until_quiet(terminal, seconds=0.2):
    while terminal.read(seconds):
        if terminal.read(0.02) == 0:
            return


def test_a_storm_of_sizes_leaves_a_whole_screen():
    with Terminal("--heavy") as terminal:
        terminal.until("0412 ARS–CHE")
        for step in range(60):
            terminal.resize(100 + step % 40, 30 + step % 17)
            terminal.read(0.01)
        terminal.resize(120, 40)
        terminal.read(1.5)
        terminal.keys("?")
        terminal.until("Help")
        terminal.keys("\x1b")
        terminal.until("7 Events")
        terminal.read(1.0)
        assert [name for name in PANES if name not in terminal.text()] == []


@pytest.mark.parametrize("loss", ["cut", "signal"])
def test_a_terminal_may_go_while_something_is_asked(loss):
    with Terminal("--heavy") as terminal:
        terminal.until("0412 ARS–CHE")
        terminal.keys("q")
        terminal.until("detach")
        if loss == "cut":
            terminal.cut()
        else:
            os.kill(terminal.pid, signal.SIGHUP)
        assert terminal.left() == 129


def test_a_console_killed_outright_leaves_its_engine_running(tmp_path):
    with paper_console(tmp_path) as terminal:
        engine = until(lambda: holder(tmp_path))
        until(lambda: state(tmp_path) == "RUNNING")
        os.kill(terminal.pid, signal.SIGKILL)
        assert terminal.left() == -signal.SIGKILL
        time.sleep(2.5)
        assert alive(engine)
        assert state(tmp_path) == "RUNNING"


BOUND_SECONDS = 4.5
"""There and back, the stop, what was under way, and a machine that has others to serve; a full buffer alone takes eight."""


def test_over_a_slow_line_a_stop_acts_at_once_although_the_line_is_full():
    assert any(seconds_of_a_stop() < BOUND_SECONDS for _ in range(3))


def seconds_of_a_stop():
    """How many seconds after its key is a stop seen, where the line is full?"""
    command = [sys.executable, "-m", "tests.console.demo", "--heavy"]
    with SlowLine(command, size=(80, 24), cwd=".", bytes_per_second=4_000) as line:
        line.until("1 Positions")
        line.watch(2.0)
        for step in range(900):
            line.press("1234567"[step % 7])
            line.watch(1 / 30)
            if step >= 90 and line.under_way():
                break
        assert line.under_way()
        at = line.press("X")
        line.until("stopped")
        assert line.under_way() < 8_000
        return time.monotonic() - at


def test_a_picture_over_a_slow_line_is_asked_for_and_never_queued():
    command = [sys.executable, "-m", "tests.console.demo", "--heavy"]
    with SlowLine(command, size=(120, 40), cwd=".", bytes_per_second=4_000) as line:
        line.until("1 Positions")
        line.watch(2.0)
        deepest = 0
        for step in range(120):
            line.press("z")
            line.watch(1 / 30)
            deepest = max(deepest, line.under_way()) if step > 30 else deepest
        assert deepest < 3 * 4_000
