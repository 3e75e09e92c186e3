"""When did a recorded game begin? Inferred from how it is traded, minute by minute, and never from a later minute.

On 382 NBA games of 2025 it answers in 375; against the sharpest rise of volume seen afterwards it is 9 minutes late in
the median, more than half an hour late in a sixth and more than half an hour early in one of twenty-five. Its four constants were
chosen on the same games.
"""

import math

import numpy as np

from engine.domain.history import Candles
from engine.domain.moment import MINUTE, Moment
from engine.maths.arrays import FloatArray

WINDOW = 10
"""Minutes that are compared with what was before them."""
_BEFORE = 120
_PATH_LEAST = 10
"""Cents the price must have gone up and down within the window: in play it goes some twenty, before it hardly moves."""
_RISE_LEAST = 0.7
"""By how much the mean logarithm of a minute's volume must be above that of the two hours before."""
_VOLUME_LEAST = math.log(300.0)
_IN_A_ROW = 3


def activity_began(candles: Candles, not_before: Moment) -> Moment | None:
    """At the end of which minute was it plain that the game is on? None while it is not.

    `not_before` is the earliest moment a game of that day can begin; news in the morning makes a market busy, too.
    """
    begin = candles.at[0]
    path, volume = _by_minute(candles)
    count = len(path) - 1
    if count <= WINDOW:
        return None
    last = np.arange(WINDOW, count + 1)
    first = np.maximum(0, last - WINDOW - _BEFORE)
    now = (volume[last] - volume[last - WINDOW]) / WINDOW
    before = (volume[last - WINDOW] - volume[first]) / np.maximum(1, last - WINDOW - first)
    busy = (path[last] - path[last - WINDOW] >= _PATH_LEAST) & (now - before >= _RISE_LEAST) & (now >= _VOLUME_LEAST)
    busy &= begin + last * MINUTE >= not_before
    for place in range(_IN_A_ROW - 1, len(busy)):
        if busy[place - _IN_A_ROW + 1 : place + 1].all():
            return Moment(begin + int(last[place]) * MINUTE)
    return None


def _by_minute(candles: Candles) -> tuple[FloatArray, FloatArray]:
    """How far had the price gone, and what was the sum of log volumes, at the end of every minute since the first?

    Both begin with 0 and rise; minutes without a row count as without a trade.
    """
    at, close, volume = (np.array(column, dtype=np.int64) for column in (candles.at, candles.close, candles.volume))
    place = (at - at[0]) // MINUTE
    steps, logs = np.zeros(int(place[-1]) + 2), np.zeros(int(place[-1]) + 2)
    logs[place + 1] = np.log1p(volume)
    traded = close > 0
    if traded.any():
        prices = close[traded]
        steps[place[traded] + 1] = np.abs(np.diff(prices, prepend=prices[0]))
    return np.cumsum(steps), np.cumsum(logs)
