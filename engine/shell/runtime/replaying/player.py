"""One journal being looked back on: what is shown, what a move does to it, and how it goes on by itself."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from engine.domain import text
from engine.domain.clean import Clean, own
from engine.domain.errors import Malformed
from engine.domain.moment import Moment
from engine.domain.queries import Answer, Query
from engine.domain.snapshot import EventRow, HealthRow, Snapshot
from engine.domain.states import Mode
from engine.domain.tape import Edge, GoTo, Incident, Move, Pace, Play, Shift, Step, Tape
from engine.shell.ports import Clock
from engine.shell.runtime.brain import Brain
from engine.shell.runtime.replaying.film import Film, Opening
from engine.shell.runtime.replaying.incidents import Incidents
from engine.shell.runtime.replaying.pacing import Pacing
from engine.shell.runtime.replaying.scrubber import Scrubber
from engine.shell.runtime.replaying.searching import last_telling, next_telling
from engine.shell.runtime.replaying.typed import moment_typed

START, END = "start of journal", "end of journal"
SLICE_SECONDS = 0.2
"""At most so long is folded on before the next picture is shown."""

_BUSY_AFTER = 0.3
"""Seconds after which it is said how far a search has come."""


class Replayed(Struct, frozen=True):
    """What a composition root puts together: the file, fresh brains, what else is read off one, and a clock."""

    journal: Path
    fresh: Callable[[], Brain]
    machine: Callable[[Brain, Moment], tuple[HealthRow, ...]]
    clock: Clock
    version: str = ""


class Player:
    """Stands somewhere in a journal. `show` is called whenever there is another picture, or news of a search."""

    def __init__(self, parts: Replayed, film: Film, opening: Opening) -> None:
        self._parts, self._film, self._opening = parts, film, opening
        self._scrubber = Scrubber(film, opening, parts.fresh)
        self._incidents, self._pacing = Incidents(), Pacing()
        self._at = self._begin = Moment(0)
        self._zone = str(opening.started.zone)
        self._goal: tuple[int, float] | None = None
        self._picture: Snapshot | None = None
        self._told_at = 0.0
        self._marks_of = (Moment(0), Moment(0))
        self._marks = self._incidents.marks(Moment(0), Moment(0))
        self.show: Callable[[], None] = lambda: None

    @property
    def playing(self) -> bool:
        """Does it go on by itself?"""
        return not self._pacing.held

    @property
    def end(self) -> Moment:
        """Up to which moment has the journal got?"""
        return Moment(max(self._film.tip.at, self._film.finished or 0))

    async def open(self, typed: str = "end") -> Clean:
        """Go to where it is first shown: what is to be said of that?

        Raises:
            Malformed: that is no time.
            Unwatchable: nothing of the journal can be shown.
        """
        await self._scrubber.open()
        self._read_incidents()
        before = self._opening.first
        self._begin = before.at if before.seq else self._film.batch_with(1).records[0].at
        self._at = self.end
        goal = moment_typed(typed, at=self._at, begin=self._begin, end=self.end, zone=self._zone)
        return await self._to_moment(goal)

    async def look(self) -> bool:
        """Has an engine written on meanwhile?"""
        grown = await self._film.look()
        if grown:
            self._read_incidents()
        return grown

    def _read_incidents(self) -> None:
        with self._film.connected() as connection:
            if self._incidents.read(connection, self._film.tip.seq):
                self._marks_of = (Moment(0), Moment(0))

    async def move(self, move: Move) -> tuple[bool, Clean]:
        """Do what is asked: was it done, and what is to be said?

        Raises:
            Unwatchable: the journal is not whole.
        """
        match move:
            case Play():
                return await self._play()
            case Pace(by=by):
                return self._pace(by)
            case _:
                pass
        self._pacing.hold()
        try:
            said = await self._moved(move)
        except Malformed as error:
            return False, own(str(error))
        return said not in (START, END), said

    async def _moved(self, move: Step | Shift | Incident | Edge | GoTo) -> Clean:
        match move:
            case Step(by=by):
                return await self._step(by)
            case Shift(span=span):
                return await self._to_moment(Moment(self._at + span))
            case Incident(by=by):
                return await self._incident(by)
            case Edge(end=end):
                return await self._to_moment(self.end if end else self._begin)
            case GoTo(typed=typed):
                goal = moment_typed(typed, at=self._at, begin=self._begin, end=self.end, zone=self._zone)
                return await self._to_moment(goal)

    async def _step(self, by: int) -> Clean:
        seq, first = self._scrubber.seq, self._scrubber.first
        rest = self._turn
        if by > 0:
            found = await next_telling(self._film, seq, rest)
            return await self._to_seq(found) if found is not None else await self._to_moment(self.end, END)
        found = await last_telling(self._film, seq, first, rest)
        return await self._to_seq(found) if found is not None else await self._to_moment(self._begin, START)

    async def _incident(self, by: int) -> Clean:
        found = self._incidents.beside(self._scrubber.seq, by)
        if found is None:
            return own(f"no incident {'after' if by > 0 else 'before'} {text.clock(self._at, self._zone)}")
        blocked = await self._to_seq(found.seq)
        return blocked or found.said(self._zone)

    async def _to_seq(self, seq: int) -> Clean:
        await self._seek(seq)
        self._at = self._scrubber.snapshot().status.at
        return self._blocked(seq)

    async def _to_moment(self, at: Moment, said: str = "") -> Clean:
        begin, end = self._begin, self.end
        edge = START if at < begin else END if at > end else said
        self._at = min(max(at, begin), end)
        seq = self._film.tip.seq if self._at >= end else self._film.seq_at(self._at, self._scrubber.first)
        await self._seek(seq)
        blocked = self._blocked(seq)
        if blocked:
            self._at = self._scrubber.snapshot().status.at
        return blocked or own(edge)

    def _blocked(self, seq: int) -> Clean:
        gap = self._scrubber.gap_at(seq)
        if gap is None:
            return own("")
        rest = f"up to {gap[1] - 1}" if gap[1] < self._film.tip.seq else "on"
        return own(f"records from {gap[0]} {rest} were decided by another version: they cannot be shown")

    async def _seek(self, seq: int) -> None:
        self._goal = (seq, self._parts.clock.monotonic())
        try:
            await self._scrubber.seek(seq, self._breathe)
        finally:
            self._goal = None

    async def _breathe(self, _seq: int) -> None:
        now = self._parts.clock.monotonic()
        if self._goal is not None and now - max(self._goal[1], self._told_at) > _BUSY_AFTER:
            self._told_at = now
            self.show()
        await self._turn()

    async def _turn(self) -> None:
        await asyncio.sleep(0)

    async def _play(self) -> tuple[bool, Clean]:
        if self.playing:
            self._pacing.hold()
            return True, own("held")
        if self._at >= self.end:
            return False, own(END)
        self._pacing.let_go(self._at, self._parts.clock.monotonic())
        return True, own("")

    def _pace(self, by: int) -> tuple[bool, Clean]:
        if not self._pacing.change(by, self._at, self._parts.clock.monotonic()):
            return False, own("as fast as it goes" if by > 0 else "no slower than this")
        return True, own("")

    async def play_on(self) -> None:
        """Show what has become due; at the end it is held.

        Raises:
            Unwatchable: the journal is not whole.
        """
        clock, end = self._parts.clock, self.end
        goal, until = self._pacing.due(clock.monotonic(), end), clock.monotonic() + SLICE_SECONDS
        seq = self._film.tip.seq if goal >= end else self._film.seq_at(goal, self._scrubber.first)
        while self._scrubber.seq < seq and clock.monotonic() < until and self.playing:
            await self._scrubber.seek(min(seq, self._scrubber.seq + 500), self._pass)
            if self._scrubber.gap_at(self._scrubber.seq + 1):
                self._pacing.hold()
        if not self.playing:
            return
        there = self._scrubber.seq >= seq
        self._at = goal if there else max(self._at, self._scrubber.snapshot().status.at)
        if there and goal >= end:
            self._pacing.hold()

    async def _pass(self, _seq: int) -> None:
        await self._turn()

    async def go_ahead(self) -> bool:
        """Keep states on the way, while nothing is asked: is there more to do?"""
        return await self._scrubber.go_ahead()

    def snapshot(self) -> Snapshot:
        """Which picture is shown? The last one while another moment is looked for."""
        if self._goal is None or self._picture is None:
            self._picture = self._drawn()
        return self._picture

    def _drawn(self) -> Snapshot:
        found = self._scrubber.snapshot()
        finished = self._film.finished is not None and self._scrubber.seq == self._film.tip.seq and self._at >= self.end
        status = replace(
            found.status,
            mode=Mode.REPLAY,
            at=max(self._at, found.status.at),
            speed=0 if self._pacing.held else self._pacing.speed,
            finished=finished,
        )
        events = (ended_row(status.at), *found.events) if finished else found.events
        machine = self._parts.machine(self._scrubber.brain, status.at)
        return replace(found, status=status, health=machine, events=events)

    def tape(self) -> Tape:
        """Where does it stand?"""
        begin, end = self._begin, self.end
        if self._marks_of != (begin, end):
            self._marks_of, self._marks = (begin, end), self._incidents.marks(begin, end)
        return Tape(
            name=own(self._film.path.name),
            begin=begin,
            end=end,
            at=self._at,
            seq=self._scrubber.seq,
            seq_end=self._film.tip.seq,
            speed=self._pacing.speed,
            held=self._pacing.held,
            marks=self._marks,
            note=self._note(),
            busy=self._busy(),
        )

    def _note(self) -> Clean:
        if self._opening.first.seq:
            began = text.moment(self._begin, self._zone)
            return own(f"quotes before {began:%Y-%m-%d %H:%M} were thinned")
        return own("")

    def _busy(self) -> Clean:
        if self._goal is None:
            return own("")
        return own(f"at record {self._scrubber.seq:,} of {self._goal[0]:,}".replace(",", " "))

    def answer(self, query: Query) -> Answer:
        """What is to be said to a question, as of what is shown?"""
        return self._scrubber.brain.answer(query)


def ended_row(at: Moment) -> EventRow:
    """The line that stands above all others once a run has ended."""
    return EventRow(key="finished", at=at, kind=own("finished"), text=own("the run has ended: nothing trades any more"))
