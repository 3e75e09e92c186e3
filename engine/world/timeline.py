"""What truly happens in one game, moment by moment, before anybody has heard of it."""

from bisect import bisect_right

from msgspec import Struct

from engine.domain.moment import Moment
from engine.domain.sport import Phase


class Turn(Struct, frozen=True, array_like=True):
    """From this moment on the game stands so. `shock` is a word when the market jumps: `goal`, `taken back`, `red`."""

    at: Moment
    home: int
    away: int
    red_home: int = 0
    red_away: int = 0
    shock: str = ""


class Stretch(Struct, frozen=True, array_like=True):
    """A piece of play without a break: real begin and end, clock minutes before it and in it.

    `minute_span` is the real time of one minute of the match clock; what is longer than `minutes` is added time.
    """

    begins_at: Moment
    ends_at: Moment
    minute: int
    minutes: int
    minute_span: int


class Clock(Struct, frozen=True, array_like=True):
    """What does the match clock show?"""

    phase: Phase
    minute: int | None
    stoppage: int


class Timeline(Struct, frozen=True):
    """A whole game: pieces of play, turns in order, and how it ended.

    The first turn stands at the kick-off; `abandoned` games have no result.
    """

    stretches: tuple[Stretch, ...]
    turns: tuple[Turn, ...]
    abandoned: bool = False

    @property
    def kick_off(self) -> Moment:
        """When does play begin?"""
        return self.stretches[0].begins_at

    @property
    def ends_at(self) -> Moment:
        """When is the final whistle?"""
        return self.stretches[-1].ends_at

    @property
    def score(self) -> tuple[int, int]:
        """How does it end?"""
        return self.turns[-1].home, self.turns[-1].away

    def clock(self, at: int) -> Clock:
        """What does the match clock show at this moment? Whole minutes played, and minutes of added time."""
        place = bisect_right(self.stretches, at, key=lambda stretch: stretch.begins_at) - 1
        if place < 0:
            return Clock(Phase.SCHEDULED, None, 0)
        piece = self.stretches[place]
        if at >= piece.ends_at:
            last = place == len(self.stretches) - 1
            return Clock(Phase.FINISHED, None, 0) if last else Clock(Phase.BREAK, piece.minute + piece.minutes, 0)
        played = (at - piece.begins_at) // piece.minute_span
        if played < piece.minutes:
            return Clock(Phase.IN_PLAY, piece.minute + played, 0)
        return Clock(Phase.IN_PLAY, piece.minute + piece.minutes, played - piece.minutes + 1)


def cut(timeline: Timeline, at: Moment) -> Timeline:
    """Which game is left when it is abandoned at this moment?"""
    pieces = tuple(piece for piece in timeline.stretches if piece.begins_at < at)
    last = pieces[-1]
    ends = min(last.ends_at, at)
    pieces = (*pieces[:-1], Stretch(last.begins_at, Moment(ends), last.minute, last.minutes, last.minute_span))
    return Timeline(pieces, tuple(turn for turn in timeline.turns if turn.at < ends), abandoned=True)
