"""`events [--follow]`: what an engine says, the newest lines last; following goes on over a restart of the engine."""

import argparse
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import FrameType

from engine.config.home import Home
from engine.domain import text
from engine.domain.errors import FootbeError
from engine.domain.exits import ExitCode
from engine.domain.identity import RunId
from engine.domain.moment import Moment
from engine.domain.snapshot import EventRow, Snapshot
from footbe_tui.commands.client import ANSWER_SECONDS, EngineClient, NotReachable, reached
from footbe_tui.commands.kinds import begins
from footbe_tui.commands.output import show, show_json, unread
from footbe_tui.commands.start import home_of
from footbe_tui.reports import listed
from footbe_tui.reports.columns import objects

_AGAIN_SECONDS = 0.5
_LOOK_SECONDS = 0.25
_Place = tuple[int, ...]


def run(asked: argparse.Namespace) -> int:
    """Say the last events, and those to come where they are followed; exit 6 when there is no engine to ask at the start."""
    home, said = home_of(asked), Said(asked)
    with _leaving_in_order():
        try:
            _once(home, said, follow=asked.follow)
            while asked.follow and not unread():
                _again(home, said)
        except KeyboardInterrupt:  # the way in which following is meant to end
            return ExitCode.INTERRUPTED
    return ExitCode.ORDERLY


class Said:
    """Which events have been said so far: the place of the last one in its run, and nothing else, is kept."""

    def __init__(self, asked: argparse.Namespace) -> None:
        self._kind: str | None = asked.kind
        self._since = asked.since
        self._last: int = asked.last
        self._json: bool = asked.json
        self._run: RunId | None = None
        self._place: _Place = ()

    @property
    def begun(self) -> bool:
        """Has an engine been heard at all?"""
        return self._run is not None

    def take(self, run: RunId, picture: Snapshot) -> None:
        """Say what is new in a picture; of the first one the last lines that were asked for."""
        oldest_first = picture.events[::-1]
        new = [row for row in oldest_first if _place(row) > self._place] if run == self._run else list(oldest_first)
        first, same = not self.begun, run == self._run
        if same and self._place and oldest_first and _place(oldest_first[0]) > self._place:
            _note("some events came faster than they could be shown; export --what events has them all")
        if first and self._since is not None and oldest_first:
            self._say_what_is_not_kept(oldest_first[0], picture.status.zone)
        self._run = run
        # a killed engine may come back to a place before the last one it showed: what follows is said anew
        self._place = _place(oldest_first[-1]) if oldest_first else ()
        self._say(self._wanted(new, picture.status.zone, first=first), picture.status.zone)

    def _wanted(self, rows: list[EventRow], zone: str, *, first: bool) -> list[EventRow]:
        since = Moment(0) if self._since is None else begins(self._since, zone)
        wanted = [row for row in rows if self._kind in {None, row.kind} and row.at >= since]
        return wanted[len(wanted) - min(self._last, len(wanted)) :] if first and self._since is None else wanted

    def _say(self, rows: Iterable[EventRow], zone: str) -> None:
        if self._json:
            for named in objects(listed.events(zone), rows):
                show_json(named)
        else:
            show(line(row, zone) for row in rows)

    def _say_what_is_not_kept(self, oldest: EventRow, zone: str) -> None:
        if begins(self._since, zone) < oldest.at:
            _note(f"the engine keeps events from {_stamp(oldest.at, zone)} on; export --what events has them all")


def line(row: EventRow, zone: str) -> str:
    """How does an event read in one line?"""
    return f"{_stamp(row.at, zone)}  {row.kind}  {row.text}"


def _stamp(at: Moment, zone: str) -> str:
    return f"{text.moment(at, zone):%Y-%m-%d %H:%M:%S} {text.zone_short(zone)}"


def _place(row: EventRow) -> _Place:
    """Where does it stand in its run: record, and place in what the record led to?"""
    return tuple(map(int, row.key.split(".")))


def _once(home: Home, said: Said, *, follow: bool) -> None:
    """Say the last events, and go on until the engine is gone."""
    try:
        with reached(home, watches=True) as engine:
            said.take(engine.welcome.run, next(engine.snapshots(seconds=ANSWER_SECONDS)))
            if follow:
                _follow(engine, said)
    except NotReachable as error:
        if not follow or not said.begun:
            raise
        _note(f"the engine is gone ({error}); waiting for it")


def _follow(engine: EngineClient, said: Said) -> None:
    """Say what comes until nobody reads any more."""
    for picture in engine.pictures(_LOOK_SECONDS):
        if unread():
            return
        if picture is not None:
            said.take(engine.welcome.run, picture)


def _again(home: Home, said: Said) -> None:
    """Is there an engine again? Then follow it until it is gone."""
    there = False
    try:
        with reached(home, watches=True) as engine:
            there = True
            _note(f"an engine is there again: run {engine.welcome.run}, process {engine.welcome.pid}")
            _follow(engine, said)
    except NotReachable as error:
        if there:
            _note(f"the engine is gone ({error}); waiting for it")
    time.sleep(_AGAIN_SECONDS)


def _note(what: str) -> None:
    print(f"footbe-tui: {what}", file=sys.stderr, flush=True)


@contextmanager
def _leaving_in_order() -> Iterator[None]:
    """Take farewell of the engine also when the terminal hangs up, or somebody ends this process."""

    def leave(number: int, _frame: FrameType | None) -> None:
        raise Ended(number)

    before = {number: signal.signal(number, leave) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Ended(FootbeError):
    """Somebody ended this process."""

    def __init__(self, number: int) -> None:
        """Keep the number of the signal."""
        super().__init__(f"ended by signal {number}")
        self.exit_code = 128 + number
