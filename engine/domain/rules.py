"""What the core is told to obey: the configuration as the core sees it, whole numbers only.

`engine.config` makes it from YAML and checks it against the ceilings; record one of a journal holds it.
"""

from enum import StrEnum

from msgspec import Struct

from engine.domain.approval import ExitPolicy
from engine.domain.identity import StrategyName, TriggerName
from engine.domain.moment import Span
from engine.domain.money import Money, Price, Quantity
from engine.domain.probability import Ppm


class DrawdownMode(StrEnum):
    """Is the limit kept before each order, or only watched?"""

    GUARANTEED = "guaranteed"
    WATCHED = "watched"


class DrawdownRules(Struct, frozen=True):
    """Where does drawdown warn, pause and stop (parts per million of the mark)?

    `reduced` is the size factor after a resume from a pause, `floor` the least it may become;
    full size returns when drawdown is back under `restore_under`.
    """

    mode: DrawdownMode
    warn: Ppm
    pause: Ppm
    stop: Ppm
    reduced: Ppm
    floor: Ppm
    restore_under: Ppm
    two_sided_for: Span


class Limits(Struct, frozen=True):
    """Every hard limit. Where a share stands beside an amount the smaller counts (share of equity)."""

    global_exposure: Money
    global_share: Ppm
    fixture_exposure: Money
    fixture_share: Ppm
    market_exposure: Money
    strategy_exposure: Money
    slate_exposure: Money
    fixture_of_budget: Ppm
    slate_of_budget: Ppm
    bad_case_of_budget: Ppm
    """Share of the budget that the 5 % case of all games of one settlement date may cost."""
    common_factor: Ppm
    """How far all forecasts of a date may be wrong the same way: one standard deviation, in log-odds."""
    taper_floor: Ppm
    """What is projected for a date shrinks new stakes on it, to this share at the least."""
    order_quantity: Quantity
    price_collar: Price
    orders_per_minute: int
    quote_age: Span
    score_age: Span
    price_lowest: Price
    price_highest: Price
    edge_too_good: Money


class Arm(Struct, frozen=True):
    """One strategy's settings; the first five strategies of the seed are arms of the bandit."""

    name: StrategyName
    kind: str
    """`value` or `in_game`: which rule in `core.strategies` reads these settings."""
    min_edge: Money
    kelly_fraction: Ppm
    min_confidence: Ppm
    trade_share: Ppm
    contracts_per_market: Quantity
    fixture_exposure: Money
    total_exposure: Money
    enabled: bool = True
    shadow: bool = False
    """True: it proposes and is recorded, but is not traded."""
    until_marks: bool = False
    """True: it leaves the shadow while its mark-outs a minute after are above zero for sure."""


class ChooseBy(StrEnum):
    """Which belief does the bandit sample from? `clv` falls back on `return` where no closing price exists."""

    BETA = "beta"
    RETURN = "return"
    CLV = "clv"


class BanditRules(Struct, frozen=True):
    """How is an arm chosen and credited?

    `success_floor` is the seed's −5 %: a loss smaller than this share of exposure counts as success.
    `discount` is γ in α ← 1 + γ(α − 1), applied once per update. The return prior is a
    normal-inverse-gamma (mean, k, a, b) in dollars of return per dollar risked.
    """

    choose_by: ChooseBy
    exploration_bonus: float
    success_floor: Ppm
    discount: Ppm
    prior_mean: float
    prior_k: float
    prior_a: float
    prior_b: float
    choice_holds: Span
    propensity_draws: int
    gate: Ppm
    """How likely the closing-line value of all arms together must be above zero before real money is risked."""
    gate_on_paper: bool
    """True: the gate holds on paper too, as a rehearsal."""
    other_sport: Ppm
    """What an episode in one sport counts for the belief about another."""


class ForecastRules(Struct, frozen=True, cache_hash=True):
    """How are market and model blended? Weights in parts per million of a log-odds pool."""

    model_weight: Ppm
    model_weight_in_play: Ppm
    market_sd: Ppm
    model_sd: Ppm
    refit_every: Span
    fit_takes: Span
    fit_seasons: int
    decay_per_day: float
    ridge: float


class TriggerRule(Struct, frozen=True):
    """What follows when one trigger fires; the thresholds a trigger does not use are 0.

    `dwell` is how long the condition must hold; `span` the length of time the condition itself speaks of
    (without a forecast, left to play).
    """

    name: TriggerName
    policy_before: ExitPolicy
    policy_in_play: ExitPolicy
    share: Ppm
    """How much of the position to leave."""
    threshold: Ppm
    ticks: int
    dwell: Span
    enabled: bool = True
    span: Span = Span(0)
    least: int = 1
    """The smallest deficit that counts in basketball, in points."""


class ApprovalRules(Struct, frozen=True):
    """How long may an answer take, and what happens at the deadline?"""

    deadline_in_play: Span
    deadline_before: Span
    mandate_span: Span
    at_deadline: ExitPolicy
    better_by: Money


class EnteringRules(Struct, frozen=True):
    """When and how may a position be opened?"""

    post_only_before: bool
    resting_for: Span
    stop_before_start: Span
    lineup_from: Span
    lineup_until: Span
    horizon: Span
    """How long before the start a fixture is first looked at."""
    scan_before: Span
    scan_in_play: Span
    scan_all: Span
    jump_sigma: float
    freeze_for: Span
    reprice_ticks: int


class Targets(Struct, frozen=True):
    """What the operator wishes for a day, as shares of bankroll. Shown on a gauge; never moves a stake."""

    low: Ppm
    mid: Ppm
    high: Ppm
    honest_low: Ppm
    honest_high: Ppm


class Rules(Struct, frozen=True):
    """Everything the core obeys."""

    bankroll: Money
    drawdown: DrawdownRules
    limits: Limits
    arms: tuple[Arm, ...]
    bandit: BanditRules
    forecast: ForecastRules
    triggers: tuple[TriggerRule, ...]
    approvals: ApprovalRules
    entering: EnteringRules
    targets: Targets
