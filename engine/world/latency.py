"""How long a message is under way, by named chance."""

from msgspec import Struct

from engine.domain.dice import key
from engine.domain.errors import Malformed
from engine.domain.moment import MILLISECOND, Span


class Latency(Struct, frozen=True, array_like=True):
    """Between which spans does one way to or from the exchange take? Microseconds, both ends included."""

    seed: int = 0
    least: Span = Span(80 * MILLISECOND)
    most: Span = Span(350 * MILLISECOND)

    def __post_init__(self) -> None:
        """Refuse a way into the past and bounds in the wrong order."""
        if not 0 <= self.least <= self.most:
            raise Malformed("latency", (self.least, self.most), "0 ≤ least ≤ most, microseconds")

    def span(self, purpose: str, entity: str, ordinal: int) -> Span:
        """How long is this one message under way? Uniform between the bounds, whole microseconds."""
        drawn = key(self.seed, purpose, entity, ordinal) * (self.most - self.least + 1) >> 128
        return Span(self.least + drawn)
