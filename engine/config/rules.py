"""From the tree to what the core obeys, and one hash for it."""

import hashlib

from engine.config.leaving import TriggerSection, TriggersSection
from engine.config.trading import ArmSection
from engine.config.tree import Config
from engine.config.words import ArmKind
from engine.domain.approval import ExitPolicy
from engine.domain.clean import own
from engine.domain.identity import StrategyName, TriggerName
from engine.domain.moment import Span
from engine.domain.probability import Ppm
from engine.domain.rules import (
    ApprovalRules,
    Arm,
    BanditRules,
    DrawdownRules,
    EnteringRules,
    ForecastRules,
    Limits,
    Rules,
    Targets,
    TriggerRule,
)
from engine.wire.codec import pack

_SLATES = {"fixture_of_budget", "slate_of_budget", "bad_case_of_budget", "common_factor", "taper_floor"}
"""Keys of the drawdown section that are limits."""


def to_rules(config: Config) -> Rules:
    """What is the core told to obey?"""
    return Rules(
        bankroll=config.bankroll,
        drawdown=_drawdown(config),
        limits=_limits(config),
        arms=tuple(_arm(config, name, section) for name, section in config.arms.items()),
        bandit=BanditRules(**config.bandit.model_dump()),
        forecast=ForecastRules(**config.forecast.model_dump()),
        triggers=_triggers(config.triggers),
        approvals=_approvals(config),
        entering=EnteringRules(**config.entering.model_dump(), scan_all=config.interval),
        targets=Targets(**config.targets.model_dump()),
    )


def rules_hash(rules: Rules) -> str:
    """Which SHA-256 names these rules? Equal rules have equal hashes on every machine."""
    return hashlib.sha256(pack(rules)).hexdigest()


def _drawdown(config: Config) -> DrawdownRules:
    section = config.drawdown
    return DrawdownRules(**section.model_dump(exclude=_SLATES))


def _limits(config: Config) -> Limits:
    given, drawdown = config.limits, config.drawdown
    return Limits(
        global_exposure=given.max_global_exposure,
        global_share=given.max_global_share,
        fixture_exposure=given.max_exposure_per_fixture,
        fixture_share=given.max_fixture_share,
        market_exposure=given.max_exposure_per_market,
        strategy_exposure=given.max_exposure_per_strategy,
        slate_exposure=given.max_exposure_per_slate,
        fixture_of_budget=drawdown.fixture_of_budget,
        slate_of_budget=drawdown.slate_of_budget,
        bad_case_of_budget=drawdown.bad_case_of_budget,
        common_factor=drawdown.common_factor,
        taper_floor=drawdown.taper_floor,
        order_quantity=given.max_order_contracts,
        price_collar=given.price_collar,
        orders_per_minute=given.orders_per_minute,
        quote_age=given.max_quote_age,
        score_age=given.max_score_age,
        price_lowest=given.lowest_price,
        price_highest=given.highest_price,
        edge_too_good=given.edge_too_good,
    )


def _arm(config: Config, name: str, section: ArmSection) -> Arm:
    barred = config.in_game.require_pre_game and section.kind is ArmKind.IN_GAME
    return Arm(
        name=StrategyName(own(name)),
        kind=section.kind.value,
        min_edge=max(section.min_edge, config.edge.min_edge_to_enter),
        kelly_fraction=min(section.kelly_fraction, config.kelly.fraction),
        min_confidence=section.min_confidence,
        trade_share=min(section.trade_share, config.kelly.max_kelly_fraction),
        contracts_per_market=section.contracts_per_market,
        fixture_exposure=section.fixture_exposure,
        total_exposure=section.total_exposure,
        enabled=section.enabled and not barred,
        shadow=section.shadow,
        until_marks=section.until_marks,
    )


def _approvals(config: Config) -> ApprovalRules:
    given = config.approvals
    return ApprovalRules(
        deadline_in_play=given.deadline_in_play,
        deadline_before=given.deadline_before,
        mandate_span=given.mandate_span,
        at_deadline=ExitPolicy(given.at_deadline.value),
        better_by=given.better_by,
    )


def _triggers(given: TriggersSection) -> tuple[TriggerRule, ...]:
    score, moved, stale = given.adverse_score, given.price_moved, given.stale_position
    return (
        _trigger("game_started", given.game_started),
        _trigger("adverse_score", score, dwell=score.agreed_for, least=score.basketball_points),
        _trigger(
            "price_moved",
            moved,
            before=moved.before,
            threshold=moved.against,
            ticks=moved.least_ticks,
            dwell=moved.lasting,
        ),
        _trigger("stale_position", stale, before=stale.before, span=stale.older_than),
        _trigger("closing_minutes", given.closing_minutes, span=given.closing_minutes.left),
    )


def _trigger(
    name: str,
    given: TriggerSection,
    *,
    before: ExitPolicy | None = None,
    threshold: int = 0,
    ticks: int = 0,
    dwell: int = 0,
    span: int = 0,
    least: int = 1,
) -> TriggerRule:
    return TriggerRule(
        name=TriggerName(own(name)),
        policy_before=before or given.in_play,
        policy_in_play=given.in_play,
        share=given.share,
        threshold=Ppm(threshold),
        ticks=ticks,
        dwell=Span(dwell),
        enabled=given.enabled,
        span=Span(span),
        least=least,
    )
