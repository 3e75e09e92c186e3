"""What is left of quotes that are long past: per market and minute, where bid and ask began, ended and went."""

import zlib
from collections.abc import Iterable

import msgspec
from msgspec import Struct

from engine.domain.errors import Malformed
from engine.domain.events import BookSeen, Record, TradeSeen
from engine.domain.identity import MarketId
from engine.domain.market import Ladder
from engine.domain.moment import MINUTE, Moment
from engine.domain.money import Price, Quantity


class Travel(Struct, frozen=True, array_like=True):
    """Where a best price began, its highest, its lowest, where it ended."""

    first: Price
    high: Price
    low: Price
    last: Price


class Bar(Struct, frozen=True, array_like=True):
    """One minute of a market's YES book. A side that had no price in it is None; `traded` by strangers."""

    at: Moment
    bid: Travel | None
    ask: Travel | None
    quotes: int
    trades: int
    traded: Quantity


_BARS = msgspec.msgpack.Decoder(list[Bar])


def bars_of(records: Iterable[Record]) -> dict[MarketId, list[Bar]]:
    """Which bars do these quotes and trades give, by market, oldest first? Other records count for nothing."""
    found: dict[MarketId, list[Bar]] = {}
    for record in records:
        event = record.event
        if isinstance(event, BookSeen | TradeSeen):
            of = found.setdefault(event.market, [])
            bar = _bar(record)
            if of and of[-1].at == bar.at:
                of[-1] = _joined(of[-1], bar)
            else:
                of.append(bar)
    return found


def merged(bars: Iterable[Bar]) -> list[Bar]:
    """Which bars are these when a minute that was cut in two is one again? In order of time."""
    found: list[Bar] = []
    for bar in bars:
        if found and found[-1].at == bar.at:
            found[-1] = _joined(found[-1], bar)
        else:
            found.append(bar)
    return found


def packed(bars: list[Bar]) -> bytes:
    """Which bytes hold these bars?"""
    return zlib.compress(msgspec.msgpack.encode(bars), 9)


def unpacked(data: bytes) -> list[Bar]:
    """Which bars do these bytes hold?

    Raises:
        Malformed: they are not ours.
    """
    try:
        return _BARS.decode(zlib.decompress(data))
    except (zlib.error, msgspec.MsgspecError) as error:
        raise Malformed("bars of a journal", str(error), "bytes written by this version") from None


def _bar(record: Record) -> Bar:
    event, minute = record.event, Moment(record.at - record.at % MINUTE)
    if isinstance(event, BookSeen):
        return Bar(minute, _best(event.bids), _best(event.asks), 1, 0, Quantity(0))
    quantity = event.quantity if isinstance(event, TradeSeen) else Quantity(0)
    return Bar(minute, None, None, 0, 1, quantity)


def _best(ladder: Ladder) -> Travel | None:
    return Travel(ladder[0][0], ladder[0][0], ladder[0][0], ladder[0][0]) if ladder else None


def _joined(one: Bar, then: Bar) -> Bar:
    return Bar(
        one.at,
        _further(one.bid, then.bid),
        _further(one.ask, then.ask),
        one.quotes + then.quotes,
        one.trades + then.trades,
        Quantity(one.traded + then.traded),
    )


def _further(one: Travel | None, then: Travel | None) -> Travel | None:
    if one is None or then is None:
        return one or then
    return Travel(one.first, max(one.high, then.high), min(one.low, then.low), then.last)
