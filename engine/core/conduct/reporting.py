"""What the venue says of our orders, folded into orders, positions and cash."""

from msgspec.structs import replace

from engine.core.conduct import approving, guarding, marking, queueing, settling
from engine.core.conduct.alarming import clear_alarm
from engine.core.conduct.asking import UNKNOWN_FOR, question
from engine.core.conduct.differing import agree, differ, release
from engine.core.conduct.finding import fixture_of, order_of
from engine.core.conduct.ledger import (
    park_empty,
    take_up,
    touch,
    watch_closely,
    withdraw_order,
    write_down,
)
from engine.core.conduct.ledger import release as release_watch
from engine.core.conduct.turn import Turn, held_side, title
from engine.core.execution import orders as lifecycle
from engine.core.execution import positions
from engine.core.execution.reconcile import Finding, difference_id
from engine.core.risk import drawdown
from engine.domain.difference import DifferenceKind
from engine.domain.effects import KeepFill, KeepOrder, KeepPosition
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
from engine.domain.money import Money
from engine.domain.order import Fill, Order, OrderState, Purpose
from engine.domain.position import Position
from engine.domain.states import Cause, Severity
from engine.domain.text import money, price, quantity


def on_accepted(turn: Turn, event: OrderAccepted) -> None:
    """The venue took an order; one it had refused, or that was taken for never arrived, is withdrawn at once."""
    order = order_of(turn.state, event.order)
    if order is None:
        return
    if lifecycle.contradicts(order, lifecycle.What.ACCEPTED):
        rise(turn, order, order.ticket.quantity)
        return
    accepted = lifecycle.advanced(order, lifecycle.What.ACCEPTED, turn.at)
    accepted = queueing.joined(accepted, event.ahead)
    _replace(turn, order, accepted)
    if accepted.live:
        turn.state.reckoning.taken.setdefault(event.order, turn.at)
    if accepted.state is not order.state:
        known_to_rest(turn, accepted)


def known_to_rest(turn: Turn, order: Order) -> None:
    """An order is known to be alive at the venue: it is in question no more, and withdrawn if it was unwanted."""
    kept, key = turn.state.reckoning, order.ticket.id
    kept.asking.pop(key, None)
    kept.taken.setdefault(key, turn.at)
    clear_alarm(turn, f"unknown-{key}")
    agree(turn, difference_id(DifferenceKind.LOST_ORDER, key), "the venue shows it again")
    why = kept.unwanted.get(key)
    if why is not None and order.live:
        withdraw_order(turn, order, why)
    release(turn, "every order is known again")
    guarding.settle_state(turn, "every order is known again")


def rise(turn: Turn, order: Order, left: int) -> None:
    """An order that was over for us is alive at the venue: exposed again and withdrawn at once, and a difference."""
    alive = lifecycle.revived(order, turn.at, "alive at the venue after all")
    write_down(turn.state, alive)
    turn.state.reckoning.taken[alive.ticket.id] = turn.at
    watch_closely(turn.state, order.ticket.fixture)
    withdraw_order(turn, alive, "it was over for us and is alive at the venue")
    differ(turn, Finding(DifferenceKind.FOREIGN_ORDER, alive.ticket.id, alive.ticket.market, alive.ticket.leg, 0, left))


def on_refused(turn: Turn, event: OrderRefused) -> None:
    """The venue refused an order; nothing of it will fill. Where it had taken it before, it is asked what is true."""
    before = order_of(turn.state, event.order)
    if before is not None and lifecycle.contradicts(before, lifecycle.What.REFUSED):
        _doubt(turn, before, f"refused after it was taken: {event.reason}")
        return
    order = _advance(turn, event.order, lifecycle.What.REFUSED, event.reason)
    if order is not None:
        turn.refuse(order.ticket.strategy, "venue_refused", event.reason, on=order.ticket.fixture)
        turn.say("refused", f"order {order.ticket.id}: {event.reason}", order=order.ticket.id)


def on_unknown(turn: Turn, event: OrderUnknown) -> None:
    """The answer was lost: keep the whole exposure, ask, never send again."""
    order = _advance(turn, event.order, lifecycle.What.UNKNOWN, event.reason)
    if order is not None:
        question(turn, order)
        turn.say("unknown", f"order {event.order}: {event.reason}", order=event.order)


def _doubt(turn: Turn, order: Order, note: str) -> None:
    doubted = lifecycle.doubted(order, turn.at, note)
    turn.say("unknown", f"order {order.ticket.id}: {note}", order=order.ticket.id)
    if doubted is not order:
        _replace(turn, order, doubted)
        question(turn, doubted)


