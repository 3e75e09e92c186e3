"""What every feed of a pretended market does alike: pass on what its world tells."""

from collections.abc import Sequence
from typing import Protocol

from engine.domain.events import Event
from engine.domain.game import GameResult
from engine.domain.moment import Moment
from engine.domain.sport import Sport
from engine.shell.ports import Heard, VenueEffect


class PretendedWorld(Protocol):
    """What does a feed need of a world? `engine.world.world.World` is one."""

    def next_at(self) -> Moment | None:
        """When does the next step lie?"""
        ...

    def step(self) -> tuple[Moment, tuple[Event, ...]]:
        """When is the next moment, and what do we hear?"""
        ...

    def carry(self, effect: VenueEffect, arrives_at: Moment) -> None:
        """Let an order or a cancel arrive."""
        ...

    def results(self, sport: Sport, league: str, before: Moment) -> Sequence[GameResult]:
        """Which games of a league were over before this moment?"""
        ...

    def freeze(self) -> bytes:
        """Which bytes hold the world?"""
        ...

    def thaw(self, data: bytes) -> None:
        """Go back to a frozen state."""
        ...


class WorldFeed:
    """A world behind `ports.VirtualFeed`; the paper venue carries orders into it."""

    def __init__(self, world: PretendedWorld, label: str) -> None:
        """Take over a world that stands before its first moment."""
        self._world = world
        self._label = label

    @property
    def label(self) -> str:
        """What is real here and what is modelled, in one line?"""
        return self._label

    def next_at(self) -> Moment | None:
        """When does the next step lie? None when everything has been told."""
        return self._world.next_at()

    def step(self) -> Heard:
        """Go to the next moment: what do we hear? Possibly nothing."""
        return Heard(*self._world.step())

    def carry(self, effect: VenueEffect, arrives_at: Moment) -> None:
        """Let an order or a cancel of ours arrive at the exchange at this moment."""
        self._world.carry(effect, arrives_at)

    def results(self, sport: Sport, league: str, before: Moment) -> Sequence[GameResult]:
        """Which games of a league were over before this moment? Never more than was known then."""
        return self._world.results(sport, league, before)

    def freeze(self) -> bytes:
        """Which bytes hold the whole world, its books and orders included?"""
        return self._world.freeze()

    def thaw(self, data: bytes) -> None:
        """Go back to a frozen state; Malformed when the bytes are not this feed's."""
        self._world.thaw(data)
