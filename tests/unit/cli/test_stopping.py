"""`footbe-tui stop` where something is in its way: each road by itself, the last word, the exit code."""

import os
from contextlib import asynccontextmanager

import pytest

from engine.domain.clean import own
from engine.domain.errors import Passing
from engine.domain.moment import SECOND, Moment
from engine.domain.snapshot import StopCard
from engine.domain.standing import Standing
from engine.domain.states import EngineState
from engine.shell.runtime import outside
from engine.shell.runtime.heartbeat import HEARTBEAT_FILE
from engine.shell.runtime.lock import started_ticks
from engine.wire.protocol import TurnedAway
from footbe_tui.cli import main
from footbe_tui.commands import stop as stopping
from tests.support.snapshots import snapshot, status


class Venue:
    """Nothing rests here; `refuses` answers nothing."""

    def __init__(self, *, refuses=False):
        self.refuses = refuses

    async def cancel_all(self):
        if self.refuses:
            raise Passing("429")

    async def standing(self, since):
        if self.refuses:
            raise Passing("429")
        return Standing(Moment(1), since, (), (), (), 0)


def there(venue):
    @asynccontextmanager
    async def reach(_home):
        yield venue

    return reach


def stop(home):
    return main(["stop", "--home", str(home.root)])


def test_the_receipt_is_the_last_line(engine, capsys):
    card = StopCard(Moment(0), Moment(2 * SECOND), 6, 6, 0, 0, 2, own("x"))
    engine.pictures_after = (snapshot(status=status(state=EngineState.HALTED, stop=card)),)
    assert stop(engine.home) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "stopped 00:00:02 · 6/6 cancelled · 2 positions kept · 0 unknown"


def test_every_road_is_said_by_a_line(engine, capsys):
    engine.pictures_after = (snapshot(status=status(state=EngineState.HALTED)),)
    engine.home.lock.write_text(f"{2**22 + 1} 0\n")
    assert stop(engine.home) == 0
    said = capsys.readouterr().out
    for word in ("stop file written", "signal: no process holds this home", "venue: the paper venue", "line: done"):
        assert word in said


def test_an_engine_that_turns_us_away_is_stopped_by_the_other_roads(engine, capsys, monkeypatch):
    sent = []
    monkeypatch.setattr(stopping, "send_signal", lambda pid: sent.append(pid) or f"signal sent to {pid}")
    monkeypatch.setattr(stopping, "CONFIRM_SECONDS", 1.0)
    engine.first_words = TurnedAway(own("the engine (2) speaks protocol 2"), 64)
    engine.home.lock.write_text(f"{os.getpid()} {started_ticks(os.getpid())}\n")
    assert stop(engine.home) == 5
    assert sent == [os.getpid()]
    assert "line: the engine (2) speaks protocol 2" in capsys.readouterr().out


@pytest.mark.parametrize(("words", "code"), [('"state":"HALTED"', 0), ('"state":"HALTED","unknown":1', 5), ('"state":"RUNNING"', 5)])
def test_without_a_line_the_heartbeat_confirms(home, capsys, monkeypatch, words, code):
    monkeypatch.setattr(stopping, "send_signal", lambda pid: f"signal sent to {pid}")
    monkeypatch.setattr(stopping, "CONFIRM_SECONDS", 1.0)
    home.lock.write_text(f"{os.getpid()} {started_ticks(os.getpid())}\n")
    beat = home.root / HEARTBEAT_FILE
    beat.write_text(f'{{"pid":{os.getpid()},"ticks":1,"number":1,"state":"RUNNING"}}')
    newer = f'{{"pid":{os.getpid()},"ticks":1,"number":2,{words}}}'
    monkeypatch.setattr(stopping, "send_signal", lambda pid: f"signal sent to {pid}, {beat.write_text(newer)}")
    assert stop(home) == code


def test_a_heart_that_stood_still_before_the_stop_confirms_nothing(home, monkeypatch):
    monkeypatch.setattr(stopping, "send_signal", lambda pid: f"signal sent to {pid}")
    monkeypatch.setattr(stopping, "CONFIRM_SECONDS", 1.0)
    home.lock.write_text(f"{os.getpid()} {started_ticks(os.getpid())}\n")
    (home.root / HEARTBEAT_FILE).write_text(f'{{"pid":{os.getpid()},"ticks":1,"number":7,"state":"HALTED"}}')
    assert stop(home) == 5


def test_a_heartbeat_of_another_process_confirms_nothing(home, monkeypatch):
    monkeypatch.setattr(stopping, "send_signal", lambda pid: f"signal sent to {pid}")
    monkeypatch.setattr(stopping, "CONFIRM_SECONDS", 1.0)
    home.lock.write_text(f"{os.getpid()} {started_ticks(os.getpid())}\n")
    (home.root / HEARTBEAT_FILE).write_text('{"pid":1,"ticks":1,"number":1,"state":"HALTED"}')
    assert stop(home) == 5


def test_without_an_engine_the_venue_itself_is_cleared(home, capsys, monkeypatch):
    monkeypatch.setitem(outside.OUTSIDE, "fake", there(Venue()))
    assert stop(home) == 6
    said = capsys.readouterr()
    assert "venue fake: 0/0 cancelled" in said.out
    assert "nothing rests" in said.out
    assert "nobody to stop" in said.err


def test_a_venue_that_cannot_be_cleared_and_no_engine_is_no_success(home, capsys, monkeypatch):
    monkeypatch.setattr(stopping, "VENUE_SECONDS", 0.3)
    monkeypatch.setitem(outside.OUTSIDE, "fake", there(Venue(refuses=True)))
    assert stop(home) == 5
    said = capsys.readouterr()
    assert "NOT cleared yet: no end within 0.3 s" in said.out
    assert "orders may rest at the venue" in said.err


def test_a_stop_file_of_a_run_before_does_not_stand_in_the_way(home):
    home.stop_file.write_text("run old-1\nreason\n")
    stopping.leave_stop_file(home, "now")
    assert home.stop_file.read_text() == "footbe-tui stop\nnow\n"


def test_what_is_hostile_in_a_reason_stays_out_of_the_file(home):
    stopping.leave_stop_file(home, "a\x1b]52;c;aGk=\x07\nrun r1")
    assert "\x1b" not in home.stop_file.read_text()
    assert home.stop_file.read_text().startswith("footbe-tui stop\n")


def test_a_finished_run_has_nothing_to_stop(engine, capsys):
    engine.picture = snapshot(status=status(finished=True))
    assert stop(engine.home) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "the run is finished: nothing trades any more"
