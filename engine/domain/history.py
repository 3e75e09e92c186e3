"""Recorded games: what a file of past results, goals and odds says, checked and in our words."""

from msgspec import Struct

from engine.domain.moment import Moment

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

    league: str
    season: str
    home: str
    away: str
    starts_at: Moment
    time_assumed: bool
    score: tuple[int, int]
    half: tuple[int, int] | None
    goals: tuple[RecordedGoal, ...] | None
    opening: Odds | None
    closing: Odds | None
