"""When a picture of the state is taken for those who watch, and what the runtime writes into it."""

import asyncio
from collections.abc import Callable

from msgspec.structs import replace

from engine.domain.clean import own
from engine.domain.moment import Moment
from engine.domain.snapshot import EventRow, HealthRow, Snapshot
from engine.shell.ports import Clock
from engine.shell.runtime.board import Board
from engine.shell.runtime.brain import Brain
from engine.shell.runtime.health import Vitals
from engine.shell.runtime.pacing import Pace

SECONDS_BETWEEN = 0.25
AWAITED_SECONDS = 2.0
"""How long after a start a first picture is waited for before heavy work begins."""

_DRAWN_SECONDS = 0.5
"""How long a console has the processors to itself to draw its first picture."""

_TURNS = 4
"""Turns of the event loop per breath: a question comes in, is read, answered and written in as many."""


class Showing:
    """Takes at most four pictures a second, none when nobody watches; slows time while an approval waits."""

    def __init__(
        self, board: Board, pace: Pace, clock: Clock, vitals: Vitals, *, expected: bool = False
    ) -> None:
        self._board = board
        self._pace = pace
        self._clock = clock
        self._vitals = vitals
        self._shown_at = -SECONDS_BETWEEN
        self._quiet_until = clock.monotonic() + AWAITED_SECONDS if expected else None
        self.finished = False
        self._also: list[Callable[[], HealthRow]] = []

    def also(self, row: Callable[[], HealthRow]) -> None:
        """Let the health pane tell of one more part of the machine."""
        self._also.append(row)

    @property
    def expected(self) -> bool:
        """Does a console that was just started still wait for its first picture, so that heavy work can wait too?"""
        if self._quiet_until is not None and self._clock.monotonic() >= self._quiet_until:
            self._quiet_until = None
        return self._quiet_until is not None

    def due(self, *, approvals_moved: bool = False) -> bool:
        """Is it time for a picture?"""
        if not self._board.watchers:
            return False
        return approvals_moved or self._clock.monotonic() - self._shown_at >= SECONDS_BETWEEN

    def show(self, brain: Brain, at: Moment, waiting: int) -> None:
        """Take a picture, the clock standing at `at`, with so many commands waiting."""
        first, self._shown_at = self._shown_at < 0, self._clock.monotonic()
        if first and self._quiet_until is not None:
            self._quiet_until = self._shown_at + _DRAWN_SECONDS
        snapshot = brain.snapshot()
        self._pace.slow(at, slowed=snapshot.status.approvals > 0)
        self._board.show(self._filled(snapshot, at, waiting))

    def held(self, since: float) -> None:
        """Note for how long nobody else had a turn."""
        self._vitals.held(self._clock.monotonic() - since)

    async def breathe(self, at: Moment) -> None:
        """Give the other tasks their turns; nobody watching, time need not be slow."""
        if not self._board.watchers:
            self._pace.slow(at, slowed=False)
        for _ in range(_TURNS):
            await asyncio.sleep(0)

    def _filled(self, snapshot: Snapshot, at: Moment, waiting: int) -> Snapshot:
        status = replace(
            snapshot.status,
            at=max(at, snapshot.status.at),
            speed=self._pace.speed,
            finished=self.finished,
        )
        rows = self._vitals.rows(
            self._shown_at, waiting=waiting, watchers=self._board.watchers, finished=self.finished
        )
        events = (_ended(status.at), *snapshot.events) if self.finished else snapshot.events
        return replace(snapshot, status=status, health=(*snapshot.health, *rows, *(row() for row in self._also)), events=events)


def _ended(at: Moment) -> EventRow:
    return EventRow(key="finished", at=at, kind=own("finished"), text=own("the run has ended: nothing trades any more"))
