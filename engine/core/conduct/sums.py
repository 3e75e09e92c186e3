"""What sizing and limits need to know of the whole book, summed when an entry asks for it."""

from collections.abc import Callable

from engine.core.conduct.turn import Turn, begun
from engine.core.risk import drawdown
from engine.core.risk.candidate import Candidate, RiskContext
from engine.core.risk.exposure import Exposure, exposure
from engine.core.sizing.allocation import SizingContext
from engine.core.state import State
from engine.domain.fees import FeeSchedule
from engine.domain.identity import MarketId
from engine.domain.market import Fixture
from engine.domain.moment import MINUTE, Span
from engine.domain.money import Money, Quantity
from engine.domain.order import Proposal
from engine.domain.rules import Arm
from engine.domain.worst import most_it_can_still_cost


def fee_lookup(state: State) -> Callable[[MarketId], FeeSchedule]:
    """Which fees does a market charge?"""
    markets = state.quotes.markets
    return lambda market: markets[market].fees


def exposed(state: State) -> Exposure:
    """What is at stake now, and where?"""
    return exposure(state.trading.positions, state.trading.orders, fee_lookup(state))


def worst(state: State) -> Money:
    """What is left when everything that rests fills and every position pays nothing?"""
    return drawdown.worst_case(state.purse.account.cash, state.trading.orders, fee_lookup(state))


def floor(state: State) -> Money:
    """Below what may the worst case never fall?"""
    at_cost = drawdown.at_cost(state.trading.positions)
    return drawdown.floor(state.purse.account, at_cost, state.run.rules.drawdown.stop)


def sizing(turn: Turn, fixture: Fixture, arm: Arm) -> SizingContext:
    """What does sizing know of the account and of what the arm holds already?"""
    state = turn.state
    purse, rules = state.purse, turn.rules.drawdown
    fee_of = fee_lookup(state)
    at_fixture = in_all = 0
    for position in state.trading.positions.values():
        if position.strategy == arm.name:
            in_all += position.cost
            at_fixture += position.cost if position.fixture == fixture.id else 0
    for order in state.trading.orders.values():
        if order.ticket.strategy == arm.name:
            most = most_it_can_still_cost(order, fee_of(order.ticket.market))
            in_all += most
            at_fixture += most if order.ticket.fixture == fixture.id else 0
    return SizingContext(
        equity=purse.equity,
        mark=purse.account.mark,
        stop=rules.stop,
        size_factor=purse.account.size_factor,
        mode=rules.mode,
        arm_in_fixture=Money(at_fixture),
        arm_in_all=Money(in_all),
    )


def candidate(turn: Turn, fixture: Fixture, proposal: Proposal, quantity: Quantity) -> Candidate:
    """What do the limits look at?"""
    return Candidate(
        strategy=proposal.strategy,
        fixture=fixture.id,
        market=proposal.market,
        leg=proposal.leg,
        price=proposal.price,
        quantity=quantity,
        settles_on=fixture.settles_on,
        fees=turn.state.quotes.markets[proposal.market].fees,
        at=turn.at,
        in_play=begun(turn, fixture),
    )


def context(turn: Turn, fixture: Fixture, proposal: Proposal) -> RiskContext:
    """What surrounds the candidate?"""
    state = turn.state
    sighting = state.games.sightings.get(fixture.id)
    return RiskContext(
        limits=turn.rules.limits,
        drawdown=turn.rules.drawdown,
        account=state.purse.account,
        exposure=exposed(state),
        equity=state.purse.equity,
        positions_at_cost=drawdown.at_cost(state.trading.positions),
        worst=worst(state),
        floor=floor(state),
        running=state.desk.state == "RUNNING",
        orders_last_minute=sum(sent > turn.at - MINUTE for sent in state.trading.sent),
        book=state.quotes.books.get(proposal.market),
        quote_age=quote_age(turn, fixture),
        score_age=None if sighting is None else Span(turn.at - sighting.at),
        positions=state.trading.positions,
        orders=state.trading.orders,
    )


def quote_age(turn: Turn, fixture: Fixture) -> Span | None:
    """How old is the oldest book behind this fixture's fair values? None when one was never seen."""
    books = [turn.state.quotes.books.get(market.id) for market in fixture.markets]
    seen = [book.at for book in books if book is not None]
    return Span(turn.at - min(seen)) if len(seen) == len(books) else None
