"""What stands before the operator, and how a stop goes."""

from msgspec import Struct, field

from engine.domain.commands import StopCard
from engine.domain.identity import AlarmId, OrderId
from engine.domain.moment import SECOND, Moment, Span
from engine.domain.snapshot import AlarmRow, EventRow
from engine.domain.states import Cause, EngineState


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


class Desk(Struct):
    """What stands before the operator: latches, alarms, the tail of events."""

    state: EngineState = EngineState.STARTING
    causes: dict[Cause, Moment] = field(default_factory=dict)
    alarms: dict[AlarmId, AlarmRow] = field(default_factory=dict)
    events: list[EventRow] = field(default_factory=list)
    halts: int = 0
    halt: Halt | None = None
    """The stop that is under way, or that led to HALTED."""
    cancelled_all_at: Moment | None = None
