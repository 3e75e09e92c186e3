"""What does our score feed say of a game, and when? It is always later than the truth."""

import numpy as np
from msgspec import Struct

from engine.domain.clean import own
from engine.domain.events import Event, FeedHeard, FeedSilent, GameSeen
from engine.domain.game import GameStatus
from engine.domain.identity import FixtureId
from engine.domain.moment import SECOND
from engine.domain.sport import RUNNING, Phase
from engine.world.chance import Stream
from engine.world.timeline import Clock, Timeline, Turn

FEED = own("scores")
"""The score feed's name in `FeedSilent` and `FeedHeard`."""


class Hearing(Struct, frozen=True):
    """How late and how often do we hear? Seconds."""

    event_lag: tuple[float, float] = (8.0, 30.0)
    clock_lag: tuple[float, float] = (8.0, 12.0)
    every: float = 60.0
    each_turn: bool = True
    """False: turns (baskets) are told with the next regular status only."""
    silent_share: float = 0.08
    silent_for: tuple[float, float] = (20.0, 90.0)


Told = tuple[int, Event]
"""When we hear it, and what."""


def told(game: Timeline, fixture: FixtureId, hearing: Hearing, stream: Stream) -> list[Told]:
    """What do we hear of a game, in order, from the kick-off to the end?"""
    lag = int(stream.between(*hearing.clock_lag) * SECOND)
    heard_at, end = _heard_turns(game, hearing, stream, lag)
    ticks = range(game.kick_off, game.ends_at, int(hearing.every * SECOND))
    marks = [edge for piece in game.stretches for edge in (piece.begins_at, piece.ends_at)][:-1]
    moments = {at + lag for at in [*ticks, *marks]} | (set(heard_at) if hearing.each_turn else set())
    hush = _silence(game, hearing, stream)
    said: list[Told] = []
    turn = 0
    for at in sorted(moment for moment in moments | {hush[1]} if moment < end and not hush[0] <= moment < hush[1]):
        while turn + 1 < len(heard_at) and heard_at[turn + 1] <= at:
            turn += 1
        said.append((at, GameSeen(_status(fixture, game.clock(at - lag), game.turns[turn]))))
    over = Clock(Phase.ABANDONED if game.abandoned else Phase.FINISHED, None, 0)
    said.append((end, GameSeen(_status(fixture, over, game.turns[-1]))))
    if hush[0] < hush[1] < end:
        said += [(hush[0], FeedSilent(FEED, fixture)), (hush[1], FeedHeard(FEED, fixture))]
        said.sort(key=lambda one: (one[0], isinstance(one[1], GameSeen)))
    return said


def _heard_turns(game: Timeline, hearing: Hearing, stream: Stream, lag: int) -> tuple[list[int], int]:
    """When do we hear of each turn, and when of the end? Never out of order."""
    late = stream.uniforms(len(game.turns) + 1)
    low, high = hearing.event_lag
    spans = (low + (high - low) * late) * SECOND if hearing.each_turn else np.full(late.size, float(lag))
    truth = np.array([turn.at for turn in game.turns] + [game.ends_at], dtype=np.int64)
    heard = np.maximum.accumulate(truth + spans.astype(np.int64)).tolist()
    end = max(heard[-1], game.ends_at + lag)
    return heard[:-1], end


def _silence(game: Timeline, hearing: Hearing, stream: Stream) -> tuple[int, int]:
    """From when to when does the feed say nothing? Twice the same moment far off if it never falls silent."""
    happens, place, length = stream.uniforms(3).tolist()
    if happens >= hearing.silent_share:
        return 0, 0
    begins = game.kick_off + int(place * 0.9 * (game.ends_at - game.kick_off))
    return begins, begins + int((hearing.silent_for[0] + length * (hearing.silent_for[1] - hearing.silent_for[0])) * SECOND)


def _status(fixture: FixtureId, clock: Clock, turn: Turn) -> GameStatus:
    phase = clock.phase
    if phase is Phase.SCHEDULED or (phase is Phase.FINISHED and clock.minute is None):
        minute = None
    else:
        minute = clock.minute if phase in RUNNING else None
    return GameStatus(
        fixture, phase, minute, clock.stoppage, turn.home, turn.away, red_home=turn.red_home, red_away=turn.red_away
    )


def standing(fixture: FixtureId, phase: Phase) -> GameSeen:
    """What do we hear of a game that has not begun: it is put off?"""
    return GameSeen(GameStatus(fixture, phase, None, 0, 0, 0))
