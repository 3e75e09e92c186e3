"""What the venue says of our orders, folded into orders, positions and cash."""

from msgspec.structs import replace

from engine.core.conduct import approving, guarding, marking, queueing, settling
from engine.core.conduct.finding import fixture_of, order_of
from engine.core.conduct.ledger import park_empty, release, take_up, write_down
from engine.core.conduct.turn import Turn, held_side, title
from engine.core.execution import orders as lifecycle
from engine.core.execution import positions
from engine.core.risk import drawdown
from engine.domain.effects import KeepFill, KeepOrder, KeepPosition, WakeAt
from engine.domain.events import (
    CancelRefused,
    OrderAccepted,
    OrderEnded,
    OrderFilled,
    OrderRefused,
    OrderUnknown,
)
from engine.domain.identity import OrderId
from engine.domain.market import Side
from engine.domain.moment import MINUTE, after
from engine.domain.money import Money
from engine.domain.order import Fill, Order, OrderState, Purpose
from engine.domain.states import Cause, Severity
from engine.domain.text import money, price, quantity

UNKNOWN_FOR = MINUTE
"""How long an order may be unknown before the desk pauses."""


def on_accepted(turn: Turn, event: OrderAccepted) -> None:
    """The venue took an order."""
    order = order_of(turn.state, event.order)
    if order is not None:
        accepted = lifecycle.advanced(order, lifecycle.What.ACCEPTED, turn.at)
        _replace(turn, order, queueing.joined(accepted, event.ahead))


def on_refused(turn: Turn, event: OrderRefused) -> None:
    """The venue refused an order; nothing of it will fill."""
    order = _advance(turn, event.order, lifecycle.What.REFUSED, event.reason)
    if order is not None:
        turn.refuse(order.ticket.strategy, "venue_refused", event.reason)
        turn.say("refused", f"order {order.ticket.id}: {event.reason}", order=order.ticket.id)


def on_unknown(turn: Turn, event: OrderUnknown) -> None:
    """The answer was lost: keep the whole exposure, ask, never send again."""
    if _advance(turn, event.order, lifecycle.What.UNKNOWN, event.reason) is not None:
        _come_back(turn, event.order)
        turn.say("unknown", f"order {event.order}: {event.reason}", order=event.order)


def _come_back(turn: Turn, order_id: OrderId) -> None:
    turn.emit(WakeAt(after(turn.at, UNKNOWN_FOR), "unknown", order_id))


def still_unknown(turn: Turn, order_id: OrderId) -> None:
    """A minute later: an order that is still unknown pauses the desk."""
    order = order_of(turn.state, order_id)
    if order is not None and order.state is OrderState.UNKNOWN:
        turn.alarm(
            f"unknown-{order_id}", Severity.HIGH, "unknown-order", f"order {order_id} unknown for a minute"
        )
        guarding.latch(turn, Cause.RECONCILE, f"order {order_id} is unknown")


def on_ended(turn: Turn, event: OrderEnded) -> None:
    """An order rests no longer."""
    order = order_of(turn.state, event.order)
    if order is None:
        return
    ended = lifecycle.ended(order, event.left, expired=event.expired, at=turn.at, note=event.reason)
    _replace(turn, order, ended)
    if ended.state is OrderState.UNKNOWN and order.state is not OrderState.UNKNOWN:
        _come_back(turn, event.order)


def on_cancel_refused(turn: Turn, event: CancelRefused) -> None:
    """A cancel came too late; where it leaves the order unknown, it is asked about."""
    order = _advance(turn, event.order, lifecycle.What.CANCEL_REFUSED, event.reason)
    if order is not None and order.state is OrderState.UNKNOWN:
        _come_back(turn, event.order)


