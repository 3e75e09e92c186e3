"""Leaving a position: what it would bring, whether that beats holding, and the one reduce-only order."""

from msgspec.structs import replace

from engine.core.conduct import forking, sums
from engine.core.conduct.finding import entries_on, exits_of, fair_of
from engine.core.conduct.guarding import stopped
from engine.core.conduct.ledger import send, withdraw_order
from engine.core.conduct.turn import Turn, in_play, title
from engine.core.execution.approvals import exit_better, net_per_contract, sale
from engine.core.state import Leaving, State
from engine.domain.approval import Mandate
from engine.domain.effects import WakeAt
from engine.domain.identity import ApprovalId, PositionId, TriggerName, order_id
from engine.domain.ledger import Deed
from engine.domain.market import Fixture, Ladder, Side, takeable
from engine.domain.moment import SECOND, Span, after
from engine.domain.money import CONTRACT, Money, Price, Quantity
from engine.domain.order import Purpose, Ticket
from engine.domain.position import Position
from engine.domain.probability import MILLION
from engine.domain.states import EngineState
from engine.domain.text import price as price_text
from engine.domain.text import quantity as quantity_text

LOOK_AGAIN = Span(2 * SECOND)
"""How long our own bid has to go before our exit is tried again."""

ANY_PRICE = Price(0)
"""Below which nothing is bid."""

WHOLE = MILLION
"""All of a position, in parts per million."""


def bringing(state: State, position: Position, quantity: Quantity) -> tuple[Quantity, Money, Price] | None:
    """What would selling up to `quantity` bring now: contracts, net per contract, worst price? None without bids."""
    return net_per_contract(_bids(state, position), quantity, state.quotes.markets[position.market].fees)


def proceeds(state: State, position: Position) -> tuple[Quantity, Money, Price] | None:
    """What would selling all of it bring now: contracts, money after the taker's fee, worst price? None without bids."""
    return sale(_bids(state, position), position.quantity, state.quotes.markets[position.market].fees)


def _bids(state: State, position: Position) -> Ladder:
    """Into which levels, in the position's own leg, could it be sold now? None of a settled market."""
    book = state.quotes.books.get(position.market)
    if book is None or position.market in state.quotes.settled:
        return ()
    return takeable(book, position.leg, Side.SELL)


def holding(state: State, position: Position) -> Money | None:
    """What is a contract worth if held, by the market-weighted forecast in force? Micro-dollars."""
    fair = fair_of(state, position.market, position.leg)
    return None if fair is None else Money(fair)


def better(turn: Turn, fixture: Fixture, position: Position, quantity: Quantity) -> bool:
    """Does selling so much, at the depth there is and after the fee, beat holding by the margin the rules ask?"""
    if stale(turn, fixture):
        return False
    found = bringing(turn.state, position, min(quantity, position.quantity))
    nets = None if found is None else found[1]
    return exit_better(nets, holding(turn.state, position), turn.rules.approvals.better_by)


def stale(turn: Turn, fixture: Fixture) -> bool:
    """Is what we know of this fixture too old to decide on: a book, or the score of a running game?"""
    limits, age = turn.rules.limits, sums.quote_age(turn, fixture)
    if age is None or age > limits.quote_age or fixture.id in turn.state.games.silent:
        return True
    sighting = turn.state.games.sightings.get(fixture.id)
    return in_play(turn, fixture.id) and sighting is not None and turn.at - sighting.at > limits.score_age


def data_broken(turn: Turn, fixture: Fixture) -> bool:
    """Has the score feed of a running game been silent for longer than any limit allows?"""
    since = turn.state.games.silent.get(fixture.id) if in_play(turn, fixture.id) else None
    return since is not None and turn.at - since > 10 * turn.rules.limits.score_age


def leave(turn: Turn, fixture: Fixture, position: Position, *, trigger: TriggerName, share: int) -> None:
    """Sell a share (parts per million) of a position into the bids there are; less than all of it only once."""
    if done_with(turn, position, trigger):
        return
    wanted = part_of(position, share)
    sent = sell_now(turn, fixture, position, trigger=trigger, quantity=wanted, deed=Deed.LEFT)
    if sent and share < WHOLE:
        mark_done(turn, position, trigger)


def hold(
    turn: Turn,
    fixture: Fixture,
    position: Position,
    *,
    trigger: TriggerName,
    quantity: Quantity,
    deed: Deed,
) -> None:
    """It was decided not to sell so much: write down what selling it would have brought right now."""
    found = sale(_bids(turn.state, position), quantity, turn.state.quotes.markets[position.market].fees)
    sells, leaving = (quantity, None) if found is None else found[:2]
    forking.held(turn, fixture, position, trigger=trigger, deed=deed, quantity=sells, leaving=leaving)


def note(turn: Turn, fixture: Fixture, position: Position, *, trigger: TriggerName, share: int) -> None:
    """A trigger fired and its policy is to hold: once for every position."""
    if not forking.noted(turn.state, position, trigger) and not done_with(turn, position, trigger):
        wanted = part_of(position, share)
        hold(turn, fixture, position, trigger=trigger, quantity=wanted, deed=Deed.NOTED)


