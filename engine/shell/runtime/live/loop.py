"""Take, decide, commit, perform, in real time.

One turn: commands, then what was heard in the order heard, then wakings that are due; all decided at the
engine time of the turn. Ticks may wait for their commit; what reaches the venue or answers a command does
not. Effects are handed to the courier after their commit and never before.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from engine.domain.commands import Close, Receipt, Source
from engine.domain.effects import FitModel
from engine.domain.events import Commanded, ConsoleLost, Event, ModelFailed, ModelFitted, Noticed
from engine.domain.identity import CommandId, RunId
from engine.domain.moment import SECOND, Span
from engine.shell.clean import clean
from engine.shell.ports import Clock
from engine.shell.runtime.brain import Brain
from engine.shell.runtime.brake import Brake
from engine.shell.runtime.committing import TICKS_WAIT_SECONDS, Committer
from engine.shell.runtime.fitting import Fits
from engine.shell.runtime.inbox import Inbox, Waiting
from engine.shell.runtime.live.courier import Courier
from engine.shell.runtime.live.crew import Crew
from engine.shell.runtime.live.mailbox import Mailbox
from engine.shell.runtime.live.sent import LiveAgenda
from engine.shell.runtime.live.timing import EngineTime
from engine.shell.runtime.loop import Ending
from engine.shell.runtime.showing import Showing
from engine.shell.runtime.tape import Tape
from engine.shell.store.database import StorageFailed

SLICE_SECONDS = 0.02
LOOK_SECONDS = 1.0
CLOSING_SECONDS = 15.0
COMMIT_SECONDS_MAX = 20.0
"""A commit that is not back by then is of unknown outcome: stop, leave, reread."""

_SOON = 0.001


@dataclass(frozen=True, slots=True)
class LiveLoopParts:
    """What a live loop turns."""

    run: RunId
    brain: Brain
    agenda: LiveAgenda
    tape: Tape
    committer: Committer
    brake: Brake
    inbox: Inbox
    mailbox: Mailbox
    courier: Courier
    fits: Fits
    crew: Crew
    showing: Showing
    time: EngineTime
    clock: Clock
    halting: Callable[[], bool]
    beat: Callable[[], None]
    run_for: Span | None


class LiveLoop:
    """Turns until somebody closes the run."""

    def __init__(self, parts: LiveLoopParts) -> None:
        self._parts = parts
        self._receipts: dict[CommandId, Waiting] = {}
        self._looked_at = self._rested_at = parts.clock.monotonic()
        self._closing_since: float | None = None
        self._ends_asked = False
        self.at = parts.time.now()

    async def run(self) -> Ending:
        """Go on until the run is closed; on return everything decided is committed.

        Raises:
            Crashed: deciding raised.
            StorageFailed: a commit raised, or is not coming back.
            Impossible: a task of ours died.
        """
        parts = self._parts
        await self.settle()
        while True:
            parts.crew.check()
            self._look()
            self._let_in()
            self._hear()
            self._wake()
            if parts.tape.urgent or parts.committer.waits_too_long(parts.tape, 0.0):
                await self.settle()
            if self._closed():
                await self.settle()
                return Ending.LEFT
            await self._rest()

    def take(self, event: Event) -> bool:
        """Record an event at the present moment and have it decided: is it time to commit?"""
        parts = self._parts
        self.at = parts.time.now()
        if isinstance(event, ModelFitted | ModelFailed):
            parts.agenda.take_fit(event)
        parts.agenda.note_event(self.at, event)
        return parts.tape.take(self.at, (event,))

    async def settle(self) -> None:
        """Commit what was decided, then let it leave."""
        parts = self._parts
        if not parts.tape.records:
            return
        receipts, asked = await self._commit()
        for receipt in receipts:
            self._hand_out(receipt)
        self.begin_fits(asked)
        owed, parts.agenda.owed = parts.agenda.owed, []
        for _, effect in owed:
            parts.courier.carry(effect)

    def begin_fits(self, orders: list[FitModel]) -> None:
        """Have these models fitted; each is told through the mailbox when it is there."""
        parts = self._parts
        parts.fits.ask(orders, hold=False)
        for order in orders:
            parts.crew.start(self._await_fit(order), f"fit {order.model}")

    async def _await_fit(self, order: FitModel) -> None:
        fits, task = self._parts.fits, self._parts.fits.due(order)
        await asyncio.wait({task})
        fits.delivered(order)
        failed = "given up" if task.cancelled() else task.exception()
        if failed is None:
            self._parts.mailbox.put(task.result())
        elif isinstance(
            failed, str | Exception
        ):  # a model that cannot be fitted is no reason to stop trading
            text = failed if isinstance(failed, str) else f"{type(failed).__name__}: {failed}"
            self._parts.mailbox.put(ModelFailed(order.model, clean(text)))
        else:
            raise failed

    async def _commit(self) -> tuple[list[Receipt], list[FitModel]]:
        commit = asyncio.ensure_future(self._parts.committer.commit(self._parts.tape))
        done, _ = await asyncio.wait({commit}, timeout=COMMIT_SECONDS_MAX)
        if not done:
            commit.cancel()
            raise StorageFailed(f"storage: no answer to a commit within {COMMIT_SECONDS_MAX:g} s")
        return commit.result()

    def _hand_out(self, receipt: Receipt) -> None:
        waiting = self._receipts.pop(receipt.command, None)
        if waiting is not None:
            self._parts.inbox.answer(waiting, receipt, self._parts.brake)

    def _look(self) -> None:
        """Heartbeat and clock on every turn; the STOP file and the end of the run each second."""
        parts = self._parts
        parts.beat()
        noticed = parts.time.look()
        if noticed is not None:
            self.take(noticed)
        now = parts.clock.monotonic()
        if now - self._looked_at >= LOOK_SECONDS:
            self._looked_at = now
            self._each_second()

    def _each_second(self) -> None:
        parts = self._parts
        parts.inbox.look_at(parts.brake)
        ends = None if parts.run_for is None else parts.agenda.started_at + parts.run_for
        if ends is not None and parts.time.now() >= ends and not self._ends_asked:
            self._ends_asked = True
            parts.inbox.submit(Source.ENGINE, Close())

    def _let_in(self) -> None:
        inbox = self._parts.inbox
        while (waiting := inbox.take()) is not None:
            if isinstance(waiting, ConsoleLost | Noticed):
                self.take(waiting)
                continue
            name = CommandId(f"{self._parts.run}-c{self._parts.tape.seq + 1}")
            self._receipts[name] = waiting
            self.take(Commanded(name, waiting.source, waiting.command))

    def _hear(self) -> None:
        parts = self._parts
        until = parts.clock.monotonic() + SLICE_SECONDS
        for event in parts.mailbox.drain():
            if self.take(event) or parts.clock.monotonic() > until:
                return

    def _wake(self) -> None:
        agenda = self._parts.agenda
        until = self._parts.clock.monotonic() + SLICE_SECONDS
        while agenda.wake_due <= self._parts.time.now():
            _, woke = agenda.take_wake()
            if self.take(woke) or self._parts.clock.monotonic() > until:
                return

    def _closed(self) -> bool:
        """Has everything been taken away since somebody closed the run, or is the time for it over?"""
        parts = self._parts
        if parts.agenda.closing is None:
            return False
        now = parts.clock.monotonic()
        if self._closing_since is None:
            self._closing_since = now
        busy = len(parts.mailbox) or not parts.courier.idle or parts.halting()
        gone = not busy and not parts.brain.snapshot().orders
        return gone or now - self._closing_since >= CLOSING_SECONDS

    async def _rest(self) -> None:
        """Let others have their turn; with nothing to do, wait for news or for what is due next."""
        parts = self._parts
        parts.showing.held(self._rested_at)
        if parts.showing.due(approvals_moved=parts.committer.approvals_moved):
            await self.settle()
            parts.committer.approvals_moved = False
            parts.showing.show(parts.brain, self.at, len(parts.inbox))
        await parts.showing.breathe(self.at)
        if not len(parts.inbox) and not len(parts.mailbox):
            await parts.inbox.ring(self._seconds())
        self._rested_at = parts.clock.monotonic()

    def _seconds(self) -> float:
        parts = self._parts
        seconds = (parts.agenda.wake_due - parts.time.now()) / SECOND
        if parts.tape.records:
            seconds = min(seconds, TICKS_WAIT_SECONDS)
        until_look = LOOK_SECONDS - (parts.clock.monotonic() - self._looked_at)
        return max(_SOON, min(seconds, until_look))
