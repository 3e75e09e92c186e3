"""A market view in one line."""

from engine.core.strategies.view import MarketView
from engine.domain.moment import HOUR, Moment
from engine.domain.money import Money, Price
from tests.support.games import ENTERING, START, believed, book, fixture


def view(bid: int | None = 4400, ask: int | None = 5000, **changes) -> MarketView:
    game = changes.pop("fixture", None) or fixture()
    index = changes.get("index", 0)
    fields = {
        "fixture": game,
        "market": game.markets[index],
        "book": book(game.markets[index].id, bid, ask),
        "forecast": believed(in_play=changes.get("in_play", False)),
        "index": index,
        "in_play": False,
        "at": Moment(START - 3 * HOUR),
        "starts_in": 3 * HOUR,
        "entering": ENTERING,
        "price_lowest": Price(800),
        "price_highest": Price(9200),
        "edge_too_good": Money(100_000),
    }
    return MarketView(**(fields | changes))
