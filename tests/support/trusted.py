"""Rules so wide that only the guarantee binds, and which bids may be trusted, found out beside the core."""

from msgspec.structs import replace

from engine.domain.market import Leg
from engine.domain.moment import DAY, MINUTE
from engine.domain.money import CONTRACT, DOLLAR, ONE, Quantity
from engine.domain.rules import DrawdownMode
from tests.support import desk

SHIPPED = desk.rules()
FAR = 10_000_000 * DOLLAR


def loose(mode: DrawdownMode = DrawdownMode.GUARANTEED):
    """The shipped rules with every limit so wide that only the guarantee binds."""
    given = SHIPPED
    limits = replace(
        given.limits,
        **{f"{name}_exposure": FAR for name in ("global", "fixture", "market", "strategy", "slate")},
        **dict.fromkeys(("global_share", "fixture_share"), 1_000_000),
        # Whole, a share of the budget would be the guarantee once more.
        **dict.fromkeys(("fixture_of_budget", "slate_of_budget", "bad_case_of_budget"), 100_000_000),
        taper_floor=1_000_000,
        order_quantity=Quantity(100_000 * CONTRACT),
        price_collar=ONE,
        orders_per_minute=1_000_000,
        quote_age=30 * DAY,
        score_age=30 * DAY,
        price_lowest=1,
        price_highest=ONE - 1,
    )
    # Their prices jump at every step: what rests shall rest on, and be filled.
    entering = replace(given.entering, jump_sigma=1_000.0)
    return replace(given, limits=limits, entering=entering, drawdown=replace(given.drawdown, mode=mode))


class Trusted:
    """Bids of books that have been two-sided for a minute, found out beside the core."""

    def __init__(self) -> None:
        self.since: dict = {}
        self.last: dict = {}

    def see(self, market: str, bids, asks, at: int) -> None:
        """A book of a market of ours is told; one with a side missing neither adds nor takes away."""
        if not bids or not asks:
            self.since.pop(market, None)
        elif at - self.since.setdefault(market, at) >= MINUTE:
            self.last[market] = bids[0][0], asks[0][0]

    def forget(self, watches) -> None:
        """What is ours no longer begins anew."""
        for table in (self.since, self.last):
            for market in [each for each in table if each not in watches or not watches[each].ours]:
                del table[market]

    def bid(self, market: str, leg: Leg) -> int | None:
        """At what price could this leg be sold?"""
        found = self.last.get(market)
        return None if found is None else (found[0] if leg is Leg.YES else ONE - found[1])
