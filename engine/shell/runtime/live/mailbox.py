"""What is heard and not decided yet: bounded, and of a market's books only the newest."""

from collections.abc import Callable, Iterator

from engine.domain.events import BookSeen, Event
from engine.domain.identity import MarketId

EVENTS_MAX = 4_096
"""From here on listeners are held back until half of it is decided."""


class Mailbox:
    """Takes what feeds, the venue and our own calls tell, in the order heard; never waits, never raises.

    A newer book takes the older one's place away and stands at the end: what was heard before it stays
    before it. Nothing else is ever dropped: at `EVENTS_MAX` it says `full`, and whoever listens lets go of
    its line (see `listening`), so it holds at most what one listener says in one breath more than that.
    """

    def __init__(self, ring: Callable[[], None], events_max: int = EVENTS_MAX) -> None:
        self._ring = ring
        self._max = events_max
        self._ordinal = 0
        self._waiting: dict[int, Event] = {}
        self._books: dict[MarketId, int] = {}
        self.most = 0
        self.conflated = 0

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def full(self) -> bool:
        """Must listeners be held back?"""
        return len(self._waiting) >= self._max

    @property
    def roomy(self) -> bool:
        """May listeners that were held back come again?"""
        return len(self._waiting) <= self._max // 2

    def put(self, event: Event) -> None:
        """Let this be decided in its turn."""
        self._ordinal += 1
        if type(event) is BookSeen:
            older = self._books.get(event.market)
            if older is not None:
                del self._waiting[older]
                self.conflated += 1
            self._books[event.market] = self._ordinal
        self._waiting[self._ordinal] = event
        self.most = max(self.most, len(self._waiting))
        self._ring()

    def drain(self) -> Iterator[Event]:
        """What is next, and next…? Each is gone from here as soon as it is told."""
        while self._waiting:
            ordinal = next(iter(self._waiting))
            event = self._waiting.pop(ordinal)
            if type(event) is BookSeen:
                del self._books[event.market]
            yield event
