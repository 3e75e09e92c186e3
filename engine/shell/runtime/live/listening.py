"""Lines to feeds and venue: taken up again when they break, held back when more is told than decided."""

import asyncio
from collections.abc import Awaitable, Callable

from engine.domain.errors import Broken, Passing
from engine.domain.events import Event
from engine.shell.ports import Clock, Take
from engine.shell.runtime.live.backoff import Backoff
from engine.shell.runtime.live.mailbox import Mailbox
from engine.shell.runtime.live.pulse import Pulse
from engine.shell.runtime.live.saying import said

STEADY_SECONDS = 10.0
"""A line that holds so long is well, and the next break is its first."""

BREAKS_MAX = 3
_HELD_BACK_SECONDS = 0.05


class Listener:
    """Keeps one line up: `listen` returns or raises Passing → again, with back-off; Broken → off, told.

    A line that fills the mailbox is let go and taken up again when half is decided: the adapter tells anew
    where things stand when it comes back, as after any break.
    """

    def __init__(
        self,
        road: str,
        listen: Callable[[Take], Awaitable[None]],
        mailbox: Mailbox,
        pulse: Pulse,
        clock: Clock,
    ) -> None:
        self._road, self._listen = road, listen
        self._mailbox, self._pulse, self._clock = mailbox, pulse, clock
        self._line: asyncio.Task[None] | None = None
        self._held_back = False
        self.breaks = 0

    async def run(self) -> None:
        """Listen until cancelled, or until the adapter cannot go on."""
        backoff = Backoff()
        while not self._pulse.off_on(self._road):
            began = self._clock.monotonic()
            text = await self._one_line()
            if text is None:
                return
            self.breaks += 1
            if self._clock.monotonic() - began >= STEADY_SECONDS:
                backoff.well()
            self._pulse.failed(self._road, text, most=1 if self._held_back else BREAKS_MAX)
            await self._clock.sleep(backoff.wait())
            await self._room()

    async def _one_line(self) -> str | None:
        """Why did the line end? None when it must not be taken up again."""
        self._line = line = asyncio.ensure_future(self._listen(self._take))
        try:
            done, _ = await asyncio.wait({line}, timeout=STEADY_SECONDS)
            if not done:
                self._pulse.answered(self._road)
                await asyncio.wait({line})
        finally:
            line.cancel()
        if line.cancelled():
            return "more is told than can be decided" if self._held_back else "the line was given up"
        try:
            line.result()
        except Passing as error:
            return said(error)
        except Broken as error:
            self._pulse.broke(self._road, said(error))
        except Exception as error:  # noqa: BLE001 - an adapter's defect: the engine goes on without it
            self._pulse.broke(self._road, f"the adapter raised {type(error).__name__}")
        else:
            return "the line ended"
        return None

    def _take(self, event: Event) -> None:
        self._mailbox.put(event)
        if self._mailbox.full and self._line is not None:
            self._held_back = True
            self._line.cancel()

    async def _room(self) -> None:
        while self._held_back and not self._mailbox.roomy:
            await self._clock.sleep(_HELD_BACK_SECONDS)
        self._held_back = False
