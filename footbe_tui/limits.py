"""Which limits can be made stricter while an engine runs, and how are they named and written in the settings?"""

from typing import NamedTuple

_DOLLARS, _SHARE = "dollars, such as 100", "a share, such as 0.15"


class Limit(NamedTuple):
    """What the engine calls a limit, what it bounds, and how its value is written."""

    name: str
    about: str
    written: str


LIMITS = {
    "limits.max_global_exposure": Limit("global_exposure", "at risk in all", _DOLLARS),
    "limits.max_global_share": Limit("global_share", "the same, of equity", _SHARE),
    "limits.max_exposure_per_fixture": Limit("fixture_exposure", "at risk in one fixture", _DOLLARS),
    "limits.max_fixture_share": Limit("fixture_share", "the same, of equity", _SHARE),
    "limits.max_exposure_per_market": Limit("market_exposure", "at risk in one market", _DOLLARS),
    "limits.max_exposure_per_strategy": Limit("strategy_exposure", "at risk by one arm", _DOLLARS),
    "limits.max_exposure_per_slate": Limit("slate_exposure", "at risk on one settlement date", _DOLLARS),
    "limits.max_order_contracts": Limit("order_quantity", "size of one order", "contracts, such as 20"),
    "limits.price_collar": Limit("price_collar", "an order beyond the best price", "dollars, such as 0.03"),
    "limits.orders_per_minute": Limit("orders_per_minute", "orders in any minute", "a count, such as 30"),
    "limits.max_quote_age": Limit("quote_age", "age of a quote that is entered on", "a time, such as 60 s"),
    "limits.max_score_age": Limit("score_age", "age of a score that is entered on", "a time, such as 60 s"),
    "limits.lowest_price": Limit("price_lowest", "entries at this price or above", "dollars, such as 0.10"),
    "limits.highest_price": Limit("price_highest", "entries at this price or below", "dollars, such as 0.90"),
    "limits.edge_too_good": Limit(
        "edge_too_good", "an edge that is no longer believed", "dollars, such as 0.08"
    ),
    "drawdown.fixture_of_budget": Limit("fixture_of_budget", "one fixture, of the budget", _SHARE),
    "drawdown.slate_of_budget": Limit("slate_of_budget", "one settlement date, of the budget", _SHARE),
    "drawdown.bad_case_of_budget": Limit("bad_case_of_budget", "a date's 5 % case, of the budget", _SHARE),
    "drawdown.common_factor": Limit(
        "common_factor", "how wrong all forecasts may be at once", "such as 0.30"
    ),
    "drawdown.taper_floor": Limit("taper_floor", "least size of a new stake", _SHARE),
    "drawdown.warn": Limit("drawdown_warn", "drawdown that warns", _SHARE),
    "drawdown.pause": Limit("drawdown_pause", "drawdown that pauses entries", _SHARE),
    "drawdown.stop": Limit("drawdown_stop", "drawdown that stops everything", _SHARE),
}
"""Every such limit by its key in the settings."""
