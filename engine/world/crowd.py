"""Who takes? A crowd that mostly knows better than the price: a whole game's prints at once.

Prints depend on the game, the quotes and chance, never on our orders.
"""

import math

import numpy as np
from msgspec import Struct

from engine.domain.moment import MILLISECOND, MINUTE, Moment
from engine.maths.arrays import FloatArray
from engine.world.chance import Stream
from engine.world.makers import CENT_MAX, CENT_MIN, TICKS, Quotes, Shock
from engine.world.outlook import Outlook

_IDLE = 0.15
"""Share of the crowd that trades without knowing anything where the spread is a tick; an eighth where it is two.

So few pay a wide spread for nothing that who rests inside it is filled, on the mean, when it is wrong for him.
"""
_LAST_WORD = 60 * MILLISECOND
"""So long before makers run off is the last of them hit: it is what they run from, and sooner than we could follow."""
_PRINT_EVERY = 2 * MINUTE
_PRINTS_MAX = 10
"""The crowd comes by this often between two quotes, and at most so many times."""


class Print(Struct, frozen=True, array_like=True):
    """The crowd takes: when, which market (by place), buying or not, up to which tick, how many contracts."""

    at: Moment
    market: int
    buys: bool
    tick: int
    contracts: int


def prints(
    book: Quotes, outlook: Outlook, jolts: tuple[Shock, ...], share: float, stream: Stream
) -> list[Print]:
    """When does the crowd trade? At most `share` prints per market and quote, or per `_PRINT_EVERY` between two.

    Mostly those trade who know better than the price (see `_known`) by more than the half spread; few others do.
    Who rests at the best price is therefore filled when it is wrong for him, and not paid the spread for nothing.
    """
    at = np.array(book.at, dtype=np.int64)
    known = _known(book, outlook)
    found: list[Print] = []
    for visit in range(_PRINTS_MAX):
        draws = stream.uniforms(len(at) - 1, book.mids.shape[1], 5)
        comes = (draws[:, :, 0] < share) & (np.diff(at) >= visit * _PRINT_EVERY)[:, None]
        for row, market in np.argwhere(comes).tolist():
            _visit(found, book, (row, market), known, (draws[row, market], share))
    for jolt, jump in zip(jolts, outlook.jumps, strict=True):
        row = int(np.searchsorted(at, jolt.at)) - 1
        when = max(jolt.at, jolt.pulled_at - _LAST_WORD)
        for market in range(book.mids.shape[1]):
            _add(found, book, Print(Moment(when), market, bool(jump[market] > 0), 4, 200), row)
    return found


def _visit(
    found: list[Print], book: Quotes, place: tuple[int, int], known: FloatArray, luck: tuple[FloatArray, float]
) -> None:
    """One of the crowd looks at a quote: the idle trade at the best price, those who know better up to what they know.

    Inside a wide spread the informed leave limits that no maker meets; an order of ours may.
    """
    (row, market), (draws, share) = place, luck
    bid, ask, worth = book.bids[row][market], book.asks[row][market], float(known[row, market]) * TICKS
    deeper = int(draws[4] < 0.15)
    if draws[0] * (ask - bid) ** 3 < share * _IDLE:
        buys = bool(draws[1] < 0.5)
        tick = ask + deeper if buys else bid - deeper
    else:
        buys = 2 * worth > bid + ask
        tick = min(math.floor(worth), ask + deeper) if buys else max(math.ceil(worth), bid - deeper)
    if (bid < tick and ask <= CENT_MAX) if buys else (tick < ask and bid >= CENT_MIN):
        when = Moment(int(book.at[row] + draws[2] * (book.at[row + 1] - book.at[row])))
        tick = min(max(tick, CENT_MIN), CENT_MAX)
        found.append(Print(when, market, buys, tick, _crowd_size(book, row, market, float(draws[3]))))


def _known(book: Quotes, outlook: Outlook) -> FloatArray:
    """What do the informed know at each row (rows - 1, outcomes)?

    Before the start half of the truth and half of the closing price; in play the truth, as somebody who sees the
    pitch does: never what is still to come.
    """
    at = np.array(book.at, dtype=np.float64)[:-1]
    known = outlook(at)
    before = at < outlook.at[0]
    if before.any():
        known[before] = 0.5 * (outlook.before + book.mids[:-1][before][-1])
    return np.asarray(known)


def _crowd_size(book: Quotes, row: int, market: int, draw: float) -> int:
    """How many contracts does a crowd order ask for? A few, now and then more than the level holds."""
    top = book.size_at(row, market, min(book.bids[row][market], CENT_MAX))
    return max(1, int(top * min(2.0, 0.02 / (1.02 - draw))))


def _add(found: list[Print], book: Quotes, wish: Print, row: int) -> None:
    """Keep a print that finds somebody; `wish.tick` is how many ticks it would go beyond the best."""
    best = book.asks[row][wish.market] if wish.buys else book.bids[row][wish.market]
    if CENT_MIN <= best <= CENT_MAX:
        tick = min(best + wish.tick, CENT_MAX) if wish.buys else max(best - wish.tick, CENT_MIN)
        found.append(Print(wish.at, wish.market, wish.buys, tick, wish.contracts))
