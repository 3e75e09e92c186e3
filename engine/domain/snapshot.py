"""What the operator sees, sliced per pane. Raw figures; `engine.domain.text` writes them.

A slice is a card (one struct of figures) or a table of keyed rows in display order. None means missing, is
shown as `--` and never stands for zero. Every text a console may draw is `Clean`.
"""

from enum import StrEnum

from msgspec import Struct

from engine.domain.clean import Clean
from engine.domain.commands import StopCard
from engine.domain.difference import DifferenceRow
from engine.domain.market import Leg
from engine.domain.moment import Moment, VenueDate
from engine.domain.money import Money, Price, Quantity
from engine.domain.probability import Ppm
from engine.domain.queries import Query
from engine.domain.sport import Phase, Sport
from engine.domain.states import EngineState, Mode, Severity


class ThesisMark(StrEnum):
    """Does the reason for a position still hold?"""

    OK = "ok"
    WEAK = "WEAK"
    BROKEN = "BROKEN"


class Status(Struct, frozen=True):
    """The status line; `speed` 0 means as fast as it goes, `differences` counts those that wait for a decision."""

    mode: Mode
    feed: Clean
    zone: str
    state: EngineState
    causes: tuple[Clean, ...]
    at: Moment
    drawdown: Ppm
    at_stake: Money
    budget: Money
    today: VenueDate | None
    realised_today: Money
    projected_open: Money | None
    alarms_unacked: int
    approvals: int
    orders_resting: int
    orders_unknown: int
    speed: int
    finished: bool
    stop: StopCard | None = None
    differences: int = 0
    reconciled_at: Moment | None = None


class AlarmRow(Struct, frozen=True):
    """An alarm that stands until it is acknowledged and its condition is gone."""

    key: str
    severity: Severity
    since: Moment
    page: str
    text: Clean
    acked: bool
    cleared: bool


class PositionRow(Struct, frozen=True):
    """One open position, worst thesis first."""

    key: str
    label: Clean
    fixture: Clean
    home_code: Clean
    away_code: Clean
    sport: Sport
    phase: Phase
    minute: int | None
    starts_at: Moment
    home: int | None
    away: int | None
    hold: Clean
    """Code of the side held, `TIE` for the draw."""
    leg: Leg
    quantity: Quantity
    average: Price
    bid: Price | None
    fair: Ppm | None
    unrealised: Money | None
    settles_on: VenueDate
    thesis: ThesisMark
    strategy: Clean
    book_at: Moment | None
    approval: bool


class SlateRow(Struct, frozen=True):
    """One settlement date (key = date), the line of all open ones (key `open`) or the venue's week (key `week`).

    Paces are shares of the middle, low and high target. `expected` is what past projections make of `projected`,
    `share` what part of all at stake lies on the date, `taper` what new stakes on it are multiplied by, `status` a
    word for the pace. The week alone has `total`, the product of its daily returns less one, `daily`, the same a
    day over its `days` so far, and the honest expectation for the whole of it.
    """

    key: str
    projected: Money | None
    low: Money | None
    high: Money | None
    open_positions: int
    realised: Money | None
    fees: Money | None
    target: Money | None
    pace: Ppm | None
    pace_low: Ppm | None = None
    pace_high: Ppm | None = None
    status: Clean = Clean("")
    expected: Money | None = None
    share: Ppm | None = None
    taper: Ppm | None = None
    total: Ppm | None = None
    daily: Ppm | None = None
    days: int = 0
    honest_low: Ppm | None = None
    honest_high: Ppm | None = None


class StrategyRow(Struct, frozen=True):
    """What is believed of one arm. `density` are heights 0 to 8 from −40 % to +40 % return per dollar."""

    key: str
    density: tuple[int, ...]
    clv: Money | None
    ret: Ppm | None
    positive: Ppm | None
    alpha: float | None
    beta: float | None
    episodes: int
    proposed: int
    chosen: int
    chosen_share: Ppm | None
    realised: Money
    shadow: bool


