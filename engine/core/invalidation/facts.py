"""What is known of a position now, when it is asked whether its thesis still holds?"""

from msgspec import Struct

from engine.domain.errors import Malformed
from engine.domain.game import GameStatus, Sighting
from engine.domain.market import Fixture, Leg
from engine.domain.moment import Moment
from engine.domain.money import Price
from engine.domain.position import Position
from engine.domain.sport import RUNNING, Outcome


class Facts(Struct, frozen=True):
    """A position and everything a trigger may look at. What is not known is None, and never fires.

    `outcome` is that of the position's market; `mid_twice_now` is in prices of the position's own leg;
    `market_agrees_since` is since when the book has agreed with the score our feed shows.
    """

    position: Position
    fixture: Fixture
    outcome: Outcome
    sighting: Sighting | None
    mid_twice_now: int | None
    market_agrees_since: Moment | None
    forecast_at: Moment | None
    at: Moment
    tick: Price

    def __post_init__(self) -> None:
        """Refuse the facts of another fixture."""
        if self.position.fixture != self.fixture.id:
            raise Malformed(
                f"facts of {self.position.id}", self.fixture.id, f"fixture {self.position.fixture}"
            )


def running(facts: Facts) -> GameStatus | None:
    """Where does the game stand, if it is on as far as our feed says?"""
    if facts.sighting is None or facts.sighting.status.phase not in RUNNING:
        return None
    return facts.sighting.status


def behind(outcome: Outcome, leg: Leg, home: int, away: int) -> int:
    """How far is the score from what this leg needs (goals or points; above 0 is behind)?

    A YES on a side counts what that side trails by; a YES on the draw counts the goals beyond the first,
    so that two goals away is 1 and level or one goal away is not behind. A NO leg is the mirror: NO on a
    side counts what that side leads by; NO on the draw is 1 behind when goals have fallen and it is level.
    """
    lead = home - away
    if outcome is Outcome.DRAW:
        if leg is Leg.YES:
            return abs(lead) - 1
        return int(lead == 0 and home > 0)
    trails = -lead if outcome is Outcome.HOME else lead
    return trails if leg is Leg.YES else -trails


def losing(outcome: Outcome, leg: Leg, home: int, away: int) -> bool:
    """Would this leg pay nothing if the game ended now? A level score decides no basketball game."""
    lead = home - away
    comes = {Outcome.HOME: lead > 0, Outcome.DRAW: lead == 0, Outcome.AWAY: lead < 0}[outcome]
    return comes if leg is Leg.NO else not comes


def score(status: GameStatus) -> str:
    """How is a score written: `0-1`?"""
    return f"{status.home}-{status.away}"
