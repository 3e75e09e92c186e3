"""When did a recorded match's goals fall, and what did each of them mean?"""

import math

import numpy as np

from engine.domain.history import RecordedGoal, RecordedMatch
from engine.domain.moment import MINUTE, SECOND, Moment
from engine.maths.arrays import FloatArray
from engine.maths.hazard import DEFAULT_BEFORE, share_left
from engine.maths.poisson import outcome_probabilities, remaining_outcomes
from engine.world.chance import Stream
from engine.world.football import BREAK_MINUTES, HALF
from engine.world.outlook import Outlook, from_knots
from engine.world.timeline import Stretch, Timeline, Turn

_RATE_MIN, _RATE_MAX = 0.02, 8.0
_STEPS, _NUDGE, _CLOSE = 40, 1e-5, 1e-10


def timeline_of(match: RecordedMatch, stream: Stream) -> Timeline:
    """How did a match run? Minutes are the recorded ones, seconds and the length of added time are drawn.

    Without goal minutes only its end is known: one turn at the final whistle.
    """
    draws = stream.uniforms(4)
    placed = [_placed(goal, place, match) for place, goal in enumerate(match.goals or ())]
    added = [
        max([1 + int(4 * draws[0]), *(minute - HALF + 1 for half, minute in placed if half == 0)]),
        max([3 + int(5 * draws[1]), *(minute - HALF + 1 for half, minute in placed if half == 1)]),
    ]
    begin = match.starts_at + int(100 * SECOND * draws[2])
    pause = int((BREAK_MINUTES[0] + (BREAK_MINUTES[1] - BREAK_MINUTES[0]) * draws[3]) * MINUTE)
    first_end = begin + (HALF + added[0]) * MINUTE
    again = first_end + pause
    over = again + (HALF + added[1]) * MINUTE
    pieces = (
        Stretch(Moment(begin), Moment(first_end), 0, HALF, MINUTE),
        Stretch(Moment(again), Moment(over), HALF, HALF, MINUTE),
    )
    if match.goals is None:
        return Timeline(pieces, (Turn(Moment(begin), 0, 0), Turn(Moment(over - 1), *match.score)))
    return Timeline(pieces, _turns(match.goals, placed, pieces, stream))


def _placed(goal: RecordedGoal, place: int, match: RecordedMatch) -> tuple[int, int]:
    """In which half fell a goal (0, 1), and in which minute of it (0 to 44, later ones added time)?

    The half-time score decides the half where it is known: some sources write 46 for added time of the first.
    """
    first = goal.minute <= HALF if match.half is None else place < sum(match.half)
    within = goal.minute - 1 if first else goal.minute - HALF - 1
    if goal.added:
        within = max(within, HALF)
    return (0 if first else 1), max(0, within)


def _turns(
    goals: tuple[RecordedGoal, ...], placed: list[tuple[int, int]], pieces: tuple[Stretch, Stretch], stream: Stream
) -> tuple[Turn, ...]:
    home = away = 0
    turns = [Turn(pieces[0].begins_at, 0, 0)]
    seconds = stream.uniforms(len(goals) + 1)
    for goal, (half, minute), second in zip(goals, placed, seconds, strict=False):
        piece = pieces[half]
        at = min(piece.begins_at + int((minute + second) * MINUTE), piece.ends_at - 5 * SECOND)
        home, away = (home + 1, away) if goal.home else (home, away + 1)
        turns.append(Turn(Moment(max(at, turns[-1].at + 5 * SECOND)), home, away, shock="goal"))
    return tuple(turns)


def rates_behind(chances: FloatArray) -> tuple[float, float]:
    """Which two goal rates give these chances of home, draw and away? Newton on the logs of the rates."""
    target = np.array((chances[0], chances[2]))
    logs = np.log(np.array((0.4 + 2.2 * chances[0], 0.4 + 2.2 * chances[2])))
    for _ in range(_STEPS):
        gap = _sides(logs) - target
        if float(np.abs(gap).max()) < _CLOSE:
            break
        slopes = np.column_stack([(_sides(logs + nudge) - _sides(logs)) / _NUDGE for nudge in np.eye(2) * _NUDGE])
        step = np.linalg.solve(slopes, gap)
        logs = np.clip(logs - np.clip(step, -0.5, 0.5), math.log(_RATE_MIN), math.log(_RATE_MAX))
    return math.exp(logs[0]), math.exp(logs[1])


def _sides(logs: FloatArray) -> FloatArray:
    home, _, away = outcome_probabilities(math.exp(logs[0]), math.exp(logs[1]), goals_max=30)
    return np.array((home, away))


def outlook_of(game: Timeline, closing: FloatArray) -> Outlook:
    """How likely was each result at every moment, by the closing odds and the goals still to be expected?"""
    lam, mu = rates_behind(closing)
    knots: list[tuple[int, FloatArray]] = []
    turns, now = list(game.turns[1:]), game.turns[0]
    for piece in game.stretches:
        for at in [*range(piece.begins_at, piece.ends_at, MINUTE), piece.ends_at]:
            while turns and turns[0].at < at and turns[0].shock:
                turn = turns.pop(0)
                knots.append((turn.at - 1, _chances(piece, turn.at - 1, now, (lam, mu))))
                knots.append((turn.at, _chances(piece, turn.at, turn, (lam, mu))))
                now = turn
            knots.append((at, _chances(piece, at, now, (lam, mu))))
    knots[0] = (knots[0][0], np.asarray(closing, dtype=np.float64))
    return from_knots(knots, game.turns)


def _chances(piece: Stretch, at: int, turn: Turn, rates: tuple[float, float]) -> FloatArray:
    played = (at - piece.begins_at) / MINUTE
    extra = (piece.ends_at - piece.begins_at) / MINUTE - piece.minutes
    over = max(0.0, min(1.0, (played - piece.minutes) / extra)) if extra > 0 else float(played >= piece.minutes)
    left = share_left(DEFAULT_BEFORE, piece.minute + min(played, float(piece.minutes)), over)
    left = max(0.0, left)
    return np.array(remaining_outcomes(turn.home, turn.away, rates[0] * left, rates[1] * left))
