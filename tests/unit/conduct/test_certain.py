"""The mark rises by what is certain, and misses no peak."""

from engine.domain.commands import Approve, Exit
from engine.domain.events import BookSeen, MarketSettled, OrderEnded, OrderFilled
from engine.domain.moment import MINUTE, SECOND
from engine.domain.money import CONTRACT, ONE
from engine.domain.order import Fill
from tests.support.desk import Desk, of


def sale(desk, fixture, position):
    """An exit of the whole position is sent, and the venue takes it."""
    desk.quotes(fixture, 4600, 2750, 2650)
    desk.commands(Exit(position.id))
    request = next(iter(desk.state.doubts.pending.values()))
    sent = of(desk.asked, "PlaceOrder")
    desk.commands(Approve(request.id, request.version))
    (placed,) = of(desk.asked, "PlaceOrder")[len(sent) :]
    return placed.ticket


def told(ticket, quantity, name="t-late"):
    return OrderFilled(
        Fill(name, ticket.id, ticket.market, ticket.leg, ticket.side, ticket.price, quantity, 0, False)
    )


def test_a_settlement_pays_nothing_that_a_live_sale_may_have_sold_before():
    desk = Desk()
    fixture, position = desk.holds()
    ticket = sale(desk, fixture, position)
    cash, mark = desk.state.purse.account.cash, desk.state.purse.account.mark
    desk.settles(fixture, *(ONE if market.id == position.market else 0 for market in fixture.markets))
    account = desk.state.purse.account
    assert (account.cash, account.mark) == (cash, mark)
    desk.hear(told(ticket, position.quantity))
    account = desk.state.purse.account
    assert account.cash == cash + ticket.price * position.quantity
    assert not desk.state.quotes.fixtures


def test_the_rest_is_paid_when_the_sale_is_over():
    desk = Desk()
    fixture, position = desk.holds()
    ticket = sale(desk, fixture, position)
    cash = desk.state.purse.account.cash
    desk.settles(fixture, *(ONE if market.id == position.market else 0 for market in fixture.markets))
    left = position.quantity - 2 * CONTRACT
    desk.hear(OrderEnded(ticket.id, True, left, "closed"))
    # Two contracts were sold that have not been told yet.
    assert desk.state.purse.account.cash == cash
    desk.hear(told(ticket, 2 * CONTRACT))
    desk.hear(OrderEnded(ticket.id, True, left, "closed"))
    assert desk.state.purse.account.cash == cash + 2 * CONTRACT * ticket.price + left * ONE
    assert not desk.state.quotes.fixtures


def test_a_settlement_that_is_not_final_pays_nothing_and_lifts_no_mark():
    desk = Desk()
    fixture, position = desk.holds()
    before = desk.state.purse.account
    desk.hear(MarketSettled(position.market, ONE, fixture.settles_on, final=False))
    assert desk.state.purse.account == before
    desk.hear(MarketSettled(position.market, 0, fixture.settles_on, final=True))
    assert desk.state.purse.account == before


def test_no_peak_between_two_looks_is_missed():
    desk = Desk()
    fixture, position = desk.holds()
    low = [1_000 if market.id == position.market else 4_000 for market in fixture.markets]
    desk.quotes(fixture, *low)
    desk.quotes(fixture, *low, wait=MINUTE)
    under_water = desk.state.purse.equity
    assert under_water < desk.state.purse.account.mark
    # Two seconds later, long before the next look, one book alone tells of another price.
    desk.hear(BookSeen(position.market, ((2_000, 500),), ((2_200, 500),)), 2 * SECOND)
    assert desk.state.purse.equity == under_water + (2_000 - 900) * position.quantity


def test_what_waits_for_the_end_of_a_sale_is_worth_no_more_than_its_market_pays():
    desk = Desk()
    fixture, position = desk.holds()
    sale(desk, fixture, position)
    desk.settles(fixture, *(0 for _ in fixture.markets))
    purse = desk.state.purse
    assert purse.equity == purse.account.cash
    assert desk.state.trading.positions[position.id].open
