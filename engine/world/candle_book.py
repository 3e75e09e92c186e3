"""Which book stood after each recorded minute? Modelled: a recording of trades has neither spread nor depth.

The spread is a tick, more the more the price moves from minute to minute and the less is traded, and wider the longer
nobody has traded. The last trade was at the ask if it went up and at the bid if it went down (the tick test of Lee and
Ready, 1991). A tenth to nine tenths of what a minute trades stands at the best price. Everything follows from minutes
that are over, and from named chance.
"""

from collections.abc import Iterator

from msgspec import Struct

from engine.domain.history import Candles
from engine.domain.market import Ladder
from engine.domain.moment import MINUTE
from engine.domain.money import CENT, CONTRACT, Price, Quantity, opposite
from engine.world.chance import Stream

AGES = (1, 5, 15, 60)
"""After so many minutes without a trade the book is a tick wider each time."""
_MEMORY = 0.2
"""Weight of the newest minute in what is remembered of moves and volume."""
_PER_MOVE = 0.7
"""Ticks of spread for each cent the price usually moves in a minute: 2 to 3 ticks in play, 1 before."""
_THIN = (100.0, 20.0)
"""Contracts a minute below which the spread is a tick wider, each."""
_WIDTH_MAX = 12
_TOP = (5, 20_000)
_LEVELS = (1.0, 1.5, 2.0, 2.5)


class Look(Struct, frozen=True, array_like=True):
    """What is known at one moment: the last minute that is over (its row), whether it ended just now, and the market.

    `close` is the last traded price (cents), `up` whether it came from below, `move` cents a minute, `volume`
    contracts a minute, `idle` minutes since the last one with a trade.
    """

    at: int
    row: int
    fresh: bool
    close: int
    up: bool
    move: float
    volume: float
    idle: int


def looks(candles: Candles) -> list[Look]:
    """At which moments is a game's book told, and what is known then? From the first trade on.

    At the end of every minute with a row, at the end of the first one without, and each time the book ages.
    """
    found: list[Look] = []
    ends = [*candles.at[1:], candles.at[-1] + MINUTE]
    for look, until in zip(_after_rows(candles), ends, strict=True):
        if look is None:
            continue
        found.append(look)
        found += _aged(look, until + MINUTE)
    return found


def _after_rows(candles: Candles) -> Iterator[Look | None]:
    """What is known at the end of each row's minute? None before the first trade."""
    close, up, move, volume, traded_at, before = 0, False, 0.0, 0.0, 0, candles.at[0] - MINUTE
    for row, at in enumerate(candles.at):
        volume = volume * (1.0 - _MEMORY) ** ((at - before) // MINUTE) + _MEMORY * candles.volume[row]
        before = at
        if candles.close[row]:
            if close:
                move += _MEMORY * (abs(candles.close[row] - close) - move)
                up = candles.close[row] > close or (up and candles.close[row] == close)
            close, traded_at = candles.close[row], at
        idle = (at - traded_at) // MINUTE
        yield Look(at + MINUTE, row, True, close, up, move, volume, idle) if close else None


def _aged(look: Look, until: int) -> Iterator[Look]:
    """When does a book age in a stretch without rows, and what is left of it?"""
    idle_after = sorted({1, *(age - look.idle + 1 for age in AGES if age >= look.idle)})
    for minutes in idle_after:
        at = look.at + minutes * MINUTE
        if at < until:
            left = look.volume * (1.0 - _MEMORY) ** minutes
            yield Look(at, look.row, False, look.close, look.up, look.move, left, look.idle + minutes)


def width(look: Look) -> int:
    """How many ticks lie between bid and ask?"""
    calm = 1 + int(_PER_MOVE * look.move + 0.5)
    thin = sum(look.volume < least for least in _THIN)
    room = max(1, min(look.close, 100 - look.close))
    return min(calm + thin + _age(look), room, _WIDTH_MAX)


def quote(look: Look) -> tuple[int, int]:
    """What are the best bid and ask in cents? 0 and 100 for none."""
    wide = width(look)
    half = wide // 2
    bid = look.close + half - wide if look.up else look.close - half
    return max(0, bid), min(100, bid + wide)


Luck = list[list[float]]
"""For each look of a game two numbers in [0, 1): the depth of its bids and of its asks."""


def luck(seed: int, event: str, count: int) -> Luck:
    """Which chance belongs to the depth of each look of a game?"""
    drawn: Luck = Stream(seed, "depth", event).uniforms(count, 2).tolist()
    return drawn


def ladders(look: Look, drawn: list[float]) -> tuple[Ladder, Ladder]:
    """Which ladders stand at this look, bids and asks?"""
    bid, ask = quote(look)
    usual = look.volume / (1.0 + look.move) / (1.0 + _age(look))
    tops = [min(max(usual * (0.1 + 0.8 * part), _TOP[0]), _TOP[1]) for part in drawn]
    return _ladder(range(bid, bid - len(_LEVELS), -1), tops[0]), _ladder(range(ask, ask + len(_LEVELS)), tops[1])


def _ladder(ticks: range, top: float) -> Ladder:
    levels = zip(ticks, _LEVELS, strict=True)
    return tuple([(Price(tick * CENT), Quantity(int(top * part) * CONTRACT)) for tick, part in levels if 0 < tick < 100])


def _age(look: Look) -> int:
    return sum(look.idle > age for age in AGES)


def mirrored(told: tuple[Ladder, Ladder]) -> tuple[Ladder, Ladder]:
    """Which ladders has the market on the other side: its bids are our asks, from a dollar?"""
    bids, asks = told
    return (
        tuple((opposite(price), size) for price, size in asks),
        tuple((opposite(price), size) for price, size in bids),
    )
