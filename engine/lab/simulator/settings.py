"""The settings under which a seed trades."""

from functools import cache
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from engine.config.read import read_files
from engine.config.rules import to_rules
from engine.domain.approval import ExitPolicy
from engine.domain.dice import Dice
from engine.domain.moment import HOUR, MINUTE, SECOND, Span
from engine.domain.money import DOLLAR, Money, Quantity
from engine.domain.probability import MILLION, Ppm
from engine.domain.rules import Arm, DrawdownMode, EnteringRules, ForecastRules, Limits, Rules, TriggerRule
from engine.lab.simulator.universe import Universe

_CONFIG = Path(__file__).parents[3] / "configs" / "paper.yaml"


@cache
def _shipped() -> Rules:
    return to_rules(read_files([str(_CONFIG)]))


_MANY_KELLYS = Ppm(5 * MILLION)
"""Stakes so large that what the account may lose binds, not what they are worth."""


class Profile(Struct, frozen=True):
    """What binds in a seed: small limits, the guarantee on a small account, or (watched) nothing but the stop."""

    mode: DrawdownMode
    bankroll: int
    fixture_limit: int
    global_limit: int
    share: Ppm

    @property
    def eager(self) -> bool:
        """Are stakes as large as the whole cushion lets them be?"""
        return self.share == MILLION


PROFILES = (
    Profile(DrawdownMode.GUARANTEED, bankroll=1000, fixture_limit=8, global_limit=10, share=Ppm(500_000)),
    Profile(DrawdownMode.GUARANTEED, bankroll=1000, fixture_limit=15, global_limit=25, share=Ppm(500_000)),
    Profile(DrawdownMode.GUARANTEED, bankroll=300, fixture_limit=60, global_limit=120, share=Ppm(1_000_000)),
    Profile(DrawdownMode.GUARANTEED, bankroll=60, fixture_limit=250, global_limit=1000, share=Ppm(1_000_000)),
    Profile(DrawdownMode.WATCHED, bankroll=100, fixture_limit=60, global_limit=100, share=Ppm(1_000_000)),
)


def rules(universe: Universe) -> Rules:
    """Under which rules does this seed trade? Eager arms, short deadlines, and limits that bind."""
    given, dice = _shipped(), universe.stream("rules")
    profile = dice.choice(PROFILES)
    return replace(
        given,
        bankroll=Money(profile.bankroll * DOLLAR),
        arms=tuple(_arm(arm, eager=profile.eager) for arm in given.arms),
        drawdown=replace(given.drawdown, mode=profile.mode, two_sided_for=Span(20 * SECOND)),
        limits=_limits(given.limits, profile, dice),
        bandit=replace(given.bandit, prior_mean=5.0, choice_holds=Span(MINUTE), propensity_draws=1),
        forecast=_forecast(given.forecast),
        triggers=tuple(_trigger(universe, rule) for rule in given.triggers),
        approvals=replace(given.approvals, deadline_before=Span(MINUTE), deadline_in_play=Span(40 * SECOND)),
        entering=_entering(given.entering, dice),
    )


def _arm(arm: Arm, *, eager: bool) -> Arm:
    willing = replace(arm, shadow=False, until_marks=False)
    return replace(willing, kelly_fraction=_MANY_KELLYS, trade_share=MILLION) if eager else willing


def _limits(limits: Limits, profile: Profile, dice: Dice) -> Limits:
    return replace(
        limits,
        global_exposure=Money(profile.global_limit * DOLLAR),
        fixture_exposure=Money(profile.fixture_limit * DOLLAR),
        order_quantity=Quantity(dice.choice((2_000, 5_000))),
        orders_per_minute=dice.choice((4, 60)),
        fixture_of_budget=profile.share,
        slate_of_budget=MILLION,
        bad_case_of_budget=MILLION,
        taper_floor=MILLION if profile.eager else limits.taper_floor,
        edge_too_good=Money(250_000),
    )


def _forecast(forecast: ForecastRules) -> ForecastRules:
    return replace(
        forecast,
        model_weight=Ppm(900_000),
        model_weight_in_play=Ppm(900_000),
        market_sd=Ppm(10_000),
        model_sd=Ppm(10_000),
        fit_takes=Span(SECOND),
    )


def _entering(entering: EnteringRules, dice: Dice) -> EnteringRules:
    return replace(
        entering,
        horizon=Span(2 * HOUR),
        scan_before=Span(10 * SECOND),
        scan_in_play=Span(5 * SECOND),
        scan_all=Span(2 * MINUTE),
        resting_for=Span(dice.choice((30, 120)) * SECOND),
        freeze_for=Span(20 * SECOND),
        post_only_before=dice.random() < 0.7,
    )


def _trigger(universe: Universe, rule: TriggerRule) -> TriggerRule:
    dice = universe.stream("trigger", rule.name)
    policies = (ExitPolicy.ASK, ExitPolicy.ASK, ExitPolicy.EXIT, ExitPolicy.EXIT_IF_BETTER, ExitPolicy.NOTE)
    return replace(
        rule,
        policy_before=dice.choice(policies),
        policy_in_play=dice.choice(policies),
        share=Ppm(dice.choice((500_000, 1_000_000))),
        threshold=Ppm(rule.threshold // 4),
        dwell=Span(min(rule.dwell, 10 * SECOND)),
        span=Span(min(rule.span, 3 * MINUTE)) if rule.name == "stale_position" else rule.span,
    )
