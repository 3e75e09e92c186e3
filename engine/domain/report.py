"""What a span of a run came to, as typed data: one structure behind the text, the JSON, the tables and the page.

Units stand at the end of a name, as in `engine.domain.figures`. None is missing; it never stands for 0.
"""

from enum import StrEnum

from msgspec import Struct, field

from engine.domain.effects import Settlement
from engine.domain.figures import (
    AlertRow,
    ArmRow,
    Bandit,
    Bounds,
    Curve,
    DateRow,
    Estimate,
    Gate,
    LedgerRow,
    PairRow,
    RefusalRow,
    Slates,
    TriggerRow,
    TwinRow,
    Waterfall,
)
from engine.domain.ledger import CurvePoint, Entry, Fork, Projected
from engine.domain.moment import Moment, VenueDate
from engine.domain.money import Money
from engine.domain.past import Fitted, Period
from engine.domain.probability import Ppm
from engine.domain.states import Mode

LAYOUT = 1
"""The version of these names; it goes up when one of them changes its meaning or goes."""

UNITS = {
    "_micros": "1e-6 dollars",
    "_each_micros": "1e-6 dollars per contract",
    "_ppm": "1e-6",
    "_milli": "1e-3",
    "_millibits": "1e-3 bits",
    "_centi": "0.01 contracts",
    "_us": "microseconds since 1970-01-01 UTC",
    "missing": "null",
}
"""What the end of a name says."""

PRETENDED = "simulated: proves machinery, not an edge"


class Head(Struct, frozen=True):
    """Whose figures are these, of what time, made by which settings and code?"""

    layout: int
    run: str
    mode: Mode
    source: str
    simulated: bool
    notice: str | None
    period: Period
    first_date: VenueDate | None
    last_date: VenueDate | None
    from_us: Moment
    to_us: Moment
    zone: str
    finished: bool
    seed: int
    bankroll_micros: Money
    config_hash: str | None
    code_hash: str | None


class Account(Struct, frozen=True):
    """Where the account stands now, whatever the span; `worst_ppm` is the run's worst drawdown."""

    equity_micros: Money
    cash_micros: Money
    drawdown_ppm: Ppm
    worst_ppm: Ppm
    open_positions: int
    fixtures_seen: int
    fixtures_settled: int
    requests: int


class Result(Struct, frozen=True):
    """What was really made.

    P&L, return, hits and days are of settlements; the closing line and the mark-outs of real entries, the first
    before the game only. `of` of each figure says so again.
    """

    pnl_micros: Money
    pnl_by_date_micros: Estimate | None
    """The same P&L with the interval that as many dates of the same kind carry."""
    fees_micros: Money
    risked_micros: Money
    positions: int
    episodes: int
    wins: int
    orders: int
    fills: int
    maker_fills: int
    return_ppm: Estimate | None
    hit_rate_ppm: Estimate | None
    daily_return_ppm: Estimate | None
    sharpe_day_ppm: Estimate | None
    sharpe_year_ppm: Estimate | None
    clv_each_micros: Estimate | None
    mark_5s_each_micros: Estimate | None
    mark_60s_each_micros: Estimate | None
    mark_10min_each_micros: Estimate | None
    drawdown_ppm: Ppm | None
    """The worst of the span, against the highest point so far."""
    dates: tuple[DateRow, ...]


class Expectation(Struct, frozen=True):
    """A figure beside what the operator's document wants, what it says of the agent before, and what is honest."""

    name: str
    measured_ppm: Estimate | None
    target_ppm: Bounds | None
    baseline_ppm: Bounds | None
    honest_ppm: Bounds | None
    note: str


class Verdict(StrEnum):
    """How does a question of the checklist stand?"""

    YES = "yes"
    NO = "no"
    NOT_YET = "not yet"


class Check(Struct, frozen=True):
    """A question of the operator's checklist with the figure it was answered from."""

    name: str
    question: str
    verdict: Verdict
    measured: str
    n: int
    of: str


class Report(Struct, frozen=True):
    """A span of a run in figures."""

    head: Head
    result: Result
    expectations: tuple[Expectation, ...]
    checklist: tuple[Check, ...]
    account: Account
    curve: Curve
    slates: Slates
    waterfalls: tuple[Waterfall, ...]
    ledgers: tuple[LedgerRow, ...]
    pairs: tuple[PairRow, ...]
    twins: tuple[TwinRow, ...]
    arms: tuple[ArmRow, ...]
    bandit: Bandit
    gate: Gate
    triggers: tuple[TriggerRow, ...]
    deciders: tuple[TriggerRow, ...]
    refusals: tuple[RefusalRow, ...]
    models: tuple[Fitted, ...]
    alerts: tuple[AlertRow, ...]
    units: dict[str, str] = field(default_factory=lambda: dict(UNITS))


class Rows(Struct, frozen=True):
    """The rows that a report was counted from, of its span."""

    settlements: tuple[Settlement, ...]
    entries: tuple[Entry, ...]
    forks: tuple[Fork, ...]
    projections: tuple[Projected, ...]
    curve: tuple[CurvePoint, ...]


class Told(Struct, frozen=True):
    """A report and the rows it was counted from."""

    report: Report
    rows: Rows
