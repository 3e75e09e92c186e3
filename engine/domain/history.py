"""Recorded games: what a file of past results, odds or traded prices says, checked and in our words."""

from array import array

from msgspec import Struct

from engine.domain.clean import Clean
from engine.domain.errors import Impossible
from engine.domain.moment import Moment, VenueDate
from engine.domain.sport import Outcome

Odds = tuple[float, float, float]
"""Decimal odds for home, draw, away; each above 1."""


class RecordedGoal(Struct, frozen=True, array_like=True):
    """One goal: its minute (1 and up) as recorded, whether in added time, and for which side it counts."""

    minute: int
    added: bool
    home: bool


class RecordedMatch(Struct, frozen=True):
    """One past football match.

    `half` is the score at half-time (None if unknown); `goals` are in order, None when their minutes are
    not known; `opening` are odds from days before, `closing` those at the start. `time_assumed` says that
    the file has no time of day for it.
    """

    league: Clean
    season: Clean
    home: Clean
    away: Clean
    starts_at: Moment
    time_assumed: bool
    score: tuple[int, int]
    half: tuple[int, int] | None
    goals: tuple[RecordedGoal, ...] | None
    opening: Odds | None
    closing: Odds | None


class Candles(Struct, frozen=True):
    """What was traded in each minute that has a row, in order of time: five columns of equal length beside `at`.

    `at` is the beginning of a minute (a Moment). Prices are cents of a YES, 0 in a minute without a trade;
    `volume` is whole contracts.
    """

    at: "array[int]"
    open: "array[int]"
    high: "array[int]"
    low: "array[int]"
    close: "array[int]"
    volume: "array[int]"


class RecordedGame(Struct, frozen=True):
    """One past game as the market saw it: who plays, on which evening, and what was traded on one side's YES.

    How it ended is not in here; a `Verdict` keeps it. `event` is the venue's name of the game, `recorded` the
    side whose YES the prices are; sides are named by their codes.
    """

    event: Clean
    league: Clean
    season: Clean
    day: VenueDate
    home: Clean
    away: Clean
    recorded: Outcome
    candles: Candles


class Verdict:
    """Which side won a recorded game? Told to nobody before it is over."""

    __slots__ = ("_over_at", "_winner")

    def __init__(self, winner: Outcome, over_at: Moment) -> None:
        """Seal a result until the moment the game is over."""
        self._winner = winner
        self._over_at = over_at

    def winner(self, at: Moment) -> Outcome:
        """Who has won, as it is known at this moment?

        Raises:
            Impossible: the game is not over.
        """
        if at < self._over_at:
            raise Impossible("nobody is told how a game ends before it is over")
        return self._winner
