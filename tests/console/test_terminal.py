"""In a real terminal: hang-ups, stalls, resizes, bytes, and a terminal given back as it was."""

import os
import signal
import sys
import termios
import time
from pathlib import Path

import pytest

from tests.console.terminal import Terminal

pytestmark = [pytest.mark.pty, pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")]


def test_the_first_useful_picture_comes_soon():
    began = time.monotonic()
    with Terminal("--still") as terminal:
        terminal.until("0412 ARS–CHE")
        assert time.monotonic() - began < 25.0


def test_detaching_gives_the_terminal_back():
    with Terminal() as terminal:
        before = termios.tcgetattr(terminal.fd)[3]
        terminal.until("0412 ARS–CHE")
        assert not termios.tcgetattr(terminal.fd)[3] & termios.ECHO
        terminal.keys("q")
        terminal.until("detach: the engine goes on")
        terminal.keys("d")
        assert terminal.left() == 0
        assert b"\x1b[?1049l" in terminal.bytes
        assert b"left: detach 0" in terminal.bytes
        assert before & termios.ECHO == termios.tcgetattr(terminal.fd)[3] & termios.ECHO


@pytest.mark.parametrize(("number", "code"), [(signal.SIGHUP, 129), (signal.SIGTERM, 143)])
def test_a_hang_up_signal_ends_the_console_cleanly(number, code):
    with Terminal() as terminal:
        terminal.until("0412 ARS–CHE")
        os.kill(terminal.pid, number)
        assert terminal.left() == code
        assert b"\x1b[?1049l" in terminal.bytes
        assert b"left: lost" in terminal.bytes


def test_a_line_that_is_cut_ends_the_console():
    with Terminal() as terminal:
        terminal.until("0412 ARS–CHE")
        terminal.cut()
        assert terminal.left() == 129


def test_what_is_said_after_a_cut_line_harms_nobody():
    with Terminal("hush", module="tests.console.demo_input") as terminal:
        terminal.until("0412 ARS–CHE")
        terminal.cut()
        assert terminal.left() == 129


def test_end_of_input_counts_as_a_hang_up():
    with Terminal("eof", module="tests.console.demo_input") as terminal:
        assert terminal.left() == 129


def test_a_stalled_terminal_blocks_nothing_and_is_repainted():
    with Terminal("--heavy") as terminal:
        terminal.until("0412 ARS–CHE")
        time.sleep(4.0)
        terminal.keys("X")
        time.sleep(1.5)
        assert "zombie" not in Path(f"/proc/{terminal.pid}/status").read_text()
        terminal.until("■ stopped")
        assert "2 Settlement" in terminal.text()
        terminal.read(1.0)
        assert all(
            name in terminal.text()
            for name in ("1 Positions", "3 Strategies", "5 Risk", "7 Events", "HALTED")
        )


def test_a_stalled_terminal_can_hang_up():
    with Terminal("--heavy") as terminal:
        terminal.until("0412 ARS–CHE")
        time.sleep(3.0)
        os.kill(terminal.pid, signal.SIGHUP)
        time.sleep(2.5)
        assert terminal.left() == 129


def test_a_terminal_may_change_its_size():
    with Terminal(size=(80, 24)) as terminal:
        terminal.until("next approval")
        terminal.resize(120, 40)
        terminal.until("5 Risk")
        terminal.resize(50, 12)
        terminal.until("at least 60 × 16")
        terminal.resize(80, 24)
        terminal.until("next approval")


def test_a_console_on_which_nothing_changes_writes_next_to_nothing():
    with Terminal("--still") as terminal:
        terminal.until("0412 ARS–CHE")
        terminal.read(3.0)
        seconds = 3.0
        end = time.monotonic() + seconds
        count = 0
        while time.monotonic() < end:
            count += terminal.read(end - time.monotonic())
            time.sleep(0.02)
        assert count / seconds <= 300


def test_moving_prices_cost_few_bytes_and_little_of_a_core():
    with Terminal() as terminal:
        terminal.until("0412 ARS–CHE")
        terminal.read(2.0)
        cpu, end, count = terminal.cpu_seconds(), time.monotonic() + 4.0, 0
        while time.monotonic() < end:
            count += terminal.read(max(0.0, end - time.monotonic()))
        assert count / 4.0 <= 15_000
        assert (terminal.cpu_seconds() - cpu) / 4.0 <= 0.25


def test_hostile_names_reach_the_terminal_as_text_only():
    with Terminal("hostile") as terminal:
        terminal.until("7 Events")
        terminal.read(1.0)
        for harm in (
            b"\x1b]52",
            b"\x1b[2J\x1b",
            b"aGk=\x07",
            b"\xc2\x9b",
            "\u202e".encode(),
            "\u200b".encode(),
        ):
            assert harm not in terminal.bytes


def test_a_key_sequence_nobody_knows_harms_nothing():
    with Terminal("--still") as terminal:
        terminal.until("0412 ARS–CHE")
        terminal.keys("\x1b[120:88;2;88u")
        terminal.read(0.5)
        terminal.keys("\x1b[999999999999999999999u")
        terminal.read(0.5)
        terminal.keys("q")
        terminal.until("detach")


def test_ctrl_z_does_not_leave_a_raw_terminal_behind():
    with Terminal("--still") as terminal:
        terminal.until("0412 ARS–CHE")
        terminal.keys("\x1a")
        os.kill(terminal.pid, signal.SIGTSTP)
        terminal.read(0.5)
        terminal.keys("q")
        terminal.until("detach")


def test_an_error_of_our_own_is_one_line_and_shows_no_locals():
    with Terminal("crash", module="tests.console.demo_input") as terminal:
        assert terminal.left() == 1
        seen = terminal.bytes.decode("utf-8", "replace")
        assert "console failed: ZeroDivisionError" in seen
        assert "canary" not in seen
        assert "Traceback" not in seen
        assert "\x1b[?1049l" in seen
