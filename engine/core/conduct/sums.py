"""What sizing and limits need to know of the whole book, summed when an entry asks for it."""

from collections.abc import Callable

from engine.core.conduct.finding import orders_of_late
from engine.core.conduct.turn import Turn, begun
from engine.core.performance.projection import BAD, FairOf
from engine.core.risk import drawdown
from engine.core.risk.candidate import Candidate, RiskContext
from engine.core.risk.exposure import Exposure, exposure
from engine.core.sizing.allocation import SizingContext, tapered
from engine.core.state import State
from engine.domain.fees import FeeSchedule
from engine.domain.identity import FixtureId, MarketId
from engine.domain.market import Fixture, place_of
from engine.domain.moment import Span, VenueDate
from engine.domain.money import Money, Quantity, money_share_down
from engine.domain.order import Order, Proposal, Purpose
from engine.domain.position import Position
from engine.domain.probability import MILLION, Ppm
from engine.domain.prospect import Holding, Prospect, prospect
from engine.domain.worst import most_it_can_still_cost
from engine.maths import slates

Slate = tuple[Prospect, ...]
"""What is on one settlement date, a piece per fixture."""


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


def sizing(turn: Turn, fixture: Fixture, proposal: Proposal, joined: Slate) -> SizingContext:
    """What does sizing know of the account, of what the proposing arm holds and has asked for, and of the slate it joins?"""
    trading, name, fee_of = turn.state.trading, proposal.strategy, fee_lookup(turn.state)
    held = [position for position in trading.positions.values() if position.strategy == name]
    asked = [order for order in trading.orders.values() if order.ticket.strategy == name and _entry(order)]
    stakes = [
        *((position.fixture, position.cost) for position in held),
        *((o.ticket.fixture, most_it_can_still_cost(o, fee_of(o.ticket.market))) for o in asked),
    ]
    contracts = [
        *((position.market, position.leg, position.quantity) for position in held),
        *((order.ticket.market, order.ticket.leg, order.left) for order in asked),
    ]
    here = (proposal.market, proposal.leg)
    purse, rules = turn.state.purse, turn.rules.drawdown
    return SizingContext(
        equity=purse.equity,
        mark=purse.account.mark,
        stop=rules.stop,
        size_factor=purse.account.size_factor,
        mode=rules.mode,
        arm_in_market=Quantity(sum(count for market, leg, count in contracts if (market, leg) == here)),
        arm_in_fixture=Money(sum(stake for of, stake in stakes if of == fixture.id)),
        arm_in_all=Money(sum(stake for _, stake in stakes)),
        taper=taper(turn.state, joined),
    )


def taper(state: State, joined: Slate) -> Ppm:
    """Which share of its size has a new stake on a date, given what is on the date already?

    Projected is what everything there brings by our forecasts, resting entries as if filled; what has none adds nothing.
    """
    projected = sum(each.expected for each in joined if len(each.chances) > 1)
    return tapered(Money(projected), bad_case_allowance(state), state.run.rules.limits.taper_floor)


def bad_case_allowance(state: State) -> Money:
    """What may the 5 % case of one settlement date cost?"""
    rules, at_cost = state.run.rules, drawdown.at_cost(state.trading.positions)
    budget = drawdown.budget(state.purse.account, at_cost, rules.drawdown)
    return money_share_down(budget, rules.limits.bad_case_of_budget)


def bad_case(state: State, date: VenueDate) -> Money:
    """What does the 5 % case of everything on this date cost? At least 0."""
    games = [(each.chances, each.brought) for each in slate(state, date)]
    found = slates.sums(games, state.run.rules.limits.common_factor / MILLION)
    return Money(max(0, -slates.point(found, BAD)))


def slate(state: State, date: VenueDate) -> Slate:
    """What may everything on this date bring, fixture by fixture: positions, and entries as if filled at their limit?

    What has no forecast counts as lost whole.
    """
    held: dict[FixtureId, list[Holding]] = {}
    for position in state.trading.positions.values():
        if position.settles_on == date and position.open:
            place = place_of(state.quotes.fixtures[position.fixture], position.market)
            holding = Holding(place, position.leg, position.quantity, position.cost)
            held.setdefault(position.fixture, []).append(holding)
    for order in state.trading.orders.values():
        ticket, fixture = order.ticket, state.quotes.fixtures[order.ticket.fixture]
        if ticket.settles_on == date and _entry(order) and order.left > 0:
            most = most_it_can_still_cost(order, state.quotes.markets[ticket.market].fees)
            holding = Holding(place_of(fixture, ticket.market), ticket.leg, order.left, most)
            held.setdefault(ticket.fixture, []).append(holding)
    return tuple(prospect(key, chances_of(state, key), holdings) for key, holdings in held.items())


def belief_of(state: State) -> FairOf:
    """How does a projection look a position's fixture up?"""

    def look_up(position: Position) -> tuple[int, tuple[Ppm, ...]] | None:
        chances = chances_of(state, position.fixture)
        fixture = state.quotes.fixtures.get(position.fixture)
        return None if chances is None or fixture is None else (place_of(fixture, position.market), chances)

    return look_up


def chances_of(state: State, fixture: FixtureId) -> tuple[Ppm, ...] | None:
    """How likely is each outcome by the forecast in force? None without one."""
    belief = state.convictions.forecasts.get(fixture)
    return None if belief is None else belief.fair


def _entry(order: Order) -> bool:
    return order.ticket.purpose is Purpose.ENTER


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
        place=place_of(fixture, proposal.market),
        chances=chances_of(turn.state, fixture.id) or (),
    )


def context(turn: Turn, fixture: Fixture, proposal: Proposal, joined: Slate) -> RiskContext:
    """What surrounds the candidate, which joins this slate?"""
    state = turn.state
    sighting = state.games.sightings.get(fixture.id)
    at_stake, at_cost = exposed(state), drawdown.at_cost(state.trading.positions)
    account = state.purse.account
    return RiskContext(
        limits=turn.rules.limits,
        drawdown=turn.rules.drawdown,
        account=account,
        exposure=at_stake,
        equity=state.purse.equity,
        positions_at_cost=at_cost,
        # What is at stake beyond the positions is what live orders can still take: `worst`, without summing it again.
        worst=Money(account.cash - (at_stake.total - at_cost)),
        floor=drawdown.floor(account, at_cost, turn.rules.drawdown.stop),
        running=state.desk.state == "RUNNING",
        orders_last_minute=orders_of_late(state, turn.at),
        book=state.quotes.books.get(proposal.market),
        quote_age=quote_age(turn, fixture),
        score_age=None if sighting is None else Span(turn.at - sighting.at),
        positions=state.trading.positions,
        orders=state.trading.orders,
        slate=joined,
    )


def quote_age(turn: Turn, fixture: Fixture) -> Span | None:
    """How old is the oldest book behind this fixture's fair values? None when one was never seen."""
    books = [turn.state.quotes.books.get(market.id) for market in fixture.markets]
    seen = [book.at for book in books if book is not None]
    return Span(turn.at - min(seen)) if len(seen) == len(books) else None
