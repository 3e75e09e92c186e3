"""Which quotes can change nothing, so that the loop may pass over them?"""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from engine.core.strategies.offer import edge_at
from engine.domain.fees import FeeSchedule
from engine.domain.forecast import Forecast
from engine.domain.identity import MarketId
from engine.domain.market import Book, Market
from engine.domain.money import ONE, Money, Price
from engine.domain.probability import Ppm
from engine.domain.rules import Arm

NEVER = (Price(0), Price(0))
"""The band of a market on which nobody could propose anything: every quote is quiet."""


def on_duty(arms: Sequence[Arm], forecast: Forecast) -> list[Arm]:
    """Which of these arms trade at this time of the game? The others would only say that it is not theirs."""
    playing = forecast.in_play
    return [arm for arm in arms if arm.enabled and (arm.kind == "in_game") == playing]


def quiet_band(
    forecast: Forecast, index: int, arms: Sequence[Arm], market: Market, *, drift: int = 0
) -> tuple[Price, Price]:
    """At or above which bid and which ask can no arm of these propose?

    A quote with bid ≥ the first and ask ≥ the second is quiet: no enabled arm would rest at or above that
    bid, and none would take that ask. It holds for this forecast and for any whose fair value of this
    outcome is at most `drift` (ppm) higher; a blended fair value follows its own book, so allow for the move
    you are ready to overlook. In play nothing rests, and the first price is 0.
    """
    return _band(forecast, index, market, _least(arms, forecast), drift)


def loud(
    arms: Sequence[Arm], forecast: Forecast, markets: Sequence[Market], books: Mapping[MarketId, Book]
) -> list[int]:
    """On which of one fixture's markets (their places) could some of these arms propose anything now?

    Nobody need be asked about the rest.
    """
    least = _least(arms, forecast)
    found = []
    for place, market in enumerate(markets):
        book = books.get(market.id)
        if book is None or not book.bids or not book.asks:
            continue
        bid, ask = _band(forecast, place, market, least, 0)
        if book.bids[0][0] < bid or book.asks[0][0] < ask:
            found.append(place)
    return found


def _least(arms: Sequence[Arm], forecast: Forecast) -> Money | None:
    """Which edge is the least that any of these arms asks for at this time of the game? None when none trades then."""
    return min([arm.min_edge for arm in on_duty(arms, forecast)], default=None)


def _band(
    forecast: Forecast, index: int, market: Market, least: Money | None, drift: int
) -> tuple[Price, Price]:
    if least is None or forecast.market is None or forecast.model is None:
        return NEVER
    fair, tick, fees = Ppm(forecast.fair[index] + drift), market.tick, market.fees
    bid = Price(0) if forecast.in_play else _first_without(fair, least, tick, fees, maker=True)
    return bid, _first_without(fair, least, tick, fees, maker=False)


@lru_cache(maxsize=8192)
def _first_without(fair: Ppm, least: int, tick: Price, fees: FeeSchedule, *, maker: bool) -> Price:
    """Which is the lowest price on the tick grid with less edge than `least`? Price plus fee rises with price."""
    low, high = 0, ONE // tick
    while low < high:
        middle = (low + high) // 2
        if edge_at(fair, Price(middle * tick), fees, maker=maker) < least:
            high = middle
        else:
            low = middle + 1
    return Price(low * tick)
