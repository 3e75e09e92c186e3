"""Asking the venue where everything stands."""

from engine.core.conduct.turn import Turn
from engine.domain.effects import AskVenue


def ask_venue(turn: Turn, why: str) -> None:
    """Where does everything of ours stand? Trades since the run began come with the answer."""
    turn.emit(AskVenue(why, turn.state.run.started_at))
