"""An engine's clocks: a wall that may jump and drift, and a monotonic one that does neither."""

import asyncio

from engine.domain.moment import Moment
from engine.lab.simulator.universe import Universe

_MILLION = 1_000_000


class SimClock:
    """The machine's clocks; they outlive the engine's process."""

    def __init__(self, universe: Universe) -> None:
        """Begin in step with the true time."""
        self._universe = universe
        self.offset = 0
        """By how many microseconds the wall is wrong."""
        self.drift_ppm = 0

    def now(self) -> Moment:
        """Which moment does the machine's wall clock show?"""
        drifted = self._universe.micros * self.drift_ppm // _MILLION
        return Moment(self._universe.now + self.offset + drifted)

    def monotonic(self) -> float:
        """How many seconds have passed since the seed began?"""
        return self._universe.micros / _MILLION

    async def sleep(self, seconds: float) -> None:
        """Return after this many virtual seconds."""
        await asyncio.sleep(seconds)
