"""The two sports, what a game can end in, and where a game stands."""

from enum import StrEnum


class Sport(StrEnum):
    """Which game is played?"""

    FOOTBALL = "football"
    BASKETBALL = "basketball"


class Outcome(StrEnum):
    """What can a game end in? Football after 90 minutes; basketball has no draw."""

    HOME = "home"
    DRAW = "draw"
    AWAY = "away"


class Phase(StrEnum):
    """Where does a game stand, as our score feed tells it?"""

    SCHEDULED = "scheduled"
    IN_PLAY = "in_play"
    BREAK = "break"
    FINISHED = "finished"
    POSTPONED = "postponed"
    ABANDONED = "abandoned"


OUTCOMES: dict[Sport, tuple[Outcome, ...]] = {
    Sport.FOOTBALL: (Outcome.HOME, Outcome.DRAW, Outcome.AWAY),
    Sport.BASKETBALL: (Outcome.HOME, Outcome.AWAY),
}
"""A sport's outcomes in the order in which every distribution over them is written."""

REGULATION_MINUTES: dict[Sport, int] = {Sport.FOOTBALL: 90, Sport.BASKETBALL: 48}
"""Minutes on the match clock without stoppage or overtime."""

RUNNING = frozenset({Phase.IN_PLAY, Phase.BREAK})
"""Phases in which the game has begun and is not over."""

OVER = frozenset({Phase.FINISHED, Phase.POSTPONED, Phase.ABANDONED})
"""Phases after which nothing more comes of a game on its day."""
