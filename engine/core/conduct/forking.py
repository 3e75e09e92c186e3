"""Every decision to leave or to hold, written down beside its alternative."""

from msgspec.structs import replace

from engine.core.conduct.finding import fair_of, order_of
from engine.core.conduct.turn import Turn, in_play
from engine.core.performance.regret import Outcome, credit, known, pays_leg
from engine.core.state import LEDGER_KEPT, OpenFork, State
from engine.domain.effects import KeepFork
from engine.domain.identity import OrderId, TriggerName
from engine.domain.ledger import DEADLINE, OPERATOR, Deed, Fork
from engine.domain.market import Fixture
from engine.domain.money import Money, Quantity
from engine.domain.order import Ticket
from engine.domain.position import Position

_DECIDERS = {
    Deed.APPROVED: OPERATOR,
    Deed.REJECTED: OPERATOR,
    Deed.LAPSED_LEFT: DEADLINE,
    Deed.LAPSED_HELD: DEADLINE,
}
"""Whose credit a deed is, where it is not the trigger's own."""


def left(turn: Turn, fixture: Fixture, position: Position, ticket: Ticket, deed: Deed) -> None:
    """This sale carries out a decision to leave; what it brings will be known when it is over."""
    assert ticket.trigger is not None
    fork = _fork(turn, fixture, position, ticket.trigger, deed)
    _keep(turn, position, replace(fork, quantity=ticket.quantity), ticket.id)


def held(
    turn: Turn,
    fixture: Fixture,
    position: Position,
    *,
    trigger: TriggerName,
    deed: Deed,
    quantity: Quantity,
    leaving: Money | None,
) -> None:
    """It was decided to hold so much of a position, when selling it would have brought `leaving`."""
    fork = _fork(turn, fixture, position, trigger, deed)
    _keep(turn, position, replace(fork, quantity=quantity, leaving=leaving), None)


def noted(state: State, position: Position, trigger: TriggerName) -> bool:
    """Has it been written down that this trigger fired on the position and we held?"""
    forks = state.doubts.forks.get(position.id, ())
    return any(each.fork.trigger == trigger and each.fork.deed is Deed.NOTED for each in forks)


def _fork(turn: Turn, fixture: Fixture, position: Position, trigger: TriggerName, deed: Deed) -> Fork:
    fair = fair_of(turn.state, position.market, position.leg)
    return Fork(
        key=f"{position.id}-f{len(turn.state.doubts.forks.get(position.id, ())) + 1}",
        position=position.id,
        fixture=fixture.id,
        market=position.market,
        leg=position.leg,
        strategy=position.strategy,
        trigger=trigger,
        deed=deed,
        by=_DECIDERS.get(deed, trigger),
        at=turn.at,
        in_play=in_play(turn, fixture.id),
        quantity=Quantity(0),
        fair=None if fair is None else Money(fair),
        leaving=None,
    )


def _keep(turn: Turn, position: Position, fork: Fork, order: OrderId | None) -> None:
    brought = Money(position.proceeds - position.sold_fees)
    forks = turn.state.doubts.forks.setdefault(position.id, [])
    forks.append(OpenFork(fork, order, position.sold, brought))
    turn.emit(KeepFork(fork))


def close(turn: Turn, fixture: Fixture, position: Position) -> None:
    """The fixture is done, every trade is told: what did the decisions about this position come to?"""
    score = turn.state.score
    for each in turn.state.doubts.forks.pop(position.id, ()):
        outcome = _outcome(turn.state, position, each)
        fork = replace(known(each.fork, outcome), closed_at=turn.at, settles_on=fixture.settles_on)
        if made := credit(fork):
            score.by_exit[fork.trigger] = Money(score.by_exit.get(fork.trigger, 0) + made)
        score.forks.append(fork)
        turn.emit(KeepFork(fork))
    del score.forks[:-LEDGER_KEPT]


def _outcome(state: State, position: Position, decided: OpenFork) -> Outcome:
    quotes = state.quotes
    void = position.market in quotes.voided
    pays = None if void else pays_leg(position.leg, quotes.settled[position.market])
    if decided.order is not None:
        order = order_of(state, decided.order)
        sold = Quantity(0) if order is None else order.filled
        brought = 0 if order is None else order.paid - order.fees
        return Outcome(sold, Money(brought), Quantity(0), pays)
    return Outcome(
        sold=Quantity(position.sold - decided.sold),
        brought=Money(position.proceeds - position.sold_fees - decided.brought),
        kept=Quantity(position.bought - position.sold),
        pays=pays,
    )