class ApprovalRow(Struct, frozen=True):
    """A request for approval. Prices per contract in micro-dollars; `waited_cost` below 0 when waiting has cost."""

    key: str
    label: Clean
    fixture: Clean
    version: int
    hold: Clean
    trigger: Clean
    reason: Clean
    quantity: Quantity
    price: Price
    asked_at: Moment
    deadline_at: Moment
    at_deadline: Clean
    holding: Money | None
    nets: Money | None
    waited_cost: Money | None
    stale: bool


class LimitRow(Struct, frozen=True):
    """One limit with what is used of it."""

    key: str
    used: int
    limit: int
    unit: str
    """`money`, `count` or `ppm`."""


class Risk(Struct, frozen=True):
    """The risk pane: drawdown with both lines, what is at stake, what is left."""

    mode: Clean
    drawdown: Ppm
    warn: Ppm
    pause: Ppm
    stop: Ppm
    to_pause: Money
    to_stop: Money
    at_stake: Money
    budget: Money
    if_all_lose: Money
    if_all_lose_drawdown: Ppm
    fixture_used: Money
    fixture_limit: Money
    slate_used: Money
    slate_limit: Money
    equity: Money
    marked_equity: Money | None
    mark: Money
    cash: Money
    free: Money
    reserved: Money
    size_factor: Ppm
    withdrawable: Money
    limits: tuple[LimitRow, ...]


class HealthRow(Struct, frozen=True):
    """One part of the machine: `state` is `ok`, `STALE`, `off` or `sick`; age and limit in microseconds."""

    key: str
    state: Clean
    age: int | None
    limit: int | None
    detail: Clean


class EventRow(Struct, frozen=True):
    """A line of the event pane; `leads_to`: what it is about."""

    key: str
    at: Moment
    kind: Clean
    text: Clean
    leads_to: Query | None = None


class OrderRow(Struct, frozen=True):
    """A live order."""

    key: str
    label: Clean
    fixture: Clean
    hold: Clean
    side: Clean
    purpose: Clean
    price: Price
    quantity: Quantity
    filled: Quantity
    state: Clean
    since: Moment
    strategy: Clean


class FunnelRow(Struct, frozen=True):
    """Why no trade: how often a rule refused an arm, and what it last said."""

    key: str
    strategy: Clean
    rule: Clean
    count: int
    last_at: Moment
    last: Clean


Card = Status | Risk
Row = (
    AlarmRow | PositionRow | SlateRow | StrategyRow | ApprovalRow | HealthRow | EventRow | OrderRow | FunnelRow
    | DifferenceRow
)  # fmt: skip


class Snapshot(Struct, frozen=True):
    """Everything a console shows, one slice per pane. An unchanged slice is the same object as before."""

    status: Status
    risk: Risk
    alarms: tuple[AlarmRow, ...]
    positions: tuple[PositionRow, ...]
    slates: tuple[SlateRow, ...]
    strategies: tuple[StrategyRow, ...]
    approvals: tuple[ApprovalRow, ...]
    health: tuple[HealthRow, ...]
    events: tuple[EventRow, ...]
    orders: tuple[OrderRow, ...]
    funnel: tuple[FunnelRow, ...]
    differences: tuple[DifferenceRow, ...] = ()


TABLES: dict[str, type[Row]] = {
    "alarms": AlarmRow,
    "positions": PositionRow,
    "slates": SlateRow,
    "strategies": StrategyRow,
    "approvals": ApprovalRow,
    "health": HealthRow,
    "events": EventRow,
    "orders": OrderRow,
    "funnel": FunnelRow,
    "differences": DifferenceRow,
}
"""Slices that are tables, and the type of their rows."""

CARDS: dict[str, type[Card]] = {"status": Status, "risk": Risk}
"""Slices that are one struct of figures."""
