"""What comes from outside virtual time: commands with their receipts, losses of a console, news of the machine."""

import asyncio
import contextlib
from collections import deque

from engine.domain.clean import own
from engine.domain.commands import Close, Command, Receipt, Reset, Source, Stop
from engine.domain.events import ConsoleLost, Noticed
from engine.domain.identity import CommandId
from engine.domain.states import STOPPING, Cause
from engine.shell.clean import clean_command
from engine.shell.runtime.brake import Brake

COMMANDS_MAX = 64


class Waiting:
    """A command on its way in, and where its receipt goes."""

    def __init__(self, source: Source, command: Command, receipt: "asyncio.Future[Receipt]") -> None:
        self.source = source
        self.command = command
        self.receipt = receipt

    def answer(self, receipt: Receipt) -> None:
        """Hand out the receipt."""
        if not self.receipt.done():
            self.receipt.set_result(receipt)


class Inbox:
    """A bounded queue; a stop goes before everything else and is never turned away."""

    def __init__(self) -> None:
        self._waiting: deque[Waiting | ConsoleLost | Noticed] = deque()
        self._rung = asyncio.Event()

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def hurries(self) -> bool:
        """Is a stop waiting, or the end? Then no time is made up before it."""
        return any(_hurries(waiting) for waiting in self._waiting)

    def submit(self, source: Source, command: Command) -> "asyncio.Future[Receipt]":
        """Hand in a command, its note or reason cleaned: where will its receipt be?"""
        receipt: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
        waiting = Waiting(source, clean_command(command), receipt)
        if isinstance(command, Stop):
            self._waiting.appendleft(waiting)
        elif len(self._waiting) >= COMMANDS_MAX:
            receipt.set_result(
                Receipt(CommandId(""), accepted=False, text=own("too many commands at once: try again"))
            )
        else:
            self._waiting.append(waiting)
        self._rung.set()
        return receipt

    def answer(self, waiting: Waiting, receipt: Receipt, brake: Brake) -> None:
        """Hand out a receipt; an accepted reset opens the brake's gate, unless a stop has come in since."""
        stops = any(_stops(later) for later in self._waiting)
        if receipt.accepted and isinstance(waiting.command, Reset) and not stops:
            brake.release()
        waiting.answer(receipt)

    def submit_stop(self, reason: str) -> None:
        """Let the core know of a stop that came by another road; nobody waits for the receipt."""
        self.submit(Source.SIGNAL, Stop(own(reason)))

    def look_at(self, brake: Brake) -> None:
        """Let the core know of a STOP file that has shut the gate since the last look."""
        reason = brake.news()
        if reason is None:
            return
        if brake.marked_by_us:
            self.submit_stop(reason)
        else:
            self._waiting.appendleft(Noticed(Cause.STOP_FILE, sick=True, text=own(reason)))
            self._rung.set()

    def lose_console(self) -> None:
        """Say that the last console's line dropped."""
        self._waiting.append(ConsoleLost())
        self._rung.set()

    def notice(self, news: Noticed) -> None:
        """Say that a part of the machine is sick, or well again; whoever says it says each turn once."""
        self._waiting.append(news)
        self._rung.set()

    def take(self) -> Waiting | ConsoleLost | Noticed | None:
        """What is next? None when there is nothing."""
        self._rung.clear()
        return self._waiting.popleft() if self._waiting else None

    def wake(self) -> None:
        """Let whoever waits in `ring` look around."""
        self._rung.set()

    async def ring(self, seconds: float) -> None:
        """Return when something comes in, or after this many seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):  # wait_for loses a cancellation that comes with the ring
                await self._rung.wait()


def _hurries(waiting: Waiting | ConsoleLost | Noticed) -> bool:
    return _stops(waiting) or (isinstance(waiting, Waiting) and isinstance(waiting.command, Close))


def _stops(waiting: Waiting | ConsoleLost | Noticed) -> bool:
    if isinstance(waiting, Noticed):
        return waiting.sick and waiting.cause in STOPPING
    return isinstance(waiting, Waiting) and isinstance(waiting.command, Stop)
