"""Positions and cash as a fold over trades: in any order, with duplicates dropped by trade id."""

from msgspec.structs import replace

from engine.domain.clean import own
from engine.domain.errors import Impossible
from engine.domain.identity import StrategyName
from engine.domain.market import Leg, Side
from engine.domain.moment import Moment
from engine.domain.money import ONE, Money, Price, Quantity, cost, opposite
from engine.domain.order import Fill, Purpose, Ticket
from engine.domain.position import Position, Thesis

OPERATOR = StrategyName(own("operator"))
"""Whose are positions and orders that were adopted? No arm's: nothing is learnt from them."""


def opened(ticket: Ticket, thesis: Thesis) -> Position:
    """Which position does this entry begin? It holds nothing until it is filled.

    Raises:
        Impossible: the ticket is an exit; exits never open anything.
    """
    if ticket.purpose is Purpose.EXIT:
        raise Impossible(f"order {ticket.id} is an exit and would open position {ticket.position}")
    return Position(
        id=ticket.position,
        fixture=ticket.fixture,
        market=ticket.market,
        leg=ticket.leg,
        strategy=ticket.strategy,
        settles_on=ticket.settles_on,
        opened_at=ticket.created_at,
        thesis=thesis,
    )


def with_fill(position: Position, fill: Fill, at: Moment) -> Position:
    """What is held after this trade? Trades may come in any order, settlement in between included.

    A trade that is told after the settlement changes what the settlement paid: the difference in
    `paid_out` is cash as well.

    Raises:
        Impossible: the trade is on another market or leg.
    """
    if (fill.market, fill.leg) != (position.market, position.leg) or fill.quantity <= 0:
        raise Impossible(f"trade {fill.trade}: {fill.market} {fill.leg} is not of position {position.id}")
    amount = cost(fill.price, fill.quantity)
    fees = Money(position.fees + fill.fee)
    if fill.side is Side.BUY:
        bought, spent = Quantity(position.bought + fill.quantity), Money(position.spent + amount)
        return _closed(replace(position, bought=bought, spent=spent, fees=fees), at)
    sold, proceeds = Quantity(position.sold + fill.quantity), Money(position.proceeds + amount)
    sold_fees = Money(position.sold_fees + fill.fee)
    return _closed(replace(position, sold=sold, proceeds=proceeds, fees=fees, sold_fees=sold_fees), at)


def settled(position: Position, value: Price, at: Moment) -> Position:
    """What remains when a YES contract of the market pays `value` (0 to ONE; between on a fair price)?

    Once more with the same value changes nothing. Another value is a correction by the venue: the
    position is paid anew, and the caller books the difference in `paid_out` and opens an incident.

    Raises:
        Impossible: a contract cannot pay that.
    """
    if not 0 <= value <= ONE:
        raise Impossible(f"position {position.id}: settled at {value}, a contract pays 0 to {ONE}")
    return (
        position if position.settled_value == value else _closed(replace(position, settled_value=value), at)
    )


def written_off(position: Position, quantity: Quantity, at: Moment) -> Position:
    """What is held after contracts have gone that nobody told us of? They brought nothing as far as we know."""
    return _closed(replace(position, sold=Quantity(position.sold + quantity)), at)


def cash_of(fill: Fill) -> Money:
    """By how much did this trade change cash, fee included? Below 0 for a purchase."""
    amount = cost(fill.price, fill.quantity)
    return Money((amount if fill.side is Side.SELL else -amount) - fill.fee)


def _closed(position: Position, at: Moment) -> Position:
    held = Quantity(position.bought - position.sold)
    value = position.settled_value
    if value is None:
        # A sale told before its purchase leaves less than nothing for a while: that is not closed.
        over = held == 0 and position.bought > 0
        return replace(position, closed_at=(position.closed_at or at) if over else None)
    pays = value if position.leg is Leg.YES else opposite(value)
    return replace(position, paid_out=cost(pays, held), closed_at=position.closed_at or at)
