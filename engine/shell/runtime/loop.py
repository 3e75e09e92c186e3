"""Take, decide, commit, perform: the course is followed until something must be committed, fitted or heard.

Orders of a unit are carried after its commit and before anything else happens, so neither speed nor batches
show in the result.
"""

import asyncio
from dataclasses import dataclass
from enum import Enum

from engine.domain.commands import Close, Receipt, Source
from engine.domain.events import Commanded, ConsoleLost, Event, Noticed
from engine.domain.identity import CommandId, RunId
from engine.domain.moment import SECOND, Moment, Span
from engine.shell.ports import Clock, VirtualFeed, VirtualVenue
from engine.shell.runtime.agenda import Agenda
from engine.shell.runtime.brain import Brain
from engine.shell.runtime.brake import Brake
from engine.shell.runtime.committing import Committer
from engine.shell.runtime.course import SLICE_SECONDS, Course, Why
from engine.shell.runtime.fitting import Fits
from engine.shell.runtime.heartbeat import Heart
from engine.shell.runtime.inbox import Inbox, Waiting
from engine.shell.runtime.pacing import FOREVER, Pace
from engine.shell.runtime.perform import Fitter, carry
from engine.shell.runtime.showing import Showing
from engine.shell.runtime.tape import Tape

NAP_SECONDS = 0.05
CLOSING_SPAN = Span(15 * SECOND)
_UNENDING = Moment(FOREVER - 1)


class Ending(Enum):
    """How did the loop end?"""

    FINISHED = "the run reached its end"
    LEFT = "the run can be taken up again"


@dataclass(frozen=True, slots=True)
class LoopParts:
    """What a loop turns: all of one run, at the same place of its journal."""

    run: RunId
    brain: Brain
    feed: VirtualFeed
    venue: VirtualVenue
    agenda: Agenda
    tape: Tape
    committer: Committer
    brake: Brake
    fitter: Fitter
    inbox: Inbox
    showing: Showing
    heart: Heart
    pace: Pace
    clock: Clock
    run_for: Span | None = None


