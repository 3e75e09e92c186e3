"""One run on real markets: begun, or brought back from its journal; and everything that ends it."""

import asyncio
import contextlib
from collections.abc import Awaitable
from typing import TypeVar

from engine.domain.errors import Malformed
from engine.domain.events import RunResumed, RunStarted
from engine.domain.identity import OrderId
from engine.domain.states import Cause
from engine.shell.runtime.board import Board
from engine.shell.runtime.brake import Brake
from engine.shell.runtime.committing import Committer
from engine.shell.runtime.fitting import Fits
from engine.shell.runtime.health import Vitals
from engine.shell.runtime.inbox import Inbox
from engine.shell.runtime.live.bounded import BoundedVenue
from engine.shell.runtime.live.courier import Courier
from engine.shell.runtime.live.crew import Crew
from engine.shell.runtime.live.halter import Halted, Halter
from engine.shell.runtime.live.listening import Listener
from engine.shell.runtime.live.loop import LiveLoop, LiveLoopParts
from engine.shell.runtime.live.mailbox import Mailbox
from engine.shell.runtime.live.parts import Counters, LiveOptions, LiveParts
from engine.shell.runtime.live.pulse import Pulse
from engine.shell.runtime.live.recovery import LiveRecovery
from engine.shell.runtime.live.results import Results
from engine.shell.runtime.live.sent import LiveAgenda
from engine.shell.runtime.live.timing import EngineTime
from engine.shell.runtime.loop import Ending
from engine.shell.runtime.pacing import Pace
from engine.shell.runtime.showing import Showing
from engine.shell.runtime.tape import Crashed, Tape, keep_crash
from engine.shell.store.journal import Journal, open_journal

HALT_SECONDS_MAX = 15.0
"""How long an engine that cannot go on keeps cancelling before it leaves; the watchdog goes on after it."""

_T = TypeVar("_T")


