"""Who quotes? Makers whose middle is the truth with noise, and who run from a goal: a whole game's quotes at once.

The figures (spread, depth, overround, the seconds after a goal) follow measurements of real books.
Quotes depend on the game and on chance, never on our orders.
"""

import math
from array import array
from collections.abc import Sequence
from enum import StrEnum

import numpy as np
from msgspec import Struct

from engine.domain.market import Ladder
from engine.domain.moment import SECOND
from engine.domain.money import CENT, CONTRACT, Price, Quantity
from engine.maths.arrays import BoolArray, FloatArray, IntArray
from engine.world.chance import Stream
from engine.world.outlook import Outlook

TICKS = 100
_BLOCK = 25
"""After so many quotes the sizes at every price are drawn anew."""
_BLOCKS_MAX = 150
_THIN = 5
"""In the seconds after a shock makers offer a fifth."""
_SHELF_MAX = 400
_UNSURE_MAX = 30
"""Makers are back from a shock once they know its price to within half of so many ticks."""
_MOODS = 5
"""So many states has the depth behind the best price of a book that flickers."""
_GONE, CENT_MIN, CENT_MAX = 0, 1, 99


class Tier(StrEnum):
    """How big a game is: who quotes it, and how tightly?"""

    BIG = "big"
    MIDDLE = "middle"
    SMALL = "small"


class Habit(Struct, frozen=True):
    """How do makers quote a tier? Widths in ticks (inclusive), sizes in contracts, levels a side."""

    width: tuple[int, int]
    width_live: tuple[int, int]
    size: tuple[float, float]
    levels: int
    lean: float
    """How much of what a spread has beyond 4 ticks lies below the fair value: 0 half of it, 1 all of it."""


HABITS = {
    Tier.BIG: Habit(width=(1, 1), width_live=(2, 2), size=(500.0, 20_000.0), levels=5, lean=0.0),
    Tier.MIDDLE: Habit(width=(2, 2), width_live=(2, 3), size=(150.0, 1_500.0), levels=4, lean=0.0),
    Tier.SMALL: Habit(width=(4, 7), width_live=(4, 7), size=(10.0, 500.0), levels=3, lean=1.0),
}


class Shock(Struct, frozen=True, array_like=True):
    """How do makers take one goal? Moments of running off, of coming back, of normal spreads; the widest in ticks."""

    at: int
    pulled_at: int
    back_at: int
    wide_until: int
    calm_at: int
    peak: int
    one_sided: int
    """0 nobody quotes while they are away, 1 bids only, 2 asks only."""


