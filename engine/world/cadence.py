"""When do makers speak, and how does their opinion wander about the truth?"""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from engine.domain.moment import DAY, HOUR, SECOND
from engine.domain.scenario import QuoteRate
from engine.maths.arrays import FloatArray, IntArray
from engine.world.chance import Stream

QUOTED_FOR = 3 * DAY
"""So long before the start makers begin to quote."""
_JUMPY = 0.48
"""Share of the walk's variance that its jumps make."""
_BURST = (0.6, 1.2, 2.0, 3.0, 4.0, 6.0, 8.0, 11.0, 15.0, 20.0, 30.0, 45.0, 60.0, 90.0)
"""Seconds after makers have come back from a goal at which they surely speak again."""


class Cadence(Struct, frozen=True):
    """How many seconds pass between two quotes of a game on average, by how near it is?

    What goes by quotes instead of by seconds goes with it: jumps of the walk, visits of the crowd.
    """

    far: float
    half_day: float
    hour: float
    play: float
    jumps: float = 0.03
    """Share of quotes at which makers' opinion jumps."""
    prints: float = 0.3
    """Share of quotes, per market, at which somebody of the crowd looks whether to trade."""
    flickers: bool = False
    """Does the depth behind the best price change with every quote?"""


LIVELY = Cadence(far=1_200.0, half_day=150.0, hour=30.0, play=4.2)
"""For a season that somebody watches."""

SPARING = Cadence(far=7_200.0, half_day=780.0, hour=120.0, play=30.0)
"""For a whole recorded season in one go."""

FULL = Cadence(
    far=5.0, half_day=2.0, hour=0.6, play=0.1, jumps=0.03 / 45, prints=0.3 / 30, flickers=True
)
"""As often as on the real exchange: 0.2 to 2 a second before the game, 10 in play. Crowd and jumps as when `LIVELY`."""

CADENCES = {QuoteRate.SPARING: SPARING, QuoteRate.LIVELY: LIVELY, QuoteRate.FULL: FULL}
"""Every rate of quotes by name."""


def rated(rate: QuoteRate, label: str) -> str:
    """What does a feed's label say of how often its games are quoted?"""
    if rate is QuoteRate.FULL:
        return f"{label}; quotes as often as real ones"
    return f"{label}; quotes thinned ({rate}: every {CADENCES[rate].play:g} s in play, real ones 5 to 20 a second)"


def times(cadence: Cadence, starts_at: int, kick_off: int, ends_at: int, stream: Stream) -> IntArray:
    """When do makers quote a game, shocks left out? Moments in order, each once, the end included."""
    edges = (starts_at - QUOTED_FOR, starts_at - 12 * HOUR, starts_at - HOUR, kick_off, ends_at)
    means = (cadence.far, cadence.half_day, cadence.hour, cadence.play)
    parts = [_phase(edges[i], edges[i + 1], mean, stream) for i, mean in enumerate(means)]
    moments = np.unique(np.concatenate([*parts, np.array([kick_off, ends_at])]))
    return np.asarray(moments[moments <= ends_at])


def _phase(begins: int, ends: int, mean: float, stream: Stream) -> IntArray:
    if ends <= begins:
        return np.empty(0, dtype=np.int64)
    count = int((ends - begins) / (mean * SECOND) * 1.2) + 8
    gaps = (0.6 + 0.8 * stream.uniforms(count)) * mean * SECOND
    at = begins + np.cumsum(gaps).astype(np.int64)
    return np.asarray(at[at < ends])


Window = tuple[int, int, int]
"""Something happens, makers run off, makers come back."""


def around(moments: IntArray, windows: list[Window], ends_at: int, edges: Sequence[int] = ()) -> IntArray:
    """Which moments are left when makers run off and come back in these windows, speaking often afterwards?

    Between what happens and their running off the old quotes stand. `edges` are moments they speak at as well.
    """
    bursts = [back + int(after * SECOND) for _, _, back in windows for after in _BURST]
    moments = np.concatenate([moments, np.array(bursts, dtype=np.int64)])
    for happens, _, back in windows:
        moments = moments[(moments <= happens) | (moments >= back)]
    known = [edge for _, pulled, back in windows for edge in (pulled, back)]
    moments = np.unique(np.concatenate([moments, np.array([*known, *edges], dtype=np.int64)]))
    return np.asarray(moments[moments <= ends_at])


class Doubt(Struct, frozen=True):
    """How far are makers from the truth, as standard deviations on the log odds of each outcome?"""

    opening: tuple[float, ...]
    kick_off: tuple[float, ...]
    end_share: float = 0.5
    """What is left of the doubt at kick-off when the game ends."""


def _heavy(draws: FloatArray, jumps: float) -> FloatArray:
    """How large are steps against an even one, variances with mean one: about half of it in this share of jumps?"""
    return np.where(draws < jumps, _JUMPY / jumps, (1.0 - _JUMPY) / (1.0 - jumps))


def wander(
    at: IntArray, kick_off: int, ends_at: int, doubt: Doubt, stream: Stream, *, jumps: float = 0.03
) -> FloatArray:
    """By how much are makers off at these moments (times, outcomes), on log odds?

    Doubt shrinks by independent steps, some of them jumps, so that a price tells nothing of its next step.
    """
    ends = np.array((at[0], kick_off, max(ends_at, kick_off + 1)), dtype=np.float64)
    heavy = _heavy(stream.uniforms(len(at), 1), jumps)
    steps = stream.normals(len(at), len(doubt.opening)) * np.sqrt(heavy)
    noise = np.empty_like(steps)
    for place, (first, then) in enumerate(zip(doubt.opening, doubt.kick_off, strict=True)):
        variance = np.interp(at.astype(np.float64), ends, (first**2, then**2, (then * doubt.end_share) ** 2))
        fall = np.append(-np.diff(variance), variance[-1])
        noise[:, place] = np.cumsum((np.sqrt(np.maximum(fall, 0.0)) * steps[:, place])[::-1])[::-1]
    return noise


def bridge(
    at: IntArray, kick_off: int, start: FloatArray, scale: tuple[float, ...], stream: Stream, *, jumps: float = 0.03
) -> FloatArray:
    """By how much is a price off its closing value (times, outcomes), on log odds, when it began `start` away?

    A bridge with jumps in a clock of its own: from `start` at the first moment to nothing at kick-off and after.
    """
    before = at <= kick_off
    count = int(before.sum())
    gaps = np.diff(at[before], prepend=at[0]).astype(np.float64)
    heavy = _heavy(stream.uniforms(count), jumps) * np.maximum(gaps, 1.0)
    heavy[0] = 0.0
    clock = np.cumsum(heavy) / max(float(heavy.sum()), 1.0)
    walk = np.cumsum(np.sqrt(heavy / max(float(heavy.sum()), 1.0))[:, None] * stream.normals(count, len(scale)), axis=0)
    pinned = (walk - clock[:, None] * walk[-1]) * np.array(scale)
    off = np.zeros((len(at), len(scale)))
    off[before] = (1.0 - clock)[:, None] * start + pinned
    return off


def log_odds_gap(opening: FloatArray, closing: FloatArray) -> FloatArray:
    """How far is one distribution from another on the scale of `wander` and `bridge`?"""
    return np.asarray(np.log(np.maximum(opening, 1e-6)) - np.log(np.maximum(closing, 1e-6)))
