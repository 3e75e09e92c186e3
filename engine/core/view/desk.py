"""The status line and the live orders."""

from engine.core.conduct import stopping
from engine.core.conduct.finding import live_orders
from engine.core.conduct.turn import held_side, title
from engine.core.state import State
from engine.domain.clean import own
from engine.domain.identity import short
from engine.domain.money import Money
from engine.domain.order import Order, OrderState
from engine.domain.snapshot import OrderRow, Risk, Status
from engine.domain.states import LATCHES, SEVERITY, Cause


def status(state: State, card: Risk, projected: Money | None) -> Status:
    """What does the status line say? Speed is the runtime's to fill in."""
    run, live = state.run, list(live_orders(state))
    today = run.today
    return Status(
        mode=run.mode,
        feed=run.feed,
        zone=run.zone,
        state=state.desk.state,
        causes=tuple(own(cause) for cause in sorted(state.desk.causes, key=_mildness)),
        at=run.at,
        drawdown=state.purse.drawdown,
        at_stake=card.at_stake,
        budget=card.budget,
        today=today,
        realised_today=Money(0) if today is None else state.score.realised.get(today, Money(0)),
        projected_open=projected,
        alarms_unacked=sum(not row.acked for row in state.desk.alarms.values()),
        approvals=len(state.doubts.pending),
        orders_resting=sum(order.state is not OrderState.UNKNOWN for order in live),
        orders_unknown=sum(order.state is OrderState.UNKNOWN for order in live),
        speed=0,
        finished=run.finished,
        stop=stopping.card(state),
        differences=state.reckoning.waiting,
        reconciled_at=state.reckoning.agreed_at,
    )


def _mildness(cause: Cause) -> int:
    """The worst comes first."""
    return -SEVERITY.index(LATCHES[cause].asks)


def orders(state: State) -> tuple[OrderRow, ...]:
    """Which orders are live?"""
    return tuple(_row(state, order) for order in live_orders(state))


def _row(state: State, order: Order) -> OrderRow:
    ticket = order.ticket
    fixture, market = state.quotes.fixtures[ticket.fixture], state.quotes.markets[ticket.market]
    return OrderRow(
        key=ticket.id,
        label=short(ticket.id),
        fixture=title(fixture),
        hold=held_side(fixture, market, ticket.leg),
        side=own(ticket.side),
        purpose=own(ticket.purpose),
        price=ticket.price,
        quantity=ticket.quantity,
        filled=order.filled,
        state=own(order.state),
        since=order.since,
        strategy=ticket.strategy,
    )
