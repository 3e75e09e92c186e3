"""The games of a seed, and the models that believe in them."""

from functools import cache

from engine.core.forecasting.goals import outcomes as football
from engine.core.forecasting.points import outcomes as basketball
from engine.domain.clean import own
from engine.domain.fees import QUADRATIC, QUADRATIC_WITH_MAKER
from engine.domain.forecast import FittedModel, TeamStrength
from engine.domain.identity import FixtureId, MarketId, ModelId
from engine.domain.market import Fixture, Market
from engine.domain.moment import Moment, VenueDate
from engine.domain.sport import OUTCOMES, Sport
from engine.lab.simulator.universe import EPOCH, Universe

_CLUBS = 20
DATES = (VenueDate("2026-09-21"), VenueDate("2026-09-22"))
LEAGUES = {Sport.FOOTBALL: "SIMF", Sport.BASKETBALL: "SIMB"}


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
