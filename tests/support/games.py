"""A fixture, its books, a fitted model, an arm: made in one line for tests that need a game."""

from engine.domain.fees import QUADRATIC
from engine.domain.forecast import FittedModel, Forecast, TeamStrength
from engine.domain.game import GameStatus, Sighting
from engine.domain.identity import FixtureId, MarketId, ModelId, PositionId, StrategyName
from engine.domain.market import Book, Fixture, Leg, Market
from engine.domain.moment import DAY, HOUR, MINUTE, SECOND, Moment, VenueDate
from engine.domain.money import CENT, CONTRACT, Money, Price, Quantity
from engine.domain.position import Position, Thesis
from engine.domain.probability import Ppm
from engine.domain.rules import Arm, EnteringRules, ForecastRules
from engine.domain.sport import OUTCOMES, Phase, Sport

START = Moment(1_700_000_000_000_000)

FORECASTING = ForecastRules(
    model_weight=Ppm(200_000),
    model_weight_in_play=Ppm(400_000),
    market_sd=Ppm(20_000),
    model_sd=Ppm(60_000),
    refit_every=DAY,
    fit_takes=MINUTE,
    fit_seasons=3,
    decay_per_day=0.0018,
    ridge=6.0,
)

ENTERING = EnteringRules(
    post_only_before=True,
    resting_for=MINUTE,
    stop_before_start=MINUTE,
    lineup_from=75 * MINUTE,
    lineup_until=55 * MINUTE,
    horizon=2 * DAY,
    scan_before=MINUTE,
    scan_in_play=SECOND,
    scan_all=HOUR,
    jump_sigma=4.0,
    freeze_for=MINUTE,
    reprice_ticks=1,
)


def fixture(
    sport: Sport = Sport.FOOTBALL,
    name: str = "F1",
    *,
    tick: Price = CENT,
    scored_live: bool = True,
    fees=QUADRATIC,
):
    own = FixtureId(name)
    markets = tuple(
        Market(MarketId(f"{name}-{outcome}"), own, outcome, fees, tick) for outcome in OUTCOMES[sport]
    )
    return Fixture(
        id=own, sport=sport, league="E0", season="2025", home="Ash", away="Elm", home_code="ASH", away_code="ELM",
        starts_at=START, settles_on=VenueDate("2026-11-21"), markets=markets, scored_live=scored_live,
    )  # fmt: skip


def book(market: str, bid: int | None, ask: int | None, size: int = 100, at: int = START) -> Book:
    bids = ((Price(bid), Quantity(size * CONTRACT)),) if bid is not None else ()
    asks = ((Price(ask), Quantity(size * CONTRACT)),) if ask is not None else ()
    return Book(MarketId(market), bids, asks, Moment(at))


def books(of: Fixture, *mids: int, half: int = 100) -> tuple[Book, ...]:
    return tuple(
        book(market.id, mid - half, mid + half) for market, mid in zip(of.markets, mids, strict=True)
    )


def model(sport: Sport = Sport.FOOTBALL, **changes) -> FittedModel:
    football = sport is Sport.FOOTBALL
    fields = {
        "id": ModelId("m-1"), "sport": sport, "league": "E0", "fitted_at": START, "games": 380,
        "base": 0.2 if football else 0.04, "home": 0.25 if football else 60.0, "rho": -0.1 if football else 0.0,
        "spread": 0.0 if football else 12.0,
        "newcomer": TeamStrength("", -0.2 if football else 1400.0, -0.15 if football else 0.0),
        "strengths": (
            TeamStrength("Ash", 0.1 if football else 1550.0, 0.05 if football else 0.0),
            TeamStrength("Elm", -0.1 if football else 1500.0, 0.0),
        ),
        "log_loss_ppm": None,
    }  # fmt: skip
    return FittedModel(**(fields | changes))


def status(
    home: int = 0, away: int = 0, minute: int | None = 60, phase: Phase = Phase.IN_PLAY, **more
) -> GameStatus:
    return GameStatus(FixtureId("F1"), phase, minute, more.pop("stoppage", 0), home, away, **more)


def sighting(*args, **kwargs) -> Sighting:
    return Sighting(status(*args, **kwargs), START)


def believed(
    fair: tuple[int, ...] = (500_000, 270_000, 230_000), *, sd: int = 20_000, in_play: bool = False, **changes
):
    fields = {
        "fixture": FixtureId("F1"), "model_id": ModelId("m-1"), "at": START, "in_play": in_play,
        "fair": tuple(Ppm(part) for part in fair), "sd": tuple(Ppm(sd) for _ in fair), "market": fair, "model": fair,
    }  # fmt: skip
    return Forecast(**(fields | changes))


def arm(
    kind: str = "value",
    name: str = "balanced",
    *,
    min_edge: int = 20_000,
    min_confidence: int = 600_000,
    **changes,
):
    fields = {
        "name": StrategyName(name), "kind": kind, "min_edge": Money(min_edge), "kelly_fraction": Ppm(250_000),
        "min_confidence": Ppm(min_confidence), "trade_share": Ppm(100_000), "contracts_per_market": Quantity(2000),
        "fixture_exposure": Money(100_000_000), "total_exposure": Money(400_000_000),
    }  # fmt: skip
    return Arm(**(fields | changes))


def thesis(
    mid_twice: int | None = 10_000, *, in_play: bool = False, home: int | None = None, away: int | None = None
):
    return Thesis(
        strategy=StrategyName("balanced"), model_id=ModelId("m-1"), fair=Ppm(550_000), sd=Ppm(20_000), edge=Money(40_000),
        confidence=Ppm(900_000), price=Price(5000), mid_twice=mid_twice, home=home, away=away, in_play=in_play,
        at=Moment(START - DAY), reason="",
    )  # fmt: skip


def position(
    index: int = 0, leg: Leg = Leg.YES, *, of: Fixture | None = None, name: str = "p1", why=None, **changes
) -> Position:
    """40 contracts at .50, opened a day before the start."""
    game = of or fixture()
    fields = {
        "id": PositionId(name), "fixture": game.id, "market": game.markets[index].id, "leg": leg,
        "strategy": StrategyName("balanced"), "settles_on": game.settles_on, "opened_at": Moment(START - DAY),
        "thesis": why or thesis(), "bought": Quantity(4000), "spent": Money(20_000_000),
    }  # fmt: skip
    return Position(**(fields | changes))
