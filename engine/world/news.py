"""What comes out about a game between its first quote and its end: it moves the price because it moves the truth.

Makers are never wrong about what is known. How far they are from the truth is what nobody can know yet, so that
no model of the past, and no price, tells where the price goes next (Samuelson 1965).
"""

import numpy as np
from msgspec import Struct

from engine.domain.moment import HOUR, Moment
from engine.domain.sport import Sport
from engine.maths.arrays import FloatArray, IntArray
from engine.world.cadence import QUOTED_FOR
from engine.world.chance import Stream

_BEFORE, _IN_PLAY = 300, 40
"""So many pieces come out before the start and in play."""
_PLAY = 2 * HOUR
_JUMPS, _LARGE, _SMALL = 0.03, 4.0, 0.72
"""One piece in so many is a jump; how large both kinds are, as shares of the usual."""


class Untold(Struct, frozen=True):
    """How much of each thing is still to come out, as a standard deviation: three days before, at the start, at the end."""

    opening: tuple[float, ...]
    start: tuple[float, ...]
    end_share: float = 0.5
    """What is left at the end, as a share of what was left at the start."""


UNTOLD = {
    Sport.FOOTBALL: Untold(opening=(0.048, 0.082), start=(0.020, 0.034)),
    Sport.BASKETBALL: Untold(opening=(0.0068,), start=(0.0027,)),
}
"""Football: supremacy and total, on the log of goal rates. Basketball: points per possession.

In prices about 3 cents on a home win and 1.1 on the draw three days before, 1.2 and 0.5 at the start.
"""


class News(Struct, frozen=True):
    """Pieces of news (k, things) in order of time; the last is what never comes out before the result."""

    at: IntArray
    pieces: FloatArray

    @property
    def whole(self) -> FloatArray:
        """What is the truth off what was known three days before (things,)?"""
        return np.asarray(self.pieces.sum(axis=0))

    def left(self, times: IntArray) -> FloatArray:
        """What has not come out yet at these moments (times, things)?"""
        suffix = np.vstack([np.cumsum(self.pieces[::-1], axis=0)[::-1], np.zeros((1, self.pieces.shape[1]))])
        return np.asarray(suffix[np.searchsorted(self.at, times, side="right")])


def news_of(starts_at: Moment, untold: Untold, stream: Stream) -> News:
    """What comes out about a game that starts at this moment?"""
    counts = (_BEFORE, _IN_PLAY)
    first = starts_at - QUOTED_FOR + np.sort(stream.uniforms(_BEFORE)) * QUOTED_FOR
    then = starts_at + np.sort(stream.uniforms(_IN_PLAY)) * _PLAY
    opening, start = np.array(untold.opening), np.array(untold.start)
    spreads = [np.sqrt(opening**2 - start**2), start * np.sqrt(1.0 - untold.end_share**2)]
    size = [np.tile(spread / np.sqrt(count), (count, 1)) for spread, count in zip(spreads, counts, strict=True)]
    heavy = np.where(stream.uniforms(sum(counts)) < _JUMPS, _LARGE, _SMALL)[:, None]
    drawn = stream.normals(sum(counts) + 1, len(opening))
    pieces = np.vstack([np.vstack(size) * heavy * drawn[:-1], start * untold.end_share * drawn[-1:]])
    at = np.concatenate([first, then]).astype(np.int64)
    return News(np.append(at, np.iinfo(np.int64).max), pieces)
