"""What is kept for looking back: fills, steps of orders, refusals, answered requests, incidents, a diary.

Nothing here is looked at when something is decided; all of it is bounded.
"""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct, field
from msgspec.structs import replace

from engine.domain.approval import Approval
from engine.domain.clean import Clean
from engine.domain.identity import FixtureId, MarketId, OrderId, PositionId, StrategyName, TradeId
from engine.domain.ledger import UNMARKED, Marks
from engine.domain.market import Leg, Side
from engine.domain.moment import Moment, VenueDate
from engine.domain.money import CONTRACT, ONE, Money, Price, Quantity, cost, divide_down
from engine.domain.order import Order, OrderState
from engine.domain.probability import Ppm
from engine.domain.snapshot import EventRow, FunnelRow
from engine.domain.states import Severity

FILLS_KEPT = 500
STEPS_KEPT = 16
"""Of an order: its first step and the last of those that came after."""
REQUESTS_KEPT = 300
INCIDENTS_KEPT = 200
DIARY_KEPT = 600
SAMPLES_KEPT = 96
"""Of a position's price: beyond so many every other one is let go."""

CHATTER = frozenset({"strategy_selected", "daily_performance_update", "model_lifecycle"})
"""Lines of the event pane that are no news to whoever was away."""


class Filled(Struct, frozen=True, array_like=True):
    """A fill of ours, as it is told to a person, with what is known of it since.

    `marks` are this fill's own; `close_twice` is twice the closing mid of its leg, None in play, without a
    close, and before the fixture is over.
    """

    trade: TradeId
    order: OrderId
    position: PositionId
    fixture: FixtureId
    market: MarketId
    leg: Leg
    title: Clean
    hold: Clean
    strategy: StrategyName
    side: Side
    price: Price
    quantity: Quantity
    fee: Money
    maker: bool
    in_play: bool
    settles_on: VenueDate
    at: Moment
    marks: Marks = UNMARKED
    close_twice: int | None = None


class Step(Struct, frozen=True, array_like=True):
    """An order came into this state at this moment, for this reason."""

    state: OrderState
    at: Moment
    filled: Quantity
    note: Clean


class Refusal(Struct, array_like=True):
    """What last kept an arm out of a fixture, or of one outcome (else empty), and how often something did in all.

    It is changed in place: refusals are what happens most.
    """

    strategy: StrategyName
    outcome: str
    rule: Clean
    said: Clean
    count: int
    at: Moment


class Incident(Struct, frozen=True, array_like=True):
    """An alarm, or a state other than RUNNING, from its opening to its end.

    `number` counts all of them up; `key` is the alarm's or the state's. `acked_by` says over which road it was seen.
    """

    number: int
    kind: Literal["alarm", "state"]
    key: str
    severity: Severity | None
    page: str
    text: Clean
    opened: Moment
    acked: Moment | None = None
    acked_by: str = ""
    over: Moment | None = None


class Sample(Struct, frozen=True, array_like=True):
    """Where a position's leg stood: twice the mid, and what it was worth by the forecast; None where not known."""

    at: Moment
    mid_twice: int | None
    fair: Ppm | None


class Trail(Struct):
    """What is kept for looking back."""

    fills: dict[TradeId, Filled] = field(default_factory=dict)
    steps: dict[OrderId, list[Step]] = field(default_factory=dict)
    """Of the orders the state still holds."""
    refused: dict[FixtureId, dict[str, Refusal]] = field(default_factory=dict)
    """Of the fixtures that are not done with."""
    requests: list[Approval] = field(default_factory=list)
    """Requests that are answered, lapsed or gone."""
    prices: dict[PositionId, list[Sample]] = field(default_factory=dict)
    """Of the positions the state still holds, at every full scan."""
    incidents: list[Incident] = field(default_factory=list)
    incidents_opened: int = 0
    diary: list[EventRow] = field(default_factory=list)
    """Events without chatter: they reach further back than the event pane."""


def filled(trail: Trail, fill: Filled) -> None:
    """Keep a fill; the oldest goes."""
    trail.fills[fill.trade] = fill
    if len(trail.fills) > FILLS_KEPT:
        del trail.fills[next(iter(trail.fills))]


