"""When did a recorded match's goals fall, and what did each of them mean?"""

import math

import numpy as np
from msgspec.structs import replace

from engine.domain.history import RecordedGoal, RecordedMatch
from engine.domain.moment import MINUTE, SECOND, Moment
from engine.maths.arrays import FloatArray
from engine.maths.poisson import outcome_probabilities
from engine.world import football
from engine.world.chance import Stream
from engine.world.football import BREAK_MINUTES, HALF
from engine.world.outlook import Outlook, of_football
from engine.world.timeline import Stretch, Timeline, Turn

_RATE_MIN, _RATE_MAX = 0.02, 8.0
_STEPS, _NUDGE, _CLOSE = 40, 1e-5, 1e-10
_CORRECTIONS, _NEAR = 6, 1e-4


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


def plan_behind(closing: FloatArray, game: Timeline) -> football.Rates:
    """Which football of the pretended leagues, as long as this game was, gives these chances before its start?

    The closing odds say how strong both sides are; how a game then runs (tired legs, leads, cards) is the makers' own
    model and not the desk's.
    """
    first, second = game.stretches
    target = np.asarray(closing, dtype=np.float64)
    wanted = target
    for _ in range(_CORRECTIONS):
        home, away = rates_behind(wanted)
        plan = football.Rates(
            home=home,
            away=away,
            added_first=(first.ends_at - first.begins_at) // MINUTE - HALF,
            added_second=(second.ends_at - second.begins_at) // MINUTE - HALF,
            delay_us=0,
            break_us=second.begins_at - first.ends_at,
        )
        gap = target - football.at_start(football.chances(plan))
        if float(np.abs(gap).max()) < _NEAR:
            break
        moved = np.maximum(wanted + gap, _NEAR)
        wanted = moved / moved.sum()
    return plan


def outlook_of(game: Timeline, closing: FloatArray) -> Outlook:
    """How likely was each result at every moment, by the closing odds and the goals still to be expected?"""
    view = of_football(game, plan_behind(closing, game))
    chances = view.chances.copy()
    chances[0] = closing
    return replace(view, chances=chances)
