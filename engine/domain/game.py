"""What our score feed says of a game. It is always later than the truth and may take things back."""

from msgspec import Struct

from engine.domain.clean import Clean
from engine.domain.errors import Malformed
from engine.domain.identity import FixtureId
from engine.domain.moment import Moment
from engine.domain.sport import Phase


class GameStatus(Struct, frozen=True, array_like=True):
    """Where does a game stand: phase, minute of the match clock, score (goals or points)?

    `minute` is None when the game is not running or the feed does not say; `stoppage` is the
    minute of added time (football, 0 outside it); overtime runs on past 48 in basketball.
    `home` and `away` are both None where the phase alone is known.
    """

    fixture: FixtureId
    phase: Phase
    minute: int | None
    stoppage: int
    home: int | None
    away: int | None
    red_home: int = 0
    red_away: int = 0

    def __post_init__(self) -> None:
        """Refuse negative scores and minutes, and half a score."""
        if min(self.home or 0, self.away or 0, self.stoppage, self.minute or 0) < 0:
            raise Malformed(
                f"status of {self.fixture}", (self.minute, self.home, self.away), "no negative figures"
            )
        if (self.home is None) != (self.away is None):
            raise Malformed(
                f"status of {self.fixture}", (self.home, self.away), "the score of both sides or of none"
            )

    @property
    def score(self) -> tuple[int, int] | None:
        """What is the score, home first? None where it is not told."""
        return None if self.home is None or self.away is None else (self.home, self.away)


class Sighting(Struct, frozen=True, array_like=True):
    """A status and when our feed told us."""

    status: GameStatus
    at: Moment


class GameResult(Struct, frozen=True, array_like=True):
    """A past game as models are fitted on it; `at` is when it was over."""

    league: Clean
    season: Clean
    home: Clean
    away: Clean
    home_score: int
    away_score: int
    at: Moment
