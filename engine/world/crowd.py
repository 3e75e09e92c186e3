"""Who takes? A crowd that mostly knows better than the price: a whole game's prints at once.

Prints depend on the game, the quotes and chance, never on our orders.
"""

import numpy as np
from msgspec import Struct

from engine.domain.moment import MINUTE, Moment
from engine.maths.arrays import FloatArray
from engine.world.chance import Stream
from engine.world.makers import CENT_MAX, CENT_MIN, TICKS, Quotes, Shock
from engine.world.outlook import Outlook

_IDLE = 0.05
"""Share of the crowd's candidates that trade without knowing anything, where the spread is a tick; fewer pay more."""
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
    book: Quotes, outlook: Outlook, jolts: tuple[Shock, ...], share: float, stream: Stream, *, ahead: int = 3
) -> list[Print]:
    """When does the crowd trade? At most `share` prints per market and quote, or per `_PRINT_EVERY` between two.

    `ahead` says how many quotes ahead of the makers the informed are in play.
    Mostly those trade who know better than the price (see `_known`) by more than the half spread; few others do.
    Who rests at the best price is therefore filled when it is wrong for him, and not paid the spread for nothing.
    """
    at = np.array(book.at, dtype=np.int64)
    known = _known(book, outlook, ahead)
    found: list[Print] = []
    for visit in range(_PRINTS_MAX):
        draws = stream.uniforms(len(at) - 1, book.mids.shape[1], 5)
        comes = (draws[:, :, 0] < share) & (np.diff(at) >= visit * _PRINT_EVERY)[:, None]
        for row, market in np.argwhere(comes).tolist():
            _visit(found, book, (row, market), known, (draws[row, market], share))
    for jolt, jump in zip(jolts, outlook.jumps, strict=True):
        row = int(np.searchsorted(at, jolt.at)) - 1
        when = jolt.at + (jolt.pulled_at - jolt.at) // 2
        for market in range(book.mids.shape[1]):
            _add(found, book, Print(Moment(when), market, bool(jump[market] > 0), 4, 200), row)
    return found


def _visit(
    found: list[Print], book: Quotes, place: tuple[int, int], known: FloatArray, luck: tuple[FloatArray, float]
) -> None:
    """One of the crowd looks at a quote: does he trade on it?"""
    (row, market), (draws, share) = place, luck
    bid, ask, worth = book.bids[row][market], book.asks[row][market], float(known[row, market]) * TICKS
    idle = draws[0] * (ask - bid) < share * _IDLE
    if not (idle or worth > ask or worth < bid):
        return
    buys = bool(draws[1] < 0.5) if idle else worth > ask
    when = int(book.at[row] + draws[2] * (book.at[row + 1] - book.at[row]))
    size = _crowd_size(book, row, market, float(draws[3]))
    _add(found, book, Print(Moment(when), market, buys, int(draws[4] < 0.15), size), row)


def _known(book: Quotes, outlook: Outlook, rows: int) -> FloatArray:
    """What do the informed know at each row (rows - 1, outcomes)?

    Before the start half of the truth and half of the closing price; in play what makers will believe `rows` quotes on,
    as somebody in the stadium does.
    """
    at = np.array(book.at, dtype=np.float64)
    before = at[:-1] < outlook.at[0]
    ahead = np.minimum(np.arange(len(at) - 1) + rows, len(at) - 1)
    known = book.mids[ahead]
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
