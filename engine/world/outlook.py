"""How likely is each result at every moment of a game, for somebody who sees the pitch and knows the true rates?"""

from bisect import bisect_right

import numpy as np
from msgspec import Struct

from engine.domain.moment import MINUTE, Moment
from engine.maths.arrays import FloatArray
from engine.world import basketball, football
from engine.world.timeline import Stretch, Timeline, Turn


class Outlook(Struct, frozen=True):
    """Probabilities as knots with straight lines between them; before the first knot they stand still.

    `at` in microseconds (k,), `chances` (k, outcomes); `shocks` are moments of jumps, `jumps` (s, outcomes) how far.
    """

    at: FloatArray
    chances: FloatArray
    shocks: tuple[int, ...]
    jumps: FloatArray

    def __call__(self, times: FloatArray) -> FloatArray:
        """How likely is each result at these moments? Shape (times, outcomes)."""
        return np.column_stack([np.interp(times, self.at, column) for column in self.chances.T])

    @property
    def before(self) -> FloatArray:
        """How likely is each result before the kick-off?"""
        return np.asarray(self.chances[0])


def from_knots(knots: list[tuple[int, FloatArray]], turns: tuple[Turn, ...]) -> Outlook:
    """Which outlook has these knots, jumping at the turns that shock? A shock's knot follows the one just before it."""
    at = [when for when, _ in knots]
    chances = np.array([row for _, row in knots])
    shocks = [turn.at for turn in turns if turn.shock]
    jumps = [chances[place] - chances[place - 1] for place in (bisect_right(at, when) - 1 for when in shocks)]
    return Outlook(
        at=np.array(at, dtype=np.float64),
        chances=chances,
        shocks=tuple(shocks),
        jumps=np.array(jumps).reshape(len(jumps), chances.shape[1]),
    )


def of_football(game: Timeline, plan: football.Rates) -> Outlook:
    """Which outlook has a football game of the pretended leagues?"""
    table = football.chances(plan)
    pieces = football.stretches(Moment(game.kick_off - plan.delay_us), plan)
    knots: list[tuple[int, FloatArray]] = []
    turns, now = list(game.turns[1:]), game.turns[0]

    def pass_turns(until: int) -> None:
        nonlocal now
        while turns and turns[0].at <= until:
            turn = turns.pop(0)
            slot = _slot(game, plan, turn.at)
            knots.append((turn.at - 1, football.reading(table, slot, now)))
            knots.append((turn.at, football.reading(table, slot, turn)))
            now = turn

    for slot in range(plan.slots + 1):
        at = football.moment_of(pieces, plan, slot)
        if at > game.ends_at:
            break
        pass_turns(at - 1)
        knots.append((at, football.reading(table, slot, now)))
        if slot == plan.first - 1:
            pass_turns(pieces[0].ends_at - 1)
            knots.append((pieces[0].ends_at, football.reading(table, slot + 1, now)))
    pass_turns(game.ends_at)
    return from_knots(knots, game.turns)


def _slot(game: Timeline, plan: football.Rates, at: int) -> float:
    if len(game.stretches) == 1 or at < game.stretches[1].begins_at:
        return min((at - game.kick_off) / MINUTE, float(plan.first))
    return plan.first + (at - game.stretches[1].begins_at) / MINUTE


def of_basketball(game: Timeline, plan: basketball.Rates) -> Outlook:
    """Which outlook has a basketball game of the pretended league?"""
    regulation, overtime = basketball.chances(plan)
    knots: list[tuple[int, FloatArray]] = []
    begins = [turn.at for turn in game.turns]
    quarter = plan.possessions // 4
    for number, piece in enumerate(game.stretches):
        table, first, count = (regulation, number * quarter, quarter) if number < 4 else (overtime, 0, len(overtime) - 1)
        before = bisect_right(begins, piece.begins_at) - 1
        knots.append((piece.begins_at, _two(basketball.reading(table, first, game.turns[before]))))
        for step, at in enumerate(_ends_of_possessions(piece, begins, count)):
            # Nothing is known of a possession until it ends: the price steps, it does not lead.
            after = game.turns[bisect_right(begins, at) - 1]
            knots.append((at - 1, knots[-1][1]))
            knots.append((at, _two(basketball.reading(table, first + step + 1, after))))
    return from_knots(knots, ())


def _ends_of_possessions(piece: Stretch, begins: list[Moment], count: int) -> list[int]:
    """When does each possession of a piece end: at its basket, else a little after its middle?"""
    length = piece.ends_at - piece.begins_at
    ends = []
    for step in range(count):
        opens, closes = (piece.begins_at + length * edge // count for edge in (step, step + 1))
        place = bisect_right(begins, opens)
        basket = place < len(begins) and begins[place] <= closes
        ends.append(begins[place] if basket else opens + length * 11 // (20 * count))
    return ends


def _two(home: float) -> FloatArray:
    return np.array((home, 1.0 - home))
