"""One link for two: the engine that runs, and a journal that is looked back on. Only one of them is shown."""

import socket
from collections.abc import Awaitable, Callable
from typing import NamedTuple, Protocol

from engine.domain import text
from engine.domain.clean import Clean, own
from engine.domain.commands import Command, Receipt, Stop
from engine.domain.errors import FootbeError
from engine.domain.queries import Answer, Query
from engine.domain.snapshot import Snapshot
from engine.domain.states import EngineState
from engine.domain.tape import Move, Tape
from footbe_tui.link import Link, unsent

SILENT_AFTER = 4.0
"""Seconds without a word after which the engine that runs is called silent."""

NOTHING_RUNS = "nothing is running here to stop: this is a replay"
_NOTHING_SENT = "not sent: this is a replay; r goes back to the engine"
_APART = 1_000_000_007
"""Between the counts of pictures before and after a change of link: two never look the same."""

_HELD_BACK = frozenset(
    {EngineState.PAUSED, EngineState.HALTING, EngineState.HALT_INCOMPLETE, EngineState.HALTED}
)


class Spawned(NamedTuple):
    """A process that looks back on a journal: our end of its line, and what sees to it when the line is down."""

    line: socket.socket
    ended: Callable[[], None]


class Past(Link, Protocol):
    """A link to a journal."""

    @property
    def tape(self) -> Tape | None:
        """Where in the journal is what is shown?"""
        ...

    @property
    def over(self) -> bool:
        """Is the line down for good?"""
        ...

    async def broken(self) -> FootbeError:
        """Wait for the end of the line: why did it come?"""
        ...

    async def scrub(self, move: Move) -> tuple[bool, Clean]:
        """Move about: was it done, and what is to be said of it?"""
        ...

    async def close(self) -> None:
        """Let it go."""
        ...


OpenPast = Callable[[], Awaitable[Past]]
"""Opens a journal and waits for its first picture; raises a FootbeError when there is none."""


class TimeLink:
    """Shows the engine that runs (`live`), or a journal in its place. A stop always goes to the engine."""

    def __init__(self, live: Link | None, open_past: OpenPast | None = None) -> None:
        """Without `live` there is only the past; without `open_past` only the present."""
        self.live = live
        self.past: Past | None = None
        self._open_past = open_past
        self._changes = 0
        self._opening = False
        self._wish: Move | None = None
        self._moving = False
        self._known = _Known()

    @property
    def replaying(self) -> bool:
        """Is a journal shown, or the only thing there is to show?"""
        return self.past is not None or self.live is None

    @property
    def shown(self) -> Link | None:
        """Which of the two is shown?"""
        return self.past or self.live

    @property
    def present(self) -> Snapshot | None:
        """Which picture did the engine that runs last show, whatever is shown here?"""
        return None if self.live is None else self.live.snapshot

    @property
    def tape(self) -> Tape | None:
        """Where in the journal is what is shown?"""
        return None if self.past is None else self.past.tape

    @property
    def snapshot(self) -> Snapshot | None:
        """Which picture is shown?"""
        return None if self.shown is None else self.shown.snapshot

    @property
    def version(self) -> int:
        """How many pictures were there? Another number whenever there is another."""
        return self._changes * _APART + (0 if self.shown is None else self.shown.version)

    @property
    def connected(self) -> bool:
        """Does the line stand?"""
        return self.shown is not None and self.shown.connected

    @property
    def news(self) -> str:
        """Why is the line down?"""
        return "opening the journal" if self.shown is None else self.shown.news

    @property
    def age(self) -> float:
        """How many seconds ago was anything heard?"""
        return 0.0 if self.shown is None else self.shown.age

    async def send(self, command: Command) -> Receipt:
        """Have a command carried out: a stop by the engine that runs, nothing else while a journal is shown."""
        if self.live is None:
            return unsent(NOTHING_RUNS if isinstance(command, Stop) else _NOTHING_SENT)
        if self.past is not None and not isinstance(command, Stop):
            return unsent(_NOTHING_SENT)
        return await self.live.send(command)

    async def ask(self, query: Query) -> Answer:
        """Look something up, as of what is shown."""
        if self.shown is None:
            return Answer(query=query, title=own(f"no answer: {self.news}"), sections=())
        return await self.shown.ask(query)

    async def look_back(self) -> str:
        """Show the journal in place of the engine: why not, if not? Empty when it is shown."""
        if self._open_past is None:
            return "this console knows no journal to look back on"
        if not self._opening and self.past is None:
            try:
                await self.open_past()
            except FootbeError as error:
                return str(error)
        return ""

    async def open_past(self) -> None:
        """Show the journal, its first picture being there.

        Raises:
            FootbeError: there is none.
        """
        assert self._open_past is not None
        self._opening = True
        try:
            past = await self._open_past()
        finally:
            self._opening = False
        if self.present is not None:
            self._known = _known(self.present)
        self.past, self._changes = past, self._changes + 1

    async def past_over(self) -> None:
        """Wait until the journal shown can be shown no more.

        Raises:
            FootbeError: always; its text says why.
        """
        assert self.past is not None
        raise await self.past.broken()

    async def come_back(self) -> None:
        """Show the engine that runs again."""
        past, self.past = self.past, None
        self._wish = None
        self._changes += 1
        if past is not None:
            await past.close()

    async def scrub(self, move: Move) -> tuple[bool, Clean] | None:
        """Move about in the journal; while one move is under way only the latest further wish is kept. None for that."""
        if self._moving or self.past is None:
            self._wish = move
            return None
        self._moving = True
        try:
            while True:
                told = await self.past.scrub(move)
                if self._wish is None or self.past is None:
                    return told
                move, self._wish = self._wish, None
        finally:
            self._moving = False

    def heard_meanwhile(self) -> str:
        """What must be known of the engine that runs while a journal is shown? One line, empty when nothing."""
        if self.past is None or self.live is None:
            return ""
        if not self.live.connected:
            return f"LIVE: not connected · {self.live.news}"
        snapshot = self.present
        if snapshot is None:
            return ""
        if self.live.age > SILENT_AFTER and not snapshot.status.finished:
            return f"LIVE: engine silent for {self.live.age:.0f} s"
        return _news(snapshot, self._known)


class _Known(NamedTuple):
    """What stood on the screen of the engine that runs when the journal was opened."""

    alarms: frozenset[tuple[str, int]] = frozenset()
    asked: frozenset[str] = frozenset()
    state: EngineState | None = None


def _known(snapshot: Snapshot) -> _Known:
    alarms = frozenset((row.key, int(row.since)) for row in snapshot.alarms)
    return _Known(alarms, frozenset(row.key for row in snapshot.approvals), snapshot.status.state)


def _news(snapshot: Snapshot, known: _Known) -> str:
    status = snapshot.status
    new = [row for row in snapshot.alarms if not row.acked and (row.key, row.since) not in known.alarms]
    if new:
        return f"LIVE: {new[0].severity} {text.clock(new[0].since, status.zone)} {new[0].text}"
    if status.state is not known.state and status.state in _HELD_BACK:
        return f"LIVE: {text.words(status.state)} {', '.join(status.causes)}".rstrip()
    waits = [row for row in snapshot.approvals if row.key not in known.asked]
    if waits:
        left = text.countdown(waits[0].deadline_at - status.at)
        return f"LIVE: approval {waits[0].label} {waits[0].fixture} waits, {left} left"
    return ""
