"""The whole YAML as one strict tree. Values are whole numbers already; `rules` copies them into the core's words."""

from typing import Annotated

from engine.config.leaving import ApprovalsSection, TriggersSection
from engine.config.safety import DrawdownSection, LimitsSection
from engine.config.section import Section
from engine.config.trading import (
    ArmSection,
    BanditSection,
    EdgeSection,
    EnteringSection,
    InGameSection,
    KellySection,
)
from engine.config.units import (
    choice,
    choice_or_none,
    count,
    dollars,
    duration,
    flag,
    real,
    share,
    speed,
    text,
    zone,
)
from engine.config.words import FeedName, OnConsoleLost, RunMode
from engine.domain.moment import Span
from engine.domain.money import Money
from engine.domain.probability import Ppm
from engine.domain.scenario import QuoteRate, ScenarioName


class LiveSection(Section):
    """Leave to trade with real money."""

    enabled: Annotated[bool, flag()]


class FeedSection(Section):
    """What is listened to. `speed` 0 means as fast as it goes."""

    name: Annotated[FeedName, choice(FeedName)]
    seed: Annotated[int, count(0, 2**63 - 1)]
    speed: Annotated[int, speed()]
    speed_headless: Annotated[int, speed()]
    replay_path: Annotated[str | None, text()]
    league: Annotated[str | None, text()]
    season: Annotated[str | None, text()]
    scenario: Annotated[ScenarioName | None, choice_or_none(ScenarioName)]
    quotes: Annotated[QuoteRate | None, choice_or_none(QuoteRate)]


class ConsoleSection(Section):
    """What the console means to the engine."""

    on_console_lost: Annotated[OnConsoleLost, choice(OnConsoleLost)]


class ForecastSection(Section):
    """How market and model are blended, and when models are fitted."""

    model_weight: Annotated[Ppm, share("0", "1")]
    model_weight_in_play: Annotated[Ppm, share("0", "1")]
    market_sd: Annotated[Ppm, share("0.001", "0.5")]
    model_sd: Annotated[Ppm, share("0.001", "0.5")]
    refit_every: Annotated[Span, duration("1 h", "60 d")]
    fit_takes: Annotated[Span, duration("1 s", "6 h")]
    fit_seasons: Annotated[int, count(1, 20)]
    decay_per_day: Annotated[float, real("0", "0.1")]
    ridge: Annotated[float, real("0", "1000")]


class TargetsSection(Section):
    """What the operator wishes for a day; shown, never traded on."""

    low: Annotated[Ppm, share("0", "1")]
    mid: Annotated[Ppm, share("0", "1")]
    high: Annotated[Ppm, share("0", "1")]
    honest_low: Annotated[Ppm, share("-1", "1")]
    honest_high: Annotated[Ppm, share("-1", "1")]


class JournalSection(Section):
    """How long the journal is kept as it was written, and how many copies of it."""

    keep_quotes_days: Annotated[int, count(1, 3650)]
    backups_kept: Annotated[int, count(1, 365)]


class Config(Section):
    """Every setting there is."""

    mode: Annotated[RunMode, choice(RunMode)]
    live: LiveSection
    feed: FeedSection
    bankroll: Annotated[Money, dollars("1", "1000000")]
    interval: Annotated[Span, duration("1 min", "24 h")]
    zone: Annotated[str, zone()]
    console: ConsoleSection
    edge: EdgeSection
    kelly: KellySection
    limits: LimitsSection
    in_game: InGameSection
    drawdown: DrawdownSection
    arms: dict[str, ArmSection]
    bandit: BanditSection
    forecast: ForecastSection
    triggers: TriggersSection
    approvals: ApprovalsSection
    entering: EnteringSection
    targets: TargetsSection
    journal: JournalSection
