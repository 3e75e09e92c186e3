"""Venues where orders rest outside the engine's process, and how to clear them with the engine frozen or dead."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from engine.domain.errors import FootbeError
from engine.domain.identity import RunId
from engine.domain.states import Cause
from engine.shell.clock import SystemClock
from engine.shell.ports import Venue
from engine.shell.runtime.brake import Brake
from engine.shell.runtime.live.bounded import BoundedVenue
from engine.shell.runtime.live.crew import Crew
from engine.shell.runtime.live.halter import Halted, Halter
from engine.shell.runtime.live.pulse import Pulse

Reach = Callable[[Path], AbstractAsyncContextManager[Venue]]
"""Opens a venue with nothing but the home folder: no journal, no engine."""

OUTSIDE: dict[str, Reach] = {}
"""By the venue's name. The paper venue lives in the engine: it is not here, nothing of it rests outside."""

NOTHING_OUTSIDE = "venue: the paper venue lives in the engine; nothing rests outside it"


class Cleared:
    """What became of the orders at one venue: `done` when two lists in a row were empty."""

    def __init__(self, venue: str, halted: Halted | None, error: str = "") -> None:
        self._venue, self._halted, self._error = venue, halted, error

    @property
    def done(self) -> bool:
        """Is it known that nothing rests there any more?"""
        return self._halted is not None and self._halted.done

    @property
    def line(self) -> str:
        """What is to be said of it, in one line?"""
        if self._halted is None:
            return f"venue {self._venue}: NOT cleared: {self._error}"
        seen = self._halted
        figures = (
            f"{seen.cancelled}/{seen.listed} cancelled · {seen.sweeping} awaiting sweep · {seen.unknown} unknown"
        )
        end = "nothing rests" if self.done else f"NOT cleared yet: {self._error}"
        return f"venue {self._venue}: {figures} · {end}"


def clear_outside(home: Path, seconds: float, venues: dict[str, Reach] | None = None) -> list[Cleared]:
    """Cancel everything at every outside venue, for at most so many seconds: what became of it?

    Blocks; for a process, or a thread, that has no loop.
    """
    known = OUTSIDE if venues is None else venues
    if not known:
        return []
    return asyncio.run(_clear_each(home, seconds, known))


async def _clear_each(home: Path, seconds: float, venues: dict[str, Reach]) -> list[Cleared]:
    return list(await asyncio.gather(*(_clear(home, seconds, name, venues[name]) for name in venues)))


async def _clear(home: Path, seconds: float, name: str, reach: Reach) -> Cleared:
    halter: Halter | None = None
    crew = Crew(lambda: None)
    try:
        async with asyncio.timeout(seconds), reach(home) as venue:
            bounded = BoundedVenue(venue, crew, Pulse(Cause.VENUE, lambda _: None))
            halter = Halter(bounded, SystemClock(), Brake(home, RunId("")))
            return Cleared(name, await halter.run())
    except TimeoutError:
        progress = None if halter is None else halter.progress
        return Cleared(name, progress, f"no end within {seconds:g} s")
    except (FootbeError, OSError) as error:
        return Cleared(name, None if halter is None else halter.progress, str(error))
