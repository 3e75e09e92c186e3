"""The games of a seed, the models that believe in them, and the settings under which they are traded."""

from functools import cache
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from engine.config.read import read_files
from engine.config.rules import to_rules
from engine.core.forecasting.goals import outcomes as football
from engine.core.forecasting.points import outcomes as basketball
from engine.domain.approval import ExitPolicy
from engine.domain.clean import own
from engine.domain.fees import QUADRATIC, QUADRATIC_WITH_MAKER
from engine.domain.forecast import FittedModel, TeamStrength
from engine.domain.identity import FixtureId, MarketId, ModelId
from engine.domain.market import Fixture, Market
from engine.domain.moment import HOUR, MINUTE, SECOND, Moment, Span, VenueDate
from engine.domain.money import DOLLAR, Money, Quantity
from engine.domain.probability import MILLION, Ppm
from engine.domain.rules import DrawdownMode, Rules, TriggerRule
from engine.domain.sport import OUTCOMES, Sport
from engine.lab.simulator.universe import EPOCH, Universe

_CONFIG = Path(__file__).parents[3] / "configs" / "paper.yaml"
_CLUBS = 20
DATES = (VenueDate("2026-09-21"), VenueDate("2026-09-22"))
LEAGUES = {Sport.FOOTBALL: "SIMF", Sport.BASKETBALL: "SIMB"}


@cache
def _shipped() -> Rules:
    return to_rules(read_files([str(_CONFIG)]))


class Profile(Struct, frozen=True):
    """What binds in a seed: small limits, the guarantee on a small account, or (watched) nothing but the stop."""

    mode: DrawdownMode
    bankroll: int
    fixture_limit: int
    global_limit: int
    share: Ppm


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
    eager = profile.share == MILLION
    arms = tuple(
        replace(
            arm,
            shadow=False,
            until_marks=False,
            kelly_fraction=MILLION if eager else arm.kelly_fraction,
            trade_share=MILLION if eager else arm.trade_share,
        )
        for arm in given.arms
    )
    return replace(
        given,
        bankroll=Money(profile.bankroll * DOLLAR),
        arms=arms,
        drawdown=replace(
            given.drawdown,
            mode=profile.mode,
            two_sided_for=Span(20 * SECOND),
        ),
        limits=replace(
            given.limits,
            global_exposure=Money(profile.global_limit * DOLLAR),
            fixture_exposure=Money(profile.fixture_limit * DOLLAR),
            order_quantity=Quantity(dice.choice((2_000, 5_000))),
            orders_per_minute=dice.choice((4, 60)),
            fixture_of_budget=profile.share,
            slate_of_budget=MILLION,
            bad_case_of_budget=MILLION,
            taper_floor=MILLION if eager else given.limits.taper_floor,
            edge_too_good=Money(250_000),
        ),
        bandit=replace(given.bandit, prior_mean=5.0, choice_holds=Span(MINUTE), propensity_draws=1),
        forecast=replace(
            given.forecast,
            model_weight=Ppm(900_000),
            model_weight_in_play=Ppm(900_000),
            market_sd=Ppm(10_000),
            model_sd=Ppm(10_000),
            fit_takes=Span(SECOND),
        ),
        triggers=tuple(_trigger(universe, rule) for rule in given.triggers),
        approvals=replace(given.approvals, deadline_before=Span(MINUTE), deadline_in_play=Span(40 * SECOND)),
        entering=replace(
            given.entering,
            horizon=Span(2 * HOUR),
            scan_before=Span(10 * SECOND),
            scan_in_play=Span(5 * SECOND),
            scan_all=Span(2 * MINUTE),
            resting_for=Span(dice.choice((30, 120)) * SECOND),
            freeze_for=Span(20 * SECOND),
            post_only_before=dice.random() < 0.7,
        ),
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


@cache
def model(league: str) -> FittedModel:
    """What does everybody's fitted model say? The same for all seeds; nothing is fitted here."""
    sport = Sport.FOOTBALL if league == LEAGUES[Sport.FOOTBALL] else Sport.BASKETBALL
    plays_football = sport is Sport.FOOTBALL
    strengths = tuple(_strength(league, number, plays_football=plays_football) for number in range(_CLUBS))
    return FittedModel(
        id=ModelId(own(f"given-{league}")),
        sport=sport,
        league=own(league),
        fitted_at=EPOCH,
        games=380,
        base=0.2 if plays_football else 0.04,
        home=0.25 if plays_football else 60.0,
        rho=0.0,
        spread=0.0 if plays_football else 12.0,
        newcomer=TeamStrength(own(""), 0.0, 0.0),
        strengths=strengths,
        log_loss_ppm=None,
    )


def _strength(league: str, number: int, *, plays_football: bool) -> TeamStrength:
    """A ladder of clubs, the middle ones nearly alike."""
    place = (number * 7 % _CLUBS - _CLUBS / 2) / (_CLUBS / 2)
    size = 0.25 if plays_football else 120.0
    return TeamStrength(own(f"{league} {number}"), place * size, place * size if plays_football else 0.0)


def believed(fixture: Fixture) -> tuple[float, ...]:
    """How likely is each outcome by the given model?"""
    if fixture.sport is Sport.FOOTBALL:
        return football(model(fixture.league), fixture.home, fixture.away)
    return basketball(model(fixture.league), fixture.home, fixture.away)


def fixture(universe: Universe, number: int, starts_in: int) -> Fixture:
    """Which game is the n-th of this seed?"""
    dice = universe.stream("fixture", str(number))
    sport = Sport.BASKETBALL if dice.random() < 0.25 else Sport.FOOTBALL
    name, league = FixtureId(f"F{number}"), LEAGUES[sport]
    fees = QUADRATIC if dice.random() < 0.5 else QUADRATIC_WITH_MAKER
    home, away = dice.sample(range(_CLUBS), 2)
    return Fixture(
        id=name,
        sport=sport,
        league=own(league),
        season=own("2026"),
        home=own(f"{league} {home}"),
        away=own(f"{league} {away}"),
        home_code=own(f"H{number:02d}"),
        away_code=own(f"A{number:02d}"),
        starts_at=Moment(universe.now + starts_in),
        settles_on=dice.choice(DATES),
        markets=tuple(Market(MarketId(f"{name}-{each}"), name, each, fees) for each in OUTCOMES[sport]),
    )
