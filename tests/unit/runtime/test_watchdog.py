"""Whom the watchdog calls frozen, and what it does then, in which order."""

import os
import signal
import subprocess
import sys
from contextlib import asynccontextmanager

import msgspec
import pytest

from engine.domain.errors import Passing
from engine.domain.market import Leg, Side
from engine.domain.moment import Moment
from engine.domain.standing import Standing, VenueOrder
from engine.shell.ports import Cancelled
from engine.shell.runtime import outside, watchdog
from engine.shell.runtime.alert_file import ALERT_FILE, forget_alert, read_alert
from engine.shell.runtime.heartbeat import HEARTBEAT_FILE, Beat
from engine.shell.runtime.lock import started_ticks
from engine.shell.runtime.watchdog import Verdict, Watch, act, kill, watch

FROZEN = 30.0


def write(home, **changes):
    beat = Beat(**{"pid": os.getpid(), "ticks": started_ticks(os.getpid()), "number": 1, **changes})
    (home / HEARTBEAT_FILE).write_bytes(msgspec.json.encode(beat).ljust(512))
    return beat


@pytest.fixture
def home(tmp_path):
    (tmp_path / "logs").mkdir()
    return tmp_path


@pytest.fixture
def sleeper():
    """A process that could be an engine."""
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    yield process
    process.kill()
    process.wait()


def test_thirty_seconds_is_the_promise():
    assert watchdog.FROZEN_SECONDS == 30.0


def test_a_heart_that_beats_is_alive_and_one_that_does_not_is_frozen_after_its_time(home):
    watching = Watch(home, write(home), FROZEN, 0.0)
    for second in range(100):
        write(home, number=second)
        assert watching.look(float(second)) is Verdict.ALIVE
    verdicts = [watching.look(99.0 + second) for second in range(1, 31)]
    assert verdicts == [Verdict.ALIVE] * 29 + [Verdict.FROZEN]


def test_only_time_in_which_it_looked_counts(home):
    watching = Watch(home, write(home), FROZEN, 0.0)
    assert [watching.look(float(s)) for s in range(29)] == [Verdict.ALIVE] * 29
    assert watching.look(5_000.0) is Verdict.ALIVE  # the machine slept, or this process was stopped itself
    assert [watching.look(5_000.0 + s) for s in (9, 18, 27)] == [Verdict.ALIVE] * 3
    assert watching.look(5_030.0) is Verdict.FROZEN


def test_a_last_word_ends_the_watch(home):
    engine = write(home)
    watching = Watch(home, engine, FROZEN, 0.0)
    write(home, number=2, ended=True)
    assert watching.look(1.0) is Verdict.ENDED


def test_another_engine_in_the_home_has_a_watchdog_of_its_own(home):
    watching = Watch(home, write(home), FROZEN, 0.0)
    write(home, pid=1)
    assert watching.look(1.0) is Verdict.OTHER


def test_an_engine_that_died_without_a_word_is_dead_and_not_frozen(home):
    watching = Watch(home, write(home, ticks=1), FROZEN, 0.0)
    assert [watching.look(float(s)) for s in range(29)][-1] is Verdict.ALIVE
    assert watching.look(30.0) is Verdict.DEAD


def test_a_heartbeat_that_cannot_be_read_is_none(home):
    watching = Watch(home, write(home), FROZEN, 0.0)
    (home / HEARTBEAT_FILE).unlink()
    assert [watching.look(float(s)) for s in range(0, 31, 5)][-1] is Verdict.FROZEN


def test_without_an_engine_there_is_nothing_to_watch(home):
    said = []
    assert watch(home, say=said.append) == 0
    write(home, ended=True)
    assert watch(home, say=said.append) == 0
    assert len(said) == 2


def test_only_the_very_process_is_killed(sleeper):
    assert kill(sleeper.pid, 12345) == f"not killed: process {sleeper.pid} is another one"
    assert sleeper.poll() is None
    assert kill(sleeper.pid, started_ticks(sleeper.pid)) == f"killed process {sleeper.pid}"
    assert sleeper.wait(10) == -signal.SIGKILL
    assert kill(sleeper.pid, 12345).startswith("not killed: process ")


