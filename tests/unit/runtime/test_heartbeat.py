"""The sign of life: from the loop alone, in one place on the disk, with the moments of a stop."""

import os

from engine.domain.states import EngineState
from engine.shell.runtime.brake import Brake
from engine.shell.runtime.heartbeat import HEARTBEAT_FILE, Heart, read_beat
from engine.shell.runtime.lock import started_ticks
from tests.support.snapshots import status


class Hands:
    """A clock that is set by hand."""

    def __init__(self):
        self.at = 100.0

    def monotonic(self):
        return self.at

    def now(self):
        return int(self.at * 1_000_000)


class Engine:
    """A heart with a state to look at."""

    def __init__(self, home):
        self.hands, self.home = Hands(), home
        self.brake = Brake(home, "r", self.hands)
        self.status = status(state=EngineState.RUNNING, orders_resting=2)
        self.looks = 0
        self.heart = Heart(home, self.brake, self.look, self.hands)

    def look(self):
        self.looks += 1
        return self.status

    def beat(self, seconds=0.0):
        self.hands.at += seconds
        self.heart.beat()
        return read_beat(self.home)


def test_it_beats_once_a_second_and_names_its_process(tmp_path):
    engine = Engine(tmp_path)
    first = engine.beat()
    assert (first.pid, first.ticks) == (os.getpid(), started_ticks(os.getpid()))
    assert (first.number, first.state, first.resting) == (1, "RUNNING", 2)
    assert engine.beat(0.9).number == 1
    assert engine.looks == 1
    assert engine.beat(0.1).number == 2


def test_every_beat_takes_the_same_place_so_that_a_full_disk_ends_none(tmp_path):
    engine = Engine(tmp_path)
    engine.beat()
    size, place = (tmp_path / HEARTBEAT_FILE).stat().st_size, (tmp_path / HEARTBEAT_FILE).stat().st_ino
    engine.brake.shut_gate("x")
    engine.brake.note_cancel()
    engine.status = status(state=EngineState.HALTED)
    engine.beat(1.0)
    engine.heart.end()
    assert (tmp_path / HEARTBEAT_FILE).stat().st_size == size
    assert (tmp_path / HEARTBEAT_FILE).stat().st_ino == place
    assert (tmp_path / HEARTBEAT_FILE).stat().st_mode & 0o077 == 0


def test_a_stop_is_told_with_the_moment_of_each_step(tmp_path):
    engine = Engine(tmp_path)
    engine.beat()
    engine.hands.at = 101.25
    engine.brake.shut_gate("x")
    engine.hands.at = 101.5
    engine.brake.note_cancel()
    engine.hands.at = 101.75
    engine.brake.note_cancel()
    engine.status = status(state=EngineState.HALTING, orders_unknown=1)
    assert not engine.beat(0.25).clear_s
    engine.status = status(state=EngineState.HALTING)
    assert engine.beat(0.5).clear_s == 102.5
    engine.status = status(state=EngineState.HALTED)
    beat = engine.beat(0.5)
    assert (beat.gate_s, beat.cancel_s, beat.clear_s, beat.halted_s) == (101.25, 101.5, 102.5, 103.0)
    assert beat.halted


def test_after_a_reset_nothing_is_told_of_the_stop_before(tmp_path):
    engine = Engine(tmp_path)
    engine.brake.shut_gate("x")
    engine.status = status(state=EngineState.HALTED)
    assert engine.beat().halted_s
    engine.brake.release()
    engine.status = status(state=EngineState.PAUSED)
    beat = engine.beat(1.0)
    assert (beat.gate_s, beat.cancel_s, beat.clear_s, beat.halted_s) == (None, None, None, None)


def test_halted_with_an_order_unknown_is_not_called_halted(tmp_path):
    engine = Engine(tmp_path)
    engine.status = status(state=EngineState.HALTED, orders_unknown=1)
    assert not engine.beat().halted


def test_a_beat_that_cannot_be_written_raises_nothing(tmp_path):
    engine = Engine(tmp_path / "nowhere")
    assert engine.beat() is None
    engine.heart.end()


def test_a_link_in_its_place_is_not_followed(tmp_path):
    (tmp_path / "precious").write_text("kept")
    (tmp_path / HEARTBEAT_FILE).symlink_to(tmp_path / "precious")
    Engine(tmp_path).beat()
    assert (tmp_path / "precious").read_text() == "kept"


def test_what_is_no_beat_is_none(tmp_path):
    assert read_beat(tmp_path) is None
    for words in (b"", b"\0" * 512, b"{}", b'{"pid": 1', b"\xff"):
        (tmp_path / HEARTBEAT_FILE).write_bytes(words)
        assert read_beat(tmp_path) is None
