"""The one reader of clocks."""

import asyncio
import time

from engine.domain.moment import Moment


class SystemClock:
    """The machine's own clock: UTC for moments, the monotonic one for durations."""

    def now(self) -> Moment:
        """Which wall moment is it, UTC?"""
        return Moment(time.time_ns() // 1_000)

    def monotonic(self) -> float:
        """How many seconds have passed since an arbitrary start? Never goes back."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Return after this many seconds."""
        await asyncio.sleep(seconds)