def resting_at_venue(name):
    return VenueOrder(name, "M", Leg.YES, Side.BUY, 4_000, 100, 0, True)


class SeenVenue:
    """A venue that says what stood when it was asked: was the STOP file there, did the engine live?"""

    def __init__(self, home, engine, *, refusals=0):
        self.home, self.engine, self.refusals, self.seen = home, engine, refusals, []
        self.orders = [resting_at_venue(f"o{n}") for n in range(3)]

    def note(self, word):
        marked, alert = (self.home / "STOP").exists(), (self.home / ALERT_FILE).exists()
        self.seen.append((word, marked, alert, self.engine.poll() is None))

    async def cancel_all(self):
        self.note("cancel_all")
        if self.refusals:
            self.refusals -= 1
            raise Passing("429")

    async def cancel(self, order):
        self.note("cancel")
        self.orders = [one for one in self.orders if one.id != order]
        return Cancelled(100)

    async def standing(self, since):
        return Standing(Moment(1), since, tuple(self.orders), (), (), 0)


def there(venue):
    @asynccontextmanager
    async def reach(_home):
        yield venue

    return reach


def test_it_stops_alerts_cancels_and_only_then_kills(home, sleeper, monkeypatch):
    venue = SeenVenue(home, sleeper)
    monkeypatch.setitem(outside.OUTSIDE, "fake", there(venue))
    engine = write(home, pid=sleeper.pid, ticks=started_ticks(sleeper.pid))
    (home / "logs" / "footbe_trader.log").write_text("")
    said = []
    assert act(home, engine, FROZEN, frozen=True, say=said.append) == 0
    assert sleeper.wait(10) == -signal.SIGKILL
    assert venue.seen[0] == ("cancel_all", True, True, True)
    assert venue.orders == []
    assert "no heartbeat for 30 s" in (home / "STOP").read_text()
    alert = read_alert(home)
    assert alert.killed
    assert f"killed process {sleeper.pid}; nothing rests at a venue" in alert.text
    assert '"event": "watchdog"' in (home / "logs" / "footbe_trader.log").read_text()
    assert any("venue fake: 3/3 cancelled" in line for line in said)


def test_a_venue_that_cannot_be_cleared_does_not_save_the_engine_and_is_said(home, sleeper, monkeypatch):
    monkeypatch.setattr(watchdog, "CLEAR_SECONDS", 0.3)
    monkeypatch.setattr(watchdog, "LAST_SECONDS", 0.3)
    monkeypatch.setitem(outside.OUTSIDE, "fake", there(SeenVenue(home, sleeper, refusals=99)))
    engine = write(home, pid=sleeper.pid, ticks=started_ticks(sleeper.pid))
    said = []
    assert act(home, engine, FROZEN, frozen=True, say=said.append) == 5
    assert sleeper.wait(10) == -signal.SIGKILL
    assert "ORDERS MAY REST AT A VENUE" in read_alert(home).text
    assert any("NOT cleared" in line for line in said)


def test_of_a_dead_engine_nothing_is_killed_and_no_stop_file_stays(home, sleeper):
    assert act(home, write(home, ticks=1), FROZEN, frozen=False, say=lambda _: None) == 0
    assert not (home / "STOP").exists()
    assert not read_alert(home).killed


def test_a_home_in_which_nothing_can_be_written_saves_no_frozen_engine(tmp_path, sleeper):
    engine = Beat(pid=sleeper.pid, ticks=started_ticks(sleeper.pid), number=1)
    said = []
    assert act(tmp_path / "gone", engine, FROZEN, frozen=True, say=said.append) == 0
    assert sleeper.wait(10) == -signal.SIGKILL
    assert any("stop file NOT written" in line for line in said)
    assert any("alarm NOT written" in line for line in said)


def test_an_alarm_that_cannot_be_read_counts_as_one(home):
    assert read_alert(home) is None
    (home / ALERT_FILE).write_text("{")
    assert read_alert(home).killed
    forget_alert(home)
    assert read_alert(home) is None