class LiveRun:
    """A run at the end of its journal, ready to go on; `go` turns it, `emergency_stop` needs nothing of it.

    The gate shutting, by whatever road, starts a halter at once; a reset that opens it ends the halter.
    """

    def __init__(
        self, parts: LiveParts, options: LiveOptions, journal: Journal, recovery: LiveRecovery
    ) -> None:
        self.parts, self.options, self.journal = parts, options, journal
        agenda, clock = recovery.agenda, parts.clock
        sick = agenda.sent.sick
        self.agenda = agenda
        self.inbox, self.board = Inbox(), Board()
        self.mailbox = Mailbox(self.inbox.wake, options.events_max)
        self.crew = Crew(self.inbox.wake)
        self.brake = Brake(parts.home, parts.started.run, clock)
        self.venue_pulse = Pulse(Cause.VENUE, self.mailbox.put, sick=sick.get(Cause.VENUE, False))
        self.feed_pulse = Pulse(Cause.FEED, self.mailbox.put, sick=sick.get(Cause.FEED, False))
        self.venue = BoundedVenue(parts.venue, self.crew, self.venue_pulse)
        self.time = EngineTime(clock, recovery.at, sick=sick.get(Cause.CLOCK, False))
        self.courier = Courier(
            self.venue, agenda.sent, self.crew, clock, time=self.time, brake=self.brake, tell=self.mailbox.put
        )
        self.tape = Tape(parts.brain, agenda, recovery.seq)
        vitals = Vitals(", ".join(feed.label for feed in parts.feeds.values()))
        self.committer = Committer(journal, (parts.brain, agenda.sent, agenda), parts.sinks, clock, vitals)
        self.committer.checkpoint_every(options.checkpoint_records)
        self.showing = Showing(self.board, Pace(clock, 1), clock, vitals)
        self._turns = asyncio.get_running_loop()
        self.halter: Halter | None = None
        self._halting: asyncio.Task[None] | None = None
        self.brake.listen(self._gate_moved)
        self.loop = LiveLoop(self._turning())

    async def go(self) -> Ending:
        """Turn until the run is closed; on return the report is written and a checkpoint kept.

        Raises:
            Crashed, Impossible, StorageFailed: the engine cannot go on; until then everything was tried
                to cancel what rests, within `HALT_SECONDS_MAX`.
        """
        try:
            self._start_listening()
            ending = await self.guarded(self.loop.run())
            self.parts.report(self.parts.brain)
            await self.committer.keep(self.tape)
        finally:
            await self.crew.dismiss()
        return ending

    def emergency_stop(self, reason: str) -> None:
        """Shut the gate, mark the disk, cancel everything, then tell the core: none waits for the one before."""
        self.brake.shut_gate(reason)
        self._start_halter()
        self._halter().mark()
        self.inbox.submit_stop(reason)

    def known(self) -> list[OrderId]:
        """Which orders may be alive at the venue?"""
        return list(self.agenda.sent.alive)

    def stopped(self) -> Halted | None:
        """How far has the newest stop come? None if nobody stopped."""
        return None if self.halter is None else self.halter.progress

    def counters(self) -> Counters:
        """How much is waiting and under way?"""
        lanes, agenda = self.courier.lanes, self.agenda
        return Counters(
            tasks=len(self.crew),
            left_behind=self.crew.left,
            events=len(self.mailbox),
            events_most=self.mailbox.most,
            conflated=self.mailbox.conflated,
            commands=len(self.inbox),
            errands=lanes.waiting,
            placing=lanes.placing,
            stubborn=lanes.stubborn,
            asking=self.courier.asking,
            wakings=agenda.wakings,
            fits=len(agenda.fits),
            alive=len(agenda.sent.alive),
        )

    async def begin(self, recovery: LiveRecovery) -> None:
        """Say that the run began or goes on, and what of it is unknown; fits not delivered are begun anew."""
        self.loop.begin_fits(list(self.agenda.fits))
        started = self.parts.started
        if not recovery.seq:
            self.loop.take(started)
        else:
            unanswered, repeated = recovery.unanswered(), recovery.repeated()
            self.loop.take(RunResumed(started.rules, started.rules_hash, started.code_hash))
            for event in unanswered:
                self.loop.take(event)
            for effect in repeated:
                self.courier.carry(effect)
        await self.loop.settle()

    async def guarded(self, work: Awaitable[_T]) -> _T:
        """Do this; where it fails, no order leaves any more and cancels are tried before the failure goes on."""
        try:
            return await work
        except Exception as error:
            self.courier.lanes.close("the engine failed")
            self.brake.shut_gate("deciding failed" if isinstance(error, Crashed) else "the engine failed")
            self._start_halter()
            if isinstance(error, Crashed):
                with contextlib.suppress(
                    OSError
                ):  # the disk may be what failed; the error goes on either way
                    keep_crash(error, self.parts.home)
            if self._halting is not None:
                await asyncio.wait({self._halting}, timeout=HALT_SECONDS_MAX)
            raise

    def _turning(self) -> LiveLoopParts:
        parts = self.parts
        return LiveLoopParts(
            run=parts.started.run,
            brain=parts.brain,
            agenda=self.agenda,
            tape=self.tape,
            committer=self.committer,
            brake=self.brake,
            inbox=self.inbox,
            mailbox=self.mailbox,
            courier=self.courier,
            fits=Fits(Results(parts.feeds, self.feed_pulse), parts.fitter),
            crew=self.crew,
            showing=self.showing,
            time=self.time,
            clock=parts.clock,
            halting=self.halting,
            beat=parts.beat,
            run_for=self.options.run_for,
        )

    def halting(self) -> bool:
        """Is a stop under way that has not found its end?"""
        return self._halting is not None and not self._halting.done()

    def _start_listening(self) -> None:
        clock = self.parts.clock
        for name, feed in self.parts.feeds.items():
            line = Listener(name, feed.listen, self.mailbox, self.feed_pulse, clock)
            self.crew.start(line.run(), f"feed {name}")
        line = Listener("listening", self.venue.listen, self.mailbox, self.venue_pulse, clock)
        self.crew.start(line.run(), "venue")

    def _gate_moved(self, *, shut: bool) -> None:
        if shut:
            # perhaps from within a signal's handler: nothing of ours may be touched there
            self._turns.call_soon(self._start_halter)
        elif self._halting is not None:
            self._halting.cancel()

    def _start_halter(self) -> None:
        if not self.halting():
            self._halting = self.crew.start(self._halt(self._halter(new=True)), "halter")

    async def _halt(self, halter: Halter) -> None:
        await halter.run()

    def _halter(self, *, new: bool = False) -> Halter:
        if new or self.halter is None:
            self.halter = Halter(
                self.venue,
                self.parts.clock,
                self.brake,
                known=self.known,
                doubtful=lambda: list(self.agenda.sent.doubtful),
                placing=lambda: self.courier.lanes.placing,
                tell=self.mailbox.put,
            )
        return self.halter


async def open_live(parts: LiveParts, options: LiveOptions) -> LiveRun:
    """Which run stands behind this database: begun, or brought back to where its journal ends?

    Raises:
        Malformed: the file holds another run.
        Impossible: the journal is not whole, or this version decides otherwise.
        StorageFailed: the first words could not be written.
    """
    journal = await open_journal(parts.database)
    await _check(journal, parts.started)
    recovery = LiveRecovery(parts.brain, LiveAgenda())
    if journal.tip.seq:
        await recovery.run(journal, await journal.newest_checkpoint())
    run = LiveRun(parts, options, journal, recovery)
    try:
        await run.guarded(run.begin(recovery))
    except BaseException:
        await run.crew.dismiss()
        raise
    return run


async def _check(journal: Journal, now: RunStarted) -> None:
    if not journal.tip.seq:
        return
    async for batch in journal.tail(thinned=True):
        first = batch.records[0].event
        if not isinstance(first, RunStarted):
            raise Malformed("journal", "its first record", "a run that started")
        if (first.run, first.mode) != (now.run, now.mode):
            raise Malformed("run", f"{now.run} in {now.mode}", f"{first.run} in {first.mode}")
        return