class Quotes(Struct):
    """A game's quotes: row k stands from `at[k]` on. Best bid and ask in ticks per market, 0 and 100 for none.

    Rows that say the same are one object: a game quoted ten times a second has a hundred thousand of them.
    """

    at: Sequence[int]
    bids: list[tuple[int, ...]]
    asks: list[tuple[int, ...]]
    thin: list[bool]
    sizes: list[list[list[int]]]
    levels: int
    mids: FloatArray
    """What makers believe at each row (rows, outcomes); for tests and for the crowd, never for the desk."""
    block: int = _BLOCK
    """After so many rows the sizes change."""
    flickers: bool = False
    shelf: dict[int, Ladder] = {}
    """Ladders made lately; nothing but memory of what `sizes` says."""

    def forget_beliefs(self) -> None:
        """Let go of `mids`: nobody asks for them once the crowd has made up its mind."""
        self.mids = self.mids[:0].copy()

    def size_at(self, row: int, market: int, tick: int) -> int:
        """How many contracts do makers put at a price when nothing frightens them?"""
        return self.sizes[row // self.block][market][tick]

    def ladders(self, row: int, market: int) -> tuple[Ladder, Ladder]:
        """Which ladders do makers set for a market in this row?"""
        bid, ask, part = self.bids[row][market], self.asks[row][market], _THIN if self.thin[row] else 1
        place = (row // self.block) * 4 + market
        mood = (row * 3 + (row >> 4)) % _MOODS if self.flickers else 0
        return self._ladder(place, bid, part, mood), self._ladder(place, ask + TICKS, part, mood)

    def _ladder(self, place: int, best: int, part: int, mood: int) -> Ladder:
        """Which ladder begins at this tick, with one part in `part` of the usual size? A best above 100 is an ask's.

        `place` is block and market; `mood` changes what stands behind the best price.
        """
        key = ((place * 256 + best) * 8 + part) * _MOODS + mood
        known = self.shelf.get(key)
        if known is None:
            if len(self.shelf) > _SHELF_MAX:
                self.shelf.clear()
            ask = best - TICKS
            ticks = range(ask, min(ask + self.levels, TICKS)) if ask > 0 else range(best, max(best - self.levels, 0), -1)
            sizes = self.sizes[place // 4][place % 4]
            known = tuple(
                [
                    (Price(tick * CENT), Quantity((sizes[tick] * (16 - mood * (depth > 0)) // (16 * part) or 1) * CONTRACT))
                    for depth, tick in enumerate(ticks)
                ]
            )
            self.shelf[key] = known
        return known


def shocks(outlook: Outlook, stream: Stream) -> tuple[Shock, ...]:
    """How do makers take each of a game's jumps? A jump under 3 cents moves them little and fast."""
    found = []
    for at, jump in zip(outlook.shocks, outlook.jumps, strict=True):
        draws = stream.uniforms(6)
        big = float(np.abs(jump).max()) >= 0.03
        pulled = at + int((0.3 + 1.7 * draws[0]) * SECOND)
        found.append(
            Shock(
                at=at,
                pulled_at=pulled,
                back_at=pulled + int((0.3 + 0.7 * draws[1]) * SECOND),
                wide_until=at + int((5.0 + 15.0 * draws[2] if big else 4.0) * SECOND),
                calm_at=at + int((60.0 + 30.0 * draws[3] if big else 15.0) * SECOND),
                peak=int(10 + 21 * draws[4]) if big else 4,
                one_sided=max(0, int(6 * draws[5]) - 3),
            )
        )
    return tuple(found)


def quotes(
    times: IntArray, kick_off: int, outlook: Outlook, noise: FloatArray, jolts: tuple[Shock, ...], *,
    tier: Tier, stream: Stream, flickers: bool = False,
) -> Quotes:  # fmt: skip
    """Which quotes do makers set at these times, with this noise on their log odds (times, outcomes)?"""
    habit = HABITS[tier]
    mids = _believed(times, outlook, noise)
    block = max(_BLOCK, len(times) // _BLOCKS_MAX)
    blocks = stream.uniforms(len(times) // block + 1, mids.shape[1]).repeat(block, axis=0)[: len(times)]
    width, thin = _widths(times, kick_off, jolts, habit, blocks)
    width = np.maximum(width, _unsure(times, outlook))
    lean = habit.lean * np.maximum(width - 4, 0) * 0.5
    bid = np.rint(mids * TICKS - lean - width / 2 + (stream.uniforms(*mids.shape) - 0.5) * 1e-3).astype(np.int64)
    bid, ask = _in_range(bid, bid + width, mids)
    for jolt in jolts:
        away = (times >= jolt.pulled_at) & (times < jolt.back_at)
        bid[away] = bid[away] if jolt.one_sided == 1 else _GONE
        ask[away] = ask[away] if jolt.one_sided == 2 else TICKS
    return Quotes(
        at=array("q", times.astype(np.int64).tobytes()),
        bids=_rows(bid),
        asks=_rows(ask),
        thin=thin.tolist(),
        sizes=_sizes(len(times) // block + 1, mids.shape[1], habit, stream),
        levels=habit.levels,
        mids=mids,
        block=block,
        flickers=flickers,
    )


def _rows(ticks: IntArray) -> list[tuple[int, ...]]:
    """Which rows are these, equal ones the same object?"""
    known: dict[tuple[int, ...], tuple[int, ...]] = {}
    return [known.setdefault(row, row) for row in map(tuple, ticks.tolist())]


def _believed(times: IntArray, outlook: Outlook, noise: FloatArray) -> FloatArray:
    """What do makers believe? After a jump four fifths of the way are gone in four seconds."""
    fair = outlook(times.astype(np.float64))
    for at, jump in zip(outlook.shocks, outlook.jumps, strict=True):
        fair = fair - _missing(times, at, jump)
    weights = np.clip(fair, 0.0, 1.0) * np.exp(noise)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def _missing(times: IntArray, shock: int, jump: FloatArray) -> FloatArray:
    """How much of a jump have makers still to make (times, outcomes)? Nothing before it, at most half their widest."""
    since = (times.astype(np.float64) - shock) / SECOND
    rest = np.where(since >= 0, np.exp(-np.maximum(since, 0.0) * math.log(5.0) / 4.0), 0.0)
    most = _UNSURE_MAX / 2 / TICKS / max(float(np.abs(jump).max()), 1e-9)
    return np.asarray(np.minimum(rest, most)[:, None] * jump)


def _unsure(times: IntArray, outlook: Outlook) -> IntArray:
    """How wide must a quote be (times, outcomes), in ticks, to hold what a shock has yet to do to it?

    Were it narrower, whoever saw the others trade would buy what is still too cheap.
    """
    wide = np.zeros((len(times), outlook.chances.shape[1]))
    for at, jump in zip(outlook.shocks, outlook.jumps, strict=True):
        wide = np.maximum(wide, 2 * TICKS * np.abs(_missing(times, at, jump)))
    return np.ceil(wide).astype(np.int64)


def _widths(
    times: IntArray, kick_off: int, jolts: tuple[Shock, ...], habit: Habit, blocks: FloatArray
) -> tuple[IntArray, BoolArray]:
    """How wide is each quote in ticks (times, outcomes), and who offers little (times,)? `blocks` are chance in [0, 1)."""
    low, high = habit.width
    low_live, high_live = habit.width_live
    live = (times >= kick_off)[:, None]
    calm = np.where(live, low_live + (high_live + 1 - low_live) * blocks, low + (high + 1 - low) * blocks)
    width, thin = calm.astype(np.int64), np.zeros(len(times), dtype=np.bool_)
    for jolt in jolts:
        left = np.clip((jolt.calm_at - times) / (jolt.calm_at - jolt.wide_until), 0.0, 1.0)
        hit = (times >= jolt.pulled_at) & (times < jolt.calm_at)
        # Spreads come back like a square: most of the way early, the last ticks slowly.
        wide = np.rint(jolt.peak * left**2).astype(np.int64)
        width = np.maximum(width, np.where(hit, wide, 0)[:, None])
        thin |= hit & (left > 0.5)
    return np.asarray(width), np.asarray(thin)


def _in_range(bid: IntArray, ask: IntArray, mids: FloatArray) -> tuple[IntArray, IntArray]:
    """Which quotes lie inside 1 to 99 cents? A side that nobody could lose on stays, a hopeless one goes."""
    bid = np.where((bid < CENT_MIN) & (mids > 0.015), CENT_MIN, np.maximum(bid, _GONE))
    ask = np.where((ask > CENT_MAX) & (mids < 0.985), CENT_MAX, np.minimum(ask, TICKS))
    ask = np.maximum(ask, bid + 1)
    bid = np.minimum(bid, CENT_MAX)
    return np.asarray(bid), np.asarray(np.minimum(ask, TICKS))


def _sizes(blocks: int, outcomes: int, habit: Habit, stream: Stream) -> list[list[list[int]]]:
    """How many contracts stand at each price (blocks, outcomes, 100)? Log-normal, nine in ten inside the tier's range."""
    low, high = (math.log(edge) for edge in habit.size)
    draws = stream.normals(blocks, outcomes, TICKS)
    sizes = np.exp(np.clip((low + high) / 2 + (high - low) / 3.3 * draws, low, high))
    whole: list[list[list[int]]] = sizes.astype(np.int64).tolist()
    return whole