def marked(trail: Trail, trade: str, place: int, mark: Money | None) -> None:
    """A fill's leg stood there, so long after it."""
    fill = trail.fills.get(TradeId(trade))
    if fill is not None:
        first, second, third = (mark if n == place else old for n, old in enumerate(fill.marks))
        trail.fills[fill.trade] = replace(fill, marks=(first, second, third))


def each_clv(fill: Filled) -> Money | None:
    """What is a fill's closing-line value after its fee, micro-dollars per contract, rounded down? None in play."""
    if fill.close_twice is None or fill.in_play:
        return None
    worth, paid = fill.close_twice * fill.quantity // 2, cost(fill.price, fill.quantity)
    gain = worth - paid if fill.side is Side.BUY else paid - worth
    return Money(divide_down((gain - fill.fee) * CONTRACT, fill.quantity))


def stepped(trail: Trail, order: Order) -> None:
    """An order was written down: keep the step if it is one."""
    steps = trail.steps.setdefault(order.ticket.id, [])
    if steps and steps[-1].state is order.state and steps[-1].filled == order.filled:
        return
    steps.append(Step(order.state, order.since, order.filled, order.note))
    if len(steps) > STEPS_KEPT:
        del steps[1]


def refused(trail: Trail, fixture: FixtureId, outcome: str, why: FunnelRow) -> None:
    """An arm was kept out of a fixture, or of one outcome of it: the last reason counts."""
    on = trail.refused.get(fixture)
    if on is None:
        on = trail.refused[fixture] = {}
    key = why.strategy + outcome
    known = on.get(key)
    if known is None:
        on[key] = Refusal(StrategyName(why.strategy), outcome, why.rule, why.last, 1, why.last_at)
        return
    known.rule, known.said, known.at = why.rule, why.last, why.last_at
    known.count += 1


def sampled(trail: Trail, position: PositionId, sample: Sample) -> None:
    """A position's price was looked at."""
    kept = trail.prices.setdefault(position, [])
    kept.append(sample)
    if len(kept) > SAMPLES_KEPT:
        del kept[1:-1:2]


def answered(trail: Trail, request: Approval) -> None:
    """A request waits no more."""
    trail.requests.append(request)
    del trail.requests[:-REQUESTS_KEPT]


def noted(trail: Trail, event: EventRow) -> None:
    """Write a line into the diary, if it is news."""
    if event.kind not in CHATTER:
        trail.diary.append(event)
        if len(trail.diary) > DIARY_KEPT:
            del trail.diary[:-DIARY_KEPT]


def opened(trail: Trail, incident: Incident) -> None:
    """An incident begins; it is numbered."""
    trail.incidents_opened += 1
    trail.incidents.append(replace(incident, number=trail.incidents_opened))
    del trail.incidents[:-INCIDENTS_KEPT]


def over(trail: Trail, kind: str, key: str, at: Moment) -> None:
    """The newest incident of this name that is not over is over now."""
    place = _standing(trail, kind, key)
    if place is not None and trail.incidents[place].over is None:
        trail.incidents[place] = replace(trail.incidents[place], over=at)


def acknowledged(trail: Trail, key: str, at: Moment, by: str) -> None:
    """The newest alarm of this name was seen by somebody."""
    place = _standing(trail, "alarm", key)
    if place is not None and trail.incidents[place].acked is None:
        trail.incidents[place] = replace(trail.incidents[place], acked=at, acked_by=by)


def _standing(trail: Trail, kind: str, key: str) -> int | None:
    found = (n for n in range(len(trail.incidents) - 1, -1, -1) if _is(trail.incidents[n], kind, key))
    return next(found, None)


def _is(incident: Incident, kind: str, key: str) -> bool:
    return incident.kind == kind and incident.key == key


def forget_fixture(trail: Trail, fixture: FixtureId) -> None:
    """A fixture is done with: nobody asks any more why it was not traded."""
    trail.refused.pop(fixture, None)


def closed(trail: Trail, fixture: FixtureId, closing: Mapping[MarketId, int]) -> None:
    """A fixture is over: its fills before the game get the closing mid of their leg; `closing` is twice that of YES."""
    for trade, fill in trail.fills.items():
        mid = closing.get(fill.market) if fill.fixture == fixture and not fill.in_play else None
        if mid is not None:
            trail.fills[trade] = replace(fill, close_twice=mid if fill.leg is Leg.YES else 2 * ONE - mid)