def still_unknown(turn: Turn, order_id: OrderId) -> None:
    """A minute later: an order whose fate is still in question pauses the desk; the asking goes on."""
    asking = turn.state.reckoning.asking.get(order_id)
    if asking is None or asking.overdue or turn.at - asking.since < UNKNOWN_FOR:
        return
    asking.overdue = True
    text = f"order {order_id} unknown for a minute"
    turn.alarm(f"unknown-{order_id}", Severity.HIGH, "unknown-order", text)
    guarding.latch(turn, Cause.RECONCILE, f"order {order_id} is unknown")


def on_ended(turn: Turn, event: OrderEnded) -> None:
    """An order rests no longer."""
    order = order_of(turn.state, event.order)
    if order is None:
        return
    ended = lifecycle.ended(order, event.left, expired=event.expired, at=turn.at, note=event.reason)
    _replace(turn, order, ended)
    if ended.state is OrderState.UNKNOWN:
        question(turn, ended)


def on_cancel_refused(turn: Turn, event: CancelRefused) -> None:
    """A cancel came too late; where it leaves the order unknown, it is asked about."""
    order = _advance(turn, event.order, lifecycle.What.CANCEL_REFUSED, event.reason)
    if order is not None and order.state is OrderState.UNKNOWN:
        question(turn, order)


def on_filled(turn: Turn, event: OrderFilled) -> None:
    """A trade of ours, told by the venue of its own accord."""
    book_trade(turn, event.fill)


def book_trade(turn: Turn, fill: Fill) -> None:
    """Book a trade of ours: once, however often and in whatever order it is told. The venue's word is the truth.

    One that no order of ours could make is not booked: it is a difference.
    """
    trading = turn.state.trading
    if fill.trade in trading.past_trades or fill.trade in trading.trades:
        return
    order = order_of(turn.state, fill.order)
    if order is None or not lifecycle.belongs(order, fill):
        _foreign(turn, fill)
        return
    objection = lifecycle.objection(order, fill)
    trading.trades[fill.trade] = fill.order
    filled = lifecycle.filled(order, fill, turn.at)
    filled = queueing.reached(filled) if fill.maker else filled
    write_down(turn.state, filled)
    turn.emit(KeepOrder(filled))
    book_on(turn, take_up(turn.state, filled.ticket.position), fill, filled)
    if objection is not None:
        _object(turn, fill, objection)
    if filled.state is OrderState.UNKNOWN and order.state is OrderState.REFUSED:
        question(turn, filled)
    _tidy(turn, filled)


def _foreign(turn: Turn, fill: Fill) -> None:
    kept = turn.state.reckoning
    if fill.trade not in kept.foreign:
        kept.foreign[fill.trade] = fill
        differ(turn, _of_trade(fill, 0))


def _object(turn: Turn, fill: Fill, objection: str) -> None:
    """A trade that an honest venue could not make is booked, and stands at the desk until somebody has seen it."""
    turn.say("contradiction", f"trade {fill.trade}: {objection}", trade=fill.trade)
    differ(turn, _of_trade(fill, fill.quantity))


def _of_trade(fill: Fill, ours: int) -> Finding:
    sign = 1 if fill.side is Side.BUY else -1
    kind = DifferenceKind.FOREIGN_FILL
    return Finding(kind, fill.trade, fill.market, fill.leg, sign * ours, sign * fill.quantity)


def book_on(turn: Turn, before: Position, fill: Fill, order: Order | None = None) -> None:
    """Book a trade on a position, in cash, and in what follows from both; `order` is None for one that was adopted."""
    state = turn.state
    position = positions.with_fill(before, fill, turn.at)
    if before.id not in state.trading.positions:
        state.trading.positions_on.setdefault(before.fixture, []).append(before.id)
        watch_closely(state, before.fixture)
    if order is not None and order.ticket.trigger is not None:
        position = replace(position, exit_trigger=order.ticket.trigger)
    state.trading.positions[position.id] = position
    change = Money(positions.cash_of(fill) + position.paid_out - before.paid_out)
    touch(turn, fill.market, fill.leg)
    state.purse.account = drawdown.with_cash(state.purse.account, change)
    state.score.fills += 1
    state.score.maker_fills += fill.maker
    if not before.bought:
        opened = state.score.opened
        opened[position.strategy] = opened.get(position.strategy, 0) + 1
    marking.keep_fill(turn, position, fill)
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
    if order is not None:
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
    clear_alarm(turn, f"unknown-{order.ticket.id}")
    agree(turn, difference_id(DifferenceKind.LOST_ORDER, order.ticket.id), "it is over")
    release(turn, "every order is known again")
    park_empty(turn.state, order.ticket.position)
    release_watch(turn.state, order.ticket.fixture)
    guarding.settle_state(turn, "orders settled")
    fixture = turn.state.quotes.fixtures[order.ticket.fixture]
    settling.close_when_done(turn, fixture)
