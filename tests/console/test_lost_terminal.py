"""A terminal that is gone, stalled or stopped: the console leaves or waits, the engine does what was asked for."""

import os
import signal
import sys
import time

import pytest

from tests.console.engines import alive, holder, paper_console, state, until

pytestmark = [
    pytest.mark.pty,
    pytest.mark.slow,
    pytest.mark.timeout(120),
    pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals"),
]


def hang_up(terminal):
    os.kill(terminal.pid, signal.SIGHUP)


def cut(terminal):
    terminal.cut()


@pytest.mark.parametrize("loss", [hang_up, cut])
@pytest.mark.parametrize(("policy", "then"), [("keep", "RUNNING"), ("pause", "PAUSED"), ("stop", "HALTED")])
def test_after_a_lost_terminal_the_engine_does_what_was_asked_for(tmp_path, policy, then, loss):
    with paper_console(tmp_path, policy=policy) as terminal:
        engine = until(lambda: holder(tmp_path))
        until(lambda: state(tmp_path) == "RUNNING")
        loss(terminal)
        assert terminal.left() == 129
        if policy == "keep":
            time.sleep(2.5)  # what was to change would have changed by then
        until(lambda: state(tmp_path) == then, what=then)
        assert alive(engine)


def test_a_farewell_is_no_loss(tmp_path):
    with paper_console(tmp_path, policy="stop") as terminal:
        until(lambda: state(tmp_path) == "RUNNING")
        terminal.keys("q")
        terminal.until("detach")
        terminal.keys("d")
        assert terminal.left() == 0
        time.sleep(2.5)
        assert state(tmp_path) == "RUNNING"


def test_ctrl_c_never_quits_by_accident(tmp_path):
    with paper_console(tmp_path) as terminal:
        engine = until(lambda: holder(tmp_path))
        terminal.keys("\x03\x03\x03")
        terminal.until("detach")
        assert terminal.left(1) is None
        assert alive(engine)
        until(lambda: state(tmp_path) == "RUNNING", what="running engine")


def test_a_console_that_nobody_reads_stops_nothing(tmp_path):
    with paper_console(tmp_path, "--speed", "600") as terminal:
        engine = until(lambda: holder(tmp_path))
        time.sleep(8)  # its writer is full long before
        before = beats(tmp_path)
        time.sleep(3)
        assert beats(tmp_path) - before >= 2
        assert alive(engine)
        terminal.read(2)
        terminal.until("EQUITY")


def test_a_console_that_was_stopped_takes_nothing_from_the_engine(tmp_path):
    with paper_console(tmp_path, "--speed", "600") as terminal:
        until(lambda: holder(tmp_path))
        os.kill(terminal.pid, signal.SIGSTOP)
        try:
            time.sleep(12)  # longer than the engine waits for a slow client
            before = beats(tmp_path)
            time.sleep(3)
            assert beats(tmp_path) - before >= 2
            assert state(tmp_path) == "RUNNING"
        finally:
            os.kill(terminal.pid, signal.SIGCONT)
        terminal.read(3)
        terminal.until("EQUITY")


def beats(home):
    from engine.shell.runtime.heartbeat import read_beat

    return read_beat(home).number