def on_filled(turn: Turn, event: OrderFilled) -> None:
    """A trade of ours: once, however often and in whatever order it is told."""
    fill, trading = event.fill, turn.state.trading
    order = order_of(turn.state, fill.order)
    if fill.trade in trading.past_trades:
        return
    if order is None:
        turn.alarm(
            f"foreign-{fill.trade}",
            Severity.HIGH,
            "reconcile",
            f"trade {fill.trade} of an order we do not know",
        )
        guarding.latch(turn, Cause.RECONCILE, f"foreign trade {fill.trade}")
        return
    if fill.trade in trading.trades:
        return
    trading.trades[fill.trade] = fill.order
    filled = lifecycle.filled(order, fill, turn.at)
    filled = queueing.reached(filled) if fill.maker else filled
    write_down(turn.state, filled)
    turn.emit(KeepOrder(filled))
    _book(turn, filled, fill)
    _tidy(turn, filled)


def _book(turn: Turn, order: Order, fill: Fill) -> None:
    state = turn.state
    before = take_up(state, order.ticket.position)
    position = positions.with_fill(before, fill, turn.at)
    if order.ticket.trigger is not None:
        position = replace(position, exit_trigger=order.ticket.trigger)
    state.trading.positions[position.id] = position
    change = Money(positions.cash_of(fill) + position.paid_out - before.paid_out)
    state.purse.account = drawdown.with_cash(state.purse.account, change)
    state.score.fills += 1
    state.score.maker_fills += fill.maker
    if not before.bought:
        opened = state.score.opened
        opened[position.strategy] = opened.get(position.strategy, 0) + 1
    turn.emit(KeepFill(fill, turn.at))
    turn.emit(KeepPosition(position))
    marking.mark_later(
        turn,
        entry=position.id,
        of=fill.trade,
        shadow=False,
        market=fill.market,
        leg=fill.leg,
        side=fill.side,
        price=fill.price,
        quantity=fill.quantity,
    )
    _say_fill(turn, order, fill)
    if position.open:
        approving.refresh(turn, state.quotes.fixtures[position.fixture], position)
    else:
        approving.withdraw_request(turn, position)
    settling.follow(turn, before, position)
    guarding.check(turn)


def _say_fill(turn: Turn, order: Order, fill: Fill) -> None:
    fixture = fixture_of(turn.state, fill.market)
    market = turn.state.quotes.markets[fill.market]
    verb = "bought" if fill.side is Side.BUY else "sold"
    turn.say(
        "fill",
        f"{title(fixture)}: {verb} {held_side(fixture, market, fill.leg)} {quantity(fill.quantity)} at "
        f"{price(fill.price)} ({order.ticket.strategy}) fee {money(fill.fee)} · left {quantity(order.left)}",
        order=fill.order,
        trade=fill.trade,
        strategy=order.ticket.strategy,
        price=fill.price,
        quantity=fill.quantity,
        fee_micros=fill.fee,
    )


def _advance(turn: Turn, key: OrderId, what: lifecycle.What, note: str) -> Order | None:
    order = order_of(turn.state, key)
    if order is None:
        return None
    advanced = lifecycle.advanced(order, what, turn.at, note)
    _replace(turn, order, advanced)
    return None if advanced is order else advanced


def _replace(turn: Turn, before: Order, after_: Order) -> None:
    if after_ is before:
        return
    write_down(turn.state, after_)
    turn.emit(KeepOrder(after_))
    _tidy(turn, after_)


def _tidy(turn: Turn, order: Order) -> None:
    if order.live:
        return
    if order.ticket.purpose is Purpose.EXIT:
        approving.ran_out(turn, order)
    _resolved(turn, order)
    park_empty(turn.state, order.ticket.position)
    release(turn.state, order.ticket.fixture)
    guarding.settle_state(turn, "orders settled")
    fixture = turn.state.quotes.fixtures[order.ticket.fixture]
    settling.close_when_done(turn, fixture)


def _resolved(turn: Turn, order: Order) -> None:
    """An order we did not know the fate of is known: its alarm goes, and the pause when it was the last."""
    guarding.clear_alarm(turn, f"unknown-{order.ticket.id}")
    unknown = any(each.state is OrderState.UNKNOWN for each in turn.state.trading.orders.values())
    foreign = any(key.startswith("foreign-") for key in turn.state.desk.alarms)
    if not unknown and not foreign:
        guarding.unlatch(turn, Cause.RECONCILE, "every order is known again")
