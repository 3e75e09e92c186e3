"""From a proposal and its stake to the ticket that is sent and the thesis that is kept."""

from engine.core.conduct.turn import Turn, begun, held_side, title
from engine.core.execution import positions
from engine.domain.fees import fee_at_most
from engine.domain.identity import order_id, position_id
from engine.domain.market import Fixture, Market, Side, mid_twice
from engine.domain.moment import Moment, after
from engine.domain.money import Money, cost
from engine.domain.order import Proposal, Purpose, Stake, Ticket
from engine.domain.position import Thesis
from engine.domain.queries import Query, Topic
from engine.domain.text import price as price_text
from engine.domain.text import quantity as quantity_text


def open_ticket(turn: Turn, fixture: Fixture, market: Market, proposal: Proposal, stake: Stake) -> Ticket:
    """Which order opens this position? The position is written down empty, with its thesis."""
    ticket, trading = _ticket(turn, fixture, market, proposal, stake), turn.state.trading
    trading.positions[ticket.position] = positions.opened(ticket, _thesis(turn, fixture, proposal))
    trading.positions_on.setdefault(fixture.id, []).append(ticket.position)
    turn.say(
        "order",
        f"{title(fixture)}: buy {held_side(fixture, market, proposal.leg)} {quantity_text(stake.quantity)} "
        f"at {price_text(proposal.price)} ({proposal.strategy}, {stake.bound_by})",
        about=Query(Topic.FIXTURE, fixture.id),
        order=ticket.id,
        strategy=proposal.strategy,
        edge_micros=proposal.edge,
    )
    return ticket


def _ticket(turn: Turn, fixture: Fixture, market: Market, proposal: Proposal, stake: Stake) -> Ticket:
    run, price, quantity = turn.state.run, proposal.price, stake.quantity
    run.orders += 1
    run.positions += 1
    return Ticket(
        id=order_id(run.id, run.orders),
        fixture=fixture.id,
        market=market.id,
        leg=proposal.leg,
        side=Side.BUY,
        purpose=Purpose.ENTER,
        price=price,
        quantity=quantity,
        position=position_id(run.id, run.positions),
        strategy=proposal.strategy,
        created_at=turn.at,
        settles_on=fixture.settles_on,
        post_only=proposal.post_only,
        take_only=not proposal.post_only,
        expires_at=_expiry(turn, fixture) if proposal.post_only else None,
        most_cost=Money(cost(price, quantity) + fee_at_most(market.fees, price, quantity, buy=True)),
    )


def _expiry(turn: Turn, fixture: Fixture) -> Moment:
    rules = turn.rules.entering
    return min(after(turn.at, rules.resting_for), after(fixture.starts_at, -rules.stop_before_start))


def _thesis(turn: Turn, fixture: Fixture, proposal: Proposal) -> Thesis:
    sighting = turn.state.games.sightings.get(fixture.id)
    return Thesis(
        strategy=proposal.strategy,
        model_id=proposal.model_id,
        fair=proposal.fair,
        sd=proposal.sd,
        edge=proposal.edge,
        confidence=proposal.confidence,
        price=proposal.price,
        mid_twice=mid_twice(turn.state.quotes.books.get(proposal.market), proposal.leg),
        home=None if sighting is None else sighting.status.home,
        away=None if sighting is None else sighting.status.away,
        in_play=begun(turn, fixture),
        at=turn.at,
        reason=proposal.reason,
        claimed=proposal.claimed,
    )
