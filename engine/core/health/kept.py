"""How a stop goes: what is kept of it."""

from msgspec import Struct, field

from engine.domain.identity import OrderId
from engine.domain.moment import SECOND, Moment, Span
from engine.domain.snapshot import StopCard


class Halt(Struct):
    """One stop from its first moment on, and what the venue has shown of it since.

    `orders` may have been alive when it began; `sweeping` are those the venue takes away by itself. `empty_at`
    is as of when the venue first showed that nothing rests, `pause` the last wait of an overdue stop.
    """

    number: int
    reason: str
    asked_at: Moment
    orders: list[OrderId]
    sweeping: list[OrderId] = field(default_factory=list)
    empty_at: Moment | None = None
    ended_at: Moment | None = None
    overdue: bool = False
    tries: int = 0
    pause: Span = Span(2 * SECOND)
    told_at: Moment | None = None
    """When an overdue stop was last told of."""
    receipt: StopCard | None = None
    """What it came to, once it is over."""