class VirtualLoop:
    """Turns until the run reaches its end, or is closed at somebody's wish."""

    def __init__(self, parts: LoopParts, at: Moment) -> None:
        self._parts = parts
        self._course = Course(
            feed=parts.feed,
            venue=parts.venue,
            agenda=parts.agenda,
            tape=parts.tape,
            brake=parts.brake,
            clock=parts.clock,
            at=at,
        )
        self._fits = Fits(parts.feed, parts.fitter)
        self._receipts: dict[CommandId, Waiting] = {}
        self._ending: Ending | None = None
        self._rested_at = parts.clock.monotonic()

    @property
    def at(self) -> Moment:
        """Up to which virtual moment has everything been lived through?"""
        return self._course.at

    async def run(self) -> Ending:
        """Go on until the end; on return everything is committed and carried.

        Raises:
            Crashed: deciding raised.
            Impossible: time ran backwards.
            UnknownOutcome: a commit raised.
        """
        parts = self._parts
        self._fits.ask(parts.agenda.fits, hold=parts.showing.expected)
        await self._settle()
        parts.pace.start(self.at)
        while self._ending is None:
            if parts.agenda.closing is not None:
                await self._closing_turn()
            else:
                await self._turn()
        self._fits.cancel()
        return self._ending

    async def take_at_once(self, event: Event) -> None:
        """Record an event of the runtime itself at the present moment, before anything else."""
        self._parts.tape.take(self.at, (event,))
        self._parts.agenda.note_event(self.at, event)
        await self._settle()

    @property
    def _end(self) -> Moment:
        agenda, run_for = self._parts.agenda, self._parts.run_for
        if agenda.closing is not None:
            return Moment(agenda.closing[0] + CLOSING_SPAN)
        return _UNENDING if run_for is None else Moment(agenda.started_at + run_for)

    async def _turn(self) -> None:
        parts = self._parts
        parts.inbox.look_at(parts.brake)
        if len(parts.inbox):
            await self._take_commands()
            return
        end = self._end
        limit = min(parts.pace.reached(self._course.next_due()), end)
        why = self._course.go_on(limit)
        if (why is Why.QUIET and limit == end) or why is Why.TOLD:
            await self._reach_end(end if why is Why.QUIET else self.at)
        elif why is Why.QUIET:
            await self._nap()
        else:
            await self._attend(why)

    async def _attend(self, why: Why) -> None:
        if why is Why.FIT:
            await self._settle()
            await self._deliver_fit()
        elif why is Why.COMMIT:
            await self._settle()
        parts = self._parts
        if parts.clock.monotonic() - self._rested_at >= SLICE_SECONDS:
            await self._breathe()

    async def _closing_turn(self) -> None:
        parts = self._parts
        await self._settle()
        why = Why.TOLD if not parts.brain.snapshot().orders else self._course.go_on(self._end, one=True)
        if why is Why.FIT:
            await self._attend(why)
        elif why in (Why.QUIET, Why.TOLD):
            _, source = parts.agenda.closing or (self.at, Source.ENGINE)
            self._ending = Ending.FINISHED if source is Source.ENGINE else Ending.LEFT
        await self._settle()
        parts.heart.beat()
        await asyncio.sleep(0)

    async def _settle(self) -> None:
        """Commit, then carry; what the brake keeps back is recorded and committed in turn."""
        parts = self._parts
        while True:
            receipts, asked = await parts.committer.commit(parts.tape)
            self._fits.ask(asked, hold=parts.showing.expected)
            for receipt in receipts:
                self._hand_out(receipt)
            if not parts.agenda.owed:
                return
            refused = carry(parts.agenda.hand_over(), parts.venue, parts.brake)
            if refused:
                parts.tape.take(self.at, refused)

    def _hand_out(self, receipt: Receipt) -> None:
        waiting = self._receipts.pop(receipt.command, None)
        if waiting is not None:
            self._parts.inbox.answer(waiting, receipt, self._parts.brake)

    async def _deliver_fit(self) -> None:
        parts = self._parts
        order = parts.agenda.fits[0]
        task = self._fits.due(order)
        while not task.done():
            await asyncio.wait({task}, timeout=NAP_SECONDS)
            await self._breathe()
            self._parts.inbox.look_at(self._parts.brake)
            if len(parts.inbox) and parts.agenda.closing is None:
                await self._let_in()  # time stands still meanwhile; what follows may be due before the fit
                return
        self._fits.delivered(order)
        event = task.result()
        parts.agenda.take_fit(event)
        parts.tape.take(self._course.on(max(order.due, self.at)), (event,))

    async def _take_commands(self) -> None:
        """Bring time to where the clock stands, then let commands in, behind everything due by then.

        Neither a stop nor the end waits for time to be made up.
        """
        parts = self._parts
        moment = self.at
        if parts.pace.speed and not parts.inbox.hurries:
            moment = max(moment, min(parts.pace.reached(self._course.next_due()), self._end))
        while (why := self._course.go_on(moment)) not in (Why.QUIET, Why.TOLD):
            await self._attend(why)
        self._course.at = moment
        await self._let_in()

    async def _let_in(self) -> None:
        self._course.come_to(self.at)  # silent steps moved the feed on: nothing arrives in its past
        while (waiting := self._parts.inbox.take()) is not None:
            self._take_in(waiting)
        await self._settle()

    def _take_in(self, waiting: Waiting | ConsoleLost | Noticed) -> None:
        event: Event
        if isinstance(waiting, ConsoleLost | Noticed):
            event = waiting
        else:
            name = CommandId(f"{self._parts.run}-c{self._parts.tape.seq + 1}")
            self._receipts[name] = waiting
            event = Commanded(name, waiting.source, waiting.command)
        self._parts.tape.take(self.at, (event,))
        self._parts.agenda.note_event(self.at, event)

    async def _reach_end(self, at: Moment) -> None:
        self._course.come_to(at)
        name = CommandId(f"{self._parts.run}-c{self._parts.tape.seq + 1}")
        await self.take_at_once(Commanded(name, Source.ENGINE, Close()))

    async def _nap(self) -> None:
        """Wait for what is next, a command, or for the next look around."""
        parts = self._parts
        seconds = min(NAP_SECONDS, parts.pace.seconds_until(self._course.next_due()))
        if parts.committer.waits_too_long(parts.tape, seconds):
            await self._settle()
        await self._breathe()
        if seconds > 0 and not len(parts.inbox):
            await parts.inbox.ring(seconds)
            self._rested_at = parts.clock.monotonic()

    async def _breathe(self) -> None:
        """Let others have their turn: readers, writers, the console's next picture."""
        parts = self._parts
        parts.heart.beat()
        parts.showing.held(self._rested_at)
        if parts.showing.due(approvals_moved=parts.committer.approvals_moved):
            await self._settle()
            parts.committer.approvals_moved = False
            moment = (
                min(parts.pace.reached(self._course.next_due()), self._course.next_due()) if parts.pace.speed else self.at
            )
            parts.showing.show(parts.brain, max(moment, self.at), len(parts.inbox))
        if not parts.showing.expected:
            self._fits.begin()
        await parts.showing.breathe(self.at)
        self._rested_at = parts.clock.monotonic()
