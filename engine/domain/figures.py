"""The parts of a report: estimates, and the rows of its tables.

Units stand at the end of a name: `_micros` are micro-dollars (`_each_micros` of one contract), `_ppm` parts per
million, `_centi` hundredths of a contract, `_us` microseconds since 1970 UTC. None is missing; it never stands for 0.
"""

from msgspec import Struct

from engine.domain.moment import Moment, VenueDate
from engine.domain.money import Money
from engine.domain.probability import Ppm

ALL = "all"
"""Stands where a row is of every strategy together."""


class Estimate(Struct, frozen=True):
    """A figure and the 95 % interval its sample carries, in the unit of the name it stands under.

    The interval counts settlement dates as the independent pieces (a share has Wilson's); below two dates it
    has no bounds. `of` says what `n` counts; `dates` is None where they were not counted apart.
    """

    value: int
    low: int | None
    high: int | None
    n: int
    dates: int | None
    of: str


class Bounds(Struct, frozen=True):
    """From here to there, both ends included."""

    low: int
    high: int


class DateRow(Struct, frozen=True):
    """One settlement date: what was paid out on it, after fees."""

    settles_on: VenueDate
    pnl_micros: Money
    fees_micros: Money
    risked_micros: Money
    positions: int


class CurveRow(Struct, frozen=True):
    """Where the account stood; `marked` counts open positions at what they would bring."""

    at_us: Moment
    equity_micros: Money
    marked_micros: Money | None
    drawdown_ppm: Ppm


class Curve(Struct, frozen=True):
    """Equity and drawdown over time, with the lines at which it warns, pauses and stops."""

    warn_ppm: Ppm
    pause_ppm: Ppm
    stop_ppm: Ppm
    points: tuple[CurveRow, ...]


class SlateLine(Struct, frozen=True):
    """A date as it was projected when its first game began, and what just those positions came to."""

    settles_on: VenueDate
    projected_micros: Money
    low_micros: Money
    high_micros: Money
    realised_micros: Money | None
    positions: int
    inside: bool | None


class Slates(Struct, frozen=True):
    """Did projections hold? `inside_ppm` should be near 900,000; `ratio_ppm` is realised over projected, in sum.

    `bias_micros` is realised less projected, per date.
    """

    rows: tuple[SlateLine, ...]
    inside_ppm: Estimate | None
    bias_micros: Estimate | None
    ratio_ppm: Estimate | None
    trust_ppm: Ppm | None
    """What today's projections are multiplied by, drawn to one while there are few dates; of the whole run only."""
    below: int
    above: int
    target_micros: Money


class Step(Struct, frozen=True):
    """One step of the way from what was claimed to what came; `change` is against the step before."""

    name: str
    level_each_micros: Estimate
    change_each_micros: int


class Waterfall(Struct, frozen=True):
    """What became of an edge, per contract, all steps on the same `n` entries.

    Entries that lack a figure some step needs are in `left_out`; in play there is no closing line.
    """

    shadow: bool
    strategy: str
    in_play: bool
    n: int
    left_out: int
    contracts_centi: int
    steps: tuple[Step, ...]


class Belief(Struct, frozen=True):
    """What is believed of an arm: success, return per dollar, closing-line value after fees."""

    alpha_milli: int
    beta_milli: int
    return_ppm: Ppm
    return_positive_ppm: Ppm
    clv_each_micros: Money
    clv_positive_ppm: Ppm
    episodes: int
    clv_episodes: int


class ArmRow(Struct, frozen=True):
    """One arm of the bandit over the whole run. Counts: proposals, choices, orders, positions filled."""

    strategy: str
    shadow: bool
    proposed: int
    chosen: int
    orders: int
    positions: int
    pnl_micros: Money
    before: Belief
    after: Belief


class ChoiceRow(Struct, frozen=True):
    """How often an arm was chosen in the span, and how likely that had been, on average over all choices."""

    strategy: str
    chosen: int
    share_ppm: Ppm
    first_half_ppm: Ppm | None
    second_half_ppm: Ppm | None
    propensity_ppm: Ppm
    """Mean over the choices that the arm had a proposal for."""


class Bandit(Struct, frozen=True):
    """What was chosen. Entropy of the shares, in thousandths of a bit: 0 when always the same arm.

    `best` is the trading arm that is believed best now, `gain_ppm` its share in the second half less the first.
    """

    choices: int
    rows: tuple[ChoiceRow, ...]
    best: str | None
    gain_ppm: Estimate | None
    entropy_first_millibits: int | None
    entropy_second_millibits: int | None


class LedgerRow(Struct, frozen=True):
    """One arm's entries, real or shadow, each held to the end."""

    shadow: bool
    strategy: str
    entries: int
    contracts_centi: int
    pnl_micros: Money
    risked_micros: Money
    return_ppm: Estimate | None
    clv_each_micros: Estimate | None
    mark_5s_each_micros: Estimate | None
    mark_60s_each_micros: Estimate | None
    mark_10min_each_micros: Estimate | None


class PairRow(Struct, frozen=True):
    """Two arms on the fixtures both entered: the first less the second. Returns per dollar; closing line per contract."""

    one: str
    other: str
    return_ppm: Estimate | None
    clv_each_micros: Estimate | None


class TwinRow(Struct, frozen=True):
    """How honest is an arm's shadow: the same orders, really and imagined. `dearer`: what the shadow paid more."""

    strategy: str
    orders: int
    both_filled: int
    real_only: int
    shadow_only: int
    real_filled_ppm: Ppm
    shadow_filled_ppm: Ppm
    dearer_each_micros: Money | None


class AlertRow(Struct, frozen=True):
    """Something that was told to whoever is away."""

    at_us: Moment
    kind: str
    text: str


class Gate(Struct, frozen=True):
    """May real money be risked? `by_rule` is what the figure alone says: simulated games open nothing.

    `holds_now`: does it hold entries back in this run.
    """

    open: bool
    by_rule: bool
    holds_now: bool
    chance_ppm: Ppm | None
    needed_ppm: Ppm
    changes: tuple[AlertRow, ...]


class TriggerRow(Struct, frozen=True):
    """What came of the decisions on one trigger's word, or of one decider: counts by deed.

    Regret is what the way not taken would have made beyond the one taken, per contract, each decision counting
    once, and for all contracts: above 0 it cost. `fired` counts the whole run and is None where it has no meaning.
    """

    name: str
    fired: int | None
    decisions: int
    left: int
    approved: int
    rejected: int
    lapsed_left: int
    lapsed_held: int
    noted: int
    regret_each_micros: Estimate | None
    regret_total_micros: Money


class RefusalRow(Struct, frozen=True):
    """How often a rule refused, over the whole run, and whom most."""

    rule: str
    count: int
    mostly: str