def part_of(position: Position, share: int) -> Quantity:
    """How much is this share (parts per million) of a position: at least a contract, at most all of it?"""
    return Quantity(min(position.quantity, max(CONTRACT, position.quantity * share // WHOLE)))


def done_with(turn: Turn, position: Position, trigger: TriggerName) -> bool:
    """Has this trigger's share of the position been left already?"""
    return f"{trigger}:done" in turn.state.doubts.answered.get(position.id, ())


def mark_done(turn: Turn, position: Position, trigger: TriggerName) -> None:
    """This trigger has had its share of the position."""
    turn.state.doubts.answered.setdefault(position.id, []).append(f"{trigger}:done")


def mark_undone(turn: Turn, position: PositionId, trigger: TriggerName) -> None:
    """What this trigger sent sold nothing: its share is still to be left."""
    answered = turn.state.doubts.answered.get(position, [])
    answered[:] = [key for key in answered if key != f"{trigger}:done"]


def decide_to_leave(
    turn: Turn, fixture: Fixture, position: Position, *, trigger: TriggerName, quantity: Quantity
) -> None:
    """Leave so much; what cannot be done at once is tried again at every look."""
    turn.state.doubts.leaving[position.id] = Leaving(trigger, min(quantity, position.quantity))
    try_to_leave(turn, fixture, position)


def try_to_leave(turn: Turn, fixture: Fixture, position: Position) -> None:
    """Carry out a decision to leave that is still standing, if the way is free; a stop lets it fall."""
    leaving = turn.state.doubts.leaving.get(position.id)
    if leaving is None:
        return
    quantity = min(leaving.quantity, position.quantity)
    if quantity > 0 and stopped(turn.state):
        del turn.state.doubts.leaving[position.id]
        mark_undone(turn, position.id, leaving.trigger)
        hold(turn, fixture, position, trigger=leaving.trigger, quantity=quantity, deed=Deed.LAPSED_HELD)
        return
    if quantity <= 0 or sell_now(
        turn,
        fixture,
        position,
        trigger=leaving.trigger,
        quantity=quantity,
        deed=leaving.deed,
        price=leaving.price,
    ):
        del turn.state.doubts.leaving[position.id]


def sell_now(
    turn: Turn,
    fixture: Fixture,
    position: Position,
    *,
    trigger: TriggerName,
    quantity: Quantity,
    deed: Deed,
    price: Price = ANY_PRICE,
) -> bool:
    """Sell into the bids there are, none below `price`, at once or not at all. False when something is in the way or nobody bids.

    No order of its own accord goes out while the desk stops or closes.
    """
    closing = turn.state.desk.state is EngineState.CLOSING
    if closing or stopped(turn.state) or _in_the_way(turn, position):
        return False
    found = bringing(turn.state, position, quantity)
    if found is None:
        return False
    ticket = replace(_ticket(turn, fixture, position, Mandate(found[0], max(found[2], price), 0)), trigger=trigger)
    _sell(turn, fixture, position, ticket, deed)
    return True


def carry_out(
    turn: Turn,
    fixture: Fixture,
    position: Position,
    mandate: Mandate,
    *,
    trigger: TriggerName,
    approval: ApprovalId,
) -> bool:
    """Act on an approved mandate: up to its quantity, at its price or better, within its span. False if it must wait."""
    if _in_the_way(turn, position):
        return False
    quantity = min(mandate.quantity, position.quantity)
    if quantity <= 0:
        return False
    if mandate.quantity < position.quantity:
        mark_done(turn, position, trigger)
    ticket = _ticket(turn, fixture, position, replace(mandate, quantity=quantity))
    ticket = replace(ticket, trigger=trigger, approval=approval)
    _sell(turn, fixture, position, ticket, Deed.APPROVED)
    return True


def sell_by_hand(
    turn: Turn, fixture: Fixture, position: Position, mandate: Mandate, *, trigger: TriggerName
) -> bool:
    """Sell on the operator's own word, whatever the desk's state. False when an order of ours is in the way."""
    if _in_the_way(turn, position):
        return False
    ticket = replace(_ticket(turn, fixture, position, mandate), trigger=trigger)
    _sell(turn, fixture, position, ticket, Deed.APPROVED)
    return True


def leave_later(
    turn: Turn, position: Position, *, trigger: TriggerName, quantity: Quantity, price: Price
) -> None:
    """Leave so much, not below this price, on the operator's word: when the way is free, at the next look, which is soon."""
    turn.state.doubts.leaving[position.id] = Leaving(trigger, quantity, Deed.APPROVED, price)
    turn.emit(WakeAt(after(turn.at, LOOK_AGAIN), "doubt", position.fixture))


def _in_the_way(turn: Turn, position: Position) -> bool:
    """One live exit per position; our own bid on the fixture goes before our own exit."""
    if any(exits_of(turn.state, position)):
        return True
    bids = entries_on(turn.state, position.fixture)
    for order in bids:
        withdraw_order(turn, order, "our own exit comes first")
    return bool(bids)


def _sell(turn: Turn, fixture: Fixture, position: Position, ticket: Ticket, deed: Deed) -> None:
    turn.state.doubts.left.setdefault(fixture.id, turn.at)
    turn.state.score.exits += 1
    forking.left(turn, fixture, position, ticket, deed)
    send(turn, ticket)
    turn.say(
        "exit",
        f"{title(fixture)}: sell {quantity_text(ticket.quantity)} at {price_text(ticket.price)} "
        f"or better ({ticket.trigger})",
        position=position.id,
        order=ticket.id,
        trigger=ticket.trigger or "",
    )


def _ticket(turn: Turn, fixture: Fixture, position: Position, mandate: Mandate) -> Ticket:
    """Which order sells under a mandate? At once or not at all where it names no span."""
    run = turn.state.run
    run.orders += 1
    return Ticket(
        id=order_id(run.id, run.orders),
        fixture=fixture.id,
        market=position.market,
        leg=position.leg,
        side=Side.SELL,
        purpose=Purpose.EXIT,
        price=mandate.price,
        quantity=mandate.quantity,
        position=position.id,
        strategy=position.strategy,
        created_at=turn.at,
        settles_on=fixture.settles_on,
        post_only=False,
        take_only=mandate.span == 0,
        expires_at=after(turn.at, mandate.span) if mandate.span else None,
        most_cost=Money(0),
    )
