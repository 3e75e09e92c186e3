"""Limits that let pass or not, by what stands around an order: state, ages, prices, what is held already."""

from collections.abc import Iterator

from engine.core.risk.candidate import FREE, Candidate, RiskContext, Room, shut
from engine.domain import text
from engine.domain.identity import MarketId
from engine.domain.market import Leg, best_ask, best_bid
from engine.domain.moment import Span
from engine.domain.money import CONTRACT, whole_contracts_down


class NotRunning:
    """No entry while the engine is anything but RUNNING."""

    def room(self, candidate: Candidate, context: RiskContext) -> Room:  # noqa: ARG002 - all limits are asked alike
        """Is the engine running?"""
        return FREE if context.running else shut("needs RUNNING")


class QuoteAge:
    """No entry without a fresh book."""

    def room(self, candidate: Candidate, context: RiskContext) -> Room:  # noqa: ARG002 - all limits are asked alike
        """Is the newest quote young enough?"""
        return _young(context.quote_age, context.limits.quote_age)


class ScoreAge:
    """No entry in play without a fresh score."""

    def room(self, candidate: Candidate, context: RiskContext) -> Room:
        """Is the newest score young enough, if the game is on?"""
        return _young(context.score_age, context.limits.score_age) if candidate.in_play else FREE


class OrdersPerMinute:
    """No more orders in a minute than this."""

    def room(self, candidate: Candidate, context: RiskContext) -> Room:  # noqa: ARG002 - all limits are asked alike
        """Is one more order within the minute's number?"""
        sent, most = context.orders_last_minute, context.limits.orders_per_minute
        return FREE if sent < most else shut(f"{sent} in the last minute, at most {most}")


class PriceBand:
    """No entry at the ends, where one tick is a large share of the price."""

    def room(self, candidate: Candidate, context: RiskContext) -> Room:
        """Does the price lie within the band, both ends included?"""
        low, high = context.limits.price_lowest, context.limits.price_highest
        if low <= candidate.price <= high:
            return FREE
        return shut(f"{text.price(candidate.price)} is outside {text.price(low)} to {text.price(high)}")


class PriceCollar:
    """No entry far from a two-sided book."""

    def room(self, candidate: Candidate, context: RiskContext) -> Room:
        """Does the price lie no further than the collar below the best bid and above the best ask?"""
        bid, ask = best_bid(context.book, candidate.leg), best_ask(context.book, candidate.leg)
        if bid is None or ask is None:
            return shut("needs a two-sided book")
        collar = context.limits.price_collar
        if bid - collar <= candidate.price <= ask + collar:
            return FREE
        return shut(
            f"{text.price(candidate.price)} is more than {text.price(collar)} off {text.price(bid)}–{text.price(ask)}"
        )


class OrderSize:
    """No order above this size, and none of less than a contract; whole contracts only."""

    def room(self, candidate: Candidate, context: RiskContext) -> Room:
        """How many whole contracts may one order ask for?"""
        most = whole_contracts_down(min(candidate.quantity, context.limits.order_quantity))
        if most == candidate.quantity:
            return FREE
        needs, has = (
            text.quantity(max(candidate.quantity, CONTRACT)),
            text.quantity(context.limits.order_quantity),
        )
        return Room(money=None, quantity=most, detail=f"needs {needs}, at most {has} whole contracts")


class NoLegOfOneEvent:
    """Never NO on two outcomes of one event: what a pair of them pays is not modelled."""

    def room(self, candidate: Candidate, context: RiskContext) -> Room:
        """Is no NO leg of another outcome of the fixture held or asked for?"""
        if candidate.leg is Leg.YES:
            return FREE
        for market, leg in _legs(candidate, context):
            if leg is Leg.NO and market != candidate.market:
                return shut(f"holds or asks for NO on {market}")
        return FREE


class OppositeLeg:
    """Never both legs of one market: it pays fees for nothing and may trade with itself."""

    def room(self, candidate: Candidate, context: RiskContext) -> Room:
        """Is the other leg of the market neither held nor asked for?"""
        for market, leg in _legs(candidate, context):
            if market == candidate.market and leg is not candidate.leg:
                return shut(f"holds or asks for {leg.value.upper()} on {market}")
        return FREE


def _legs(candidate: Candidate, context: RiskContext) -> Iterator[tuple[MarketId, Leg]]:
    """Which legs of the candidate's fixture are held or may still be bought?"""
    for position in context.positions.values():
        if position.open and position.fixture == candidate.fixture:
            yield position.market, position.leg
    for order in context.orders.values():
        if order.live and order.ticket.fixture == candidate.fixture:
            yield order.ticket.market, order.ticket.leg


def _young(age: Span | None, limit: Span) -> Room:
    if age is None:
        return shut("never heard")
    return FREE if age <= limit else shut(f"{text.span(age)} old, at most {text.span(limit)}")
