"""An event loop whose clock moves when nothing is left to do."""

import asyncio
import contextlib
from asyncio import events, tasks
from collections.abc import Callable, Coroutine
from heapq import heappop
from typing import Any

from engine.lab.simulator.universe import Universe

MICROS = 1_000_000
_ROUNDING = 1e-9


class Deadlock(Exception):
    """Nothing is ready and nothing is scheduled: somebody waits for ever."""


class Died(BaseException):
    """The process was gone between two instructions; nothing of it may run any further."""


class SimLoop(asyncio.BaseEventLoop):
    """One engine's event loop on the universe's time; when it dies, it is thrown away with everything on it."""

    def __init__(self, universe: Universe) -> None:
        """Begin at the universe's present moment."""
        super().__init__()
        self._universe = universe
        self.dead: str | None = None
        self.errors: list[dict[str, Any]] = []
        self.set_exception_handler(lambda _, context: self.errors.append(context))

    def time(self) -> float:
        """How many virtual seconds are gone since the seed began?"""
        return self._universe.micros / MICROS

    def die(self, why: str) -> None:
        """Let the process be gone: nothing runs after the present callback."""
        self.dead = self.dead or why

    async def gone(self, why: str) -> None:
        """Die here; this never returns."""
        self.die(why)
        await self.create_future()

    def run_in_executor(self, *_: Any) -> Any:  # type: ignore[override]  # it takes anything and gives nothing
        """There are no threads here.

        Raises:
            Deadlock: always.
        """
        raise Deadlock("a thread was asked for: nothing of an engine's loop may need one here")

    def live(self, main: Coroutine[Any, Any, Any]) -> Any:
        """Run an engine until it returns or dies: what did it return?

        Raises:
            Died: it is gone; the text says where.
        """
        events.set_event_loop(self)
        try:
            task = self.create_task(main)
            task.add_done_callback(lambda _: self.stop())
            self.run_forever()
            return task.result()
        finally:
            events.set_event_loop(None)

    def bury(self) -> None:
        """Throw away what is left; coroutines that were under way run no further."""
        self.dead = self.dead or "buried"
        for task in tasks.all_tasks(self):
            task._log_destroy_pending = False  # type: ignore[attr-defined]  # noqa: SLF001 - a dead process warns nobody
            with contextlib.suppress(BaseException):  # whatever it still wanted to do, it is gone
                task.get_coro().close()
        self._ready.clear()  # type: ignore[attr-defined]  # the base class keeps it, its stub does not
        self._scheduled.clear()  # type: ignore[attr-defined]  # the same
        self.close()

    def _run_once(self) -> None:
        ready, scheduled, universe = self._ready, self._scheduled, self._universe  # type: ignore[attr-defined]  # as above
        if scheduled and scheduled[0]._cancelled:  # noqa: SLF001 - as the base class does
            self._forget_cancelled()
        if not ready and not universe.is_due:
            self._move_on()
        if universe.is_due:
            universe.run_due()
        now = universe.micros / MICROS + _ROUNDING
        while scheduled and scheduled[0]._when <= now:  # noqa: SLF001 - the base class's own heap
            handle = heappop(scheduled)
            handle._scheduled = False  # noqa: SLF001 - as the base class does
            ready.append(handle)
        for _ in range(len(ready)):
            if self.dead is not None or universe.over:
                break
            handle = ready.popleft()
            if not handle._cancelled:  # noqa: SLF001 - as the base class does
                handle._run()  # noqa: SLF001 - as the base class does
        self._check_alive()

    def _check_alive(self) -> None:
        if self._universe.over:
            self.die("the seed is over")
        if self.dead is not None:
            raise Died(self.dead)

    def _forget_cancelled(self) -> None:
        scheduled = self._scheduled  # type: ignore[attr-defined]  # as above
        while scheduled and scheduled[0]._cancelled:  # noqa: SLF001 - as the base class does
            heappop(scheduled)._scheduled = False  # noqa: SLF001 - as the base class does

    def _move_on(self) -> None:
        scheduled = self._scheduled  # type: ignore[attr-defined]  # as above
        if self._stopping:  # type: ignore[attr-defined]  # as above
            return
        due = self._universe.next_due
        if scheduled:
            mine = -int(-scheduled[0]._when * MICROS // 1)  # noqa: SLF001 - rounded up, or it would never be due
            due = mine if due is None else min(due, mine)
        if due is None:
            raise Deadlock("nothing is ready and nothing is scheduled")
        self._universe.micros = max(self._universe.micros, due)

    def _process_events(self, _: object) -> None:
        """There is no selector."""

    def _write_to_self(self) -> None:
        """There is nobody to wake."""

    def call_soon_threadsafe(  # type: ignore[override]  # the stub's type variables say no more
        self, callback: Callable[..., object], *args: Any, context: Any = None
    ) -> Any:
        """As `call_soon`: there are no threads."""
        return self.call_soon(callback, *args, context=context)
