"""The second road of the stop: everything at the venue cancelled, with neither core nor journal."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from engine.domain.errors import Passing
from engine.domain.events import CancelRefused
from engine.domain.identity import OrderId
from engine.domain.moment import HOUR, Moment
from engine.domain.standing import Standing, VenueOrder
from engine.shell.ports import Cancelled, Clock, Lost, Take, Venue
from engine.shell.runtime.brake import Brake
from engine.shell.runtime.live.backoff import Backoff
from engine.shell.runtime.live.lanes import ended

LISTS_APART_SECONDS = 2.0
FUSE_FIRST_SECONDS = 1.0
AT_ONCE = 8


class Halted(Struct, frozen=True):
    """How far a stop has come: orders by number. `done`: nothing rests, nothing is unknown, twice seen.

    `listed`: orders seen resting at the venue since the stop; `cancelled`: those it cancelled when asked one
    by one; `gone`: those that rested no longer then, taken by cancel-all or filled;
    `sweeping`: what it takes away itself; `left`: still resting at the last list; `unknown`: cancels without
    an answer, and orders of which nobody knows whether the venue has them. `marked`: the STOP file is on the disk; `fused`: cancel-all was answered.
    """

    listed: int = 0
    cancelled: int = 0
    gone: int = 0
    sweeping: int = 0
    left: int = 0
    unknown: int = 0
    tries: int = 0
    marked: bool = False
    fused: bool = False
    done: bool = False


class Halter:
    """Shuts the gate, marks the disk, then cancels until two lists two seconds apart show nothing.

    `known` gives orders that may be alive at the venue, `doubtful` those that it may know nothing of yet
    because their answer was lost; `placing` how many are on their way to it this moment. `tell` hears what the venue said of cancels. A sick venue is asked for ever, with back-off.
    """

    def __init__(
        self,
        venue: Venue,
        clock: Clock,
        brake: Brake,
        *,
        known: Callable[[], Sequence[OrderId]] = tuple,
        doubtful: Callable[[], Sequence[OrderId]] = tuple,
        placing: Callable[[], int] = lambda: 0,
        tell: Take = lambda _: None,
    ) -> None:
        self._venue, self._clock, self._brake = venue, clock, brake
        self._known, self._doubtful, self._placing, self._tell = known, doubtful, placing, tell
        self._unknown: dict[OrderId, None] = {}
        self._answered: dict[OrderId, None] = {}
        self._seen: dict[OrderId, None] = {}
        self._cancelled: dict[OrderId, None] = {}
        self._gone: dict[OrderId, None] = {}
        self._progress = Halted()

    @property
    def progress(self) -> Halted:
        """How far has it come?"""
        counts = replace(self._progress, listed=len(self._seen), cancelled=len(self._cancelled))
        return replace(
            counts, gone=len(self._gone), unknown=len({**self._unknown, **dict.fromkeys(self._doubtful())})
        )

    def mark(self) -> None:
        """Leave the mark of the shut gate on the disk, so that a restart finds it shut: nothing is awaited."""
        with contextlib.suppress(OSError):  # the gate in memory is shut; `marked` says that the disk is not
            self._brake.leave_mark()
            self._note(marked=True)

    async def run(self) -> Halted:
        """Cancel everything that rests, until two lists in a row say so. The gate is shut already."""
        backoff = Backoff()
        empty_since: float | None = None
        while not self._progress.done:
            sound = await self._round()
            now = self._clock.monotonic()
            if not sound or self._rests():
                empty_since = None
            elif empty_since is None:
                empty_since = now
            elif now - empty_since >= LISTS_APART_SECONDS:
                self._note(done=True)
                break
            if sound:
                backoff.well()
            await self._clock.sleep(LISTS_APART_SECONDS if sound else backoff.wait())
        return self.progress

    def _note(self, **changes: int | bool) -> None:
        self._progress = replace(self._progress, **changes)

    def _rests(self) -> bool:
        return bool(self._progress.left or self.progress.unknown)

    async def _round(self) -> bool:
        """Fuse, known orders, list, listed orders: was everything answered?"""
        self._note(tries=self._progress.tries + 1)
        placing = self._placing()
        known = [order for order in self._known() if order not in self._answered]
        known += self._doubtful()  # what it has not heard of yet it may hear of the next time
        fuse = asyncio.ensure_future(self._pull_fuse())
        try:
            await asyncio.wait(
                {fuse}, timeout=FUSE_FIRST_SECONDS
            )  # what it takes need not be asked for one by one
            await self._cancel_each(known)
            fused = await fuse
        finally:
            fuse.cancel()
        listed = await self._list()
        return fused and listed and not placing

    async def _pull_fuse(self) -> bool:
        if self._progress.fused:
            return True
        self._brake.note_cancel()
        try:
            await self._venue.cancel_all()
        except Passing:
            return False
        self._note(fused=True)
        return True

    async def _list(self) -> bool:
        try:
            standing = await self._venue.standing(Moment(self._clock.now() - HOUR))
        except Passing:
            return False
        resting = self._resting(standing)
        await self._cancel_each([order.id for order in resting])
        return True

    def _resting(self, standing: Standing) -> list[VenueOrder]:
        orders = [order for order in standing.orders if order.rests]
        resting = [order for order in orders if not order.sweeping]
        for order in orders:
            self._seen[order.id] = None
        self._note(sweeping=len(orders) - len(resting), left=len(resting))
        return resting

    async def _cancel_each(self, orders: Sequence[OrderId]) -> None:
        queue = list(dict.fromkeys((*orders, *self._unknown)))
        queue.reverse()

        async def work() -> None:
            while queue:
                await self._cancel(queue.pop())

        await asyncio.gather(*(work() for _ in range(min(AT_ONCE, len(queue)))))

    async def _cancel(self, order: OrderId) -> None:
        self._brake.note_cancel()
        answer = await self._venue.cancel(order)
        if isinstance(answer, Lost):
            self._unknown[order] = None
            return
        self._unknown.pop(order, None)
        self._answered[order] = None
        if not isinstance(answer, Cancelled):
            self._gone[order] = None
            self._tell(CancelRefused(order, answer.reason))
        elif not answer.sweeping:
            self._cancelled[order] = None
            self._tell(ended(order, answer))
