"""One life of an engine's process: when it dies, and where."""

import asyncio

from engine.lab.simulator.loop import SimLoop
from engine.lab.simulator.universe import Universe
from engine.lab.simulator.weather import Weather


class Life:
    """From the start of a process to its end. Every call to the outside passes `port`, where it may die."""

    def __init__(self, universe: Universe, weather: Weather, loop: SimLoop, ordinal: int) -> None:
        """Begin the n-th life; it may be fated to end while it still recovers."""
        self._universe, self._weather, self._loop = universe, weather, loop
        self.ordinal = ordinal
        self.recovering = ordinal > 1
        self._reads_left: int | None = None
        if self.recovering and weather.strikes("crash_in_recovery", str(ordinal)):
            self._reads_left = universe.between(1, 5, "crash-in-recovery", str(ordinal))

    @property
    def alive(self) -> bool:
        """Does the process still run?"""
        return self._loop.dead is None

    def up(self) -> None:
        """Recovery is over."""
        self.recovering = False
        self._reads_left = None

    async def port(self, name: str) -> None:
        """Pass to the outside: a step, perhaps a few turns late, perhaps never."""
        self._universe.note(f"port {name}")
        for _ in range(self._universe.between(0, 2, "turns")):
            await asyncio.sleep(0)
        if not self.recovering and self._weather.strikes("crash_at_port"):
            await self.die(f"at {name}")

    async def read(self) -> None:
        """The file is read: a recovery may die of it."""
        if self._reads_left is not None:
            self._reads_left -= 1
            if self._reads_left <= 0:
                await self.die("in recovery")

    async def die(self, where: str) -> None:
        """The process is gone."""
        self._universe.note(f"dies {where}")
        await self._loop.gone(where)
