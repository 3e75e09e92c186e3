"""An emergency stop's steps: what is asked of the venue, and what is kept of its answers."""

from engine.core.conduct.asking import ask_venue
from engine.core.conduct.finding import live_orders, open_positions
from engine.core.conduct.ledger import withdraw_order
from engine.core.conduct.turn import Turn
from engine.core.health.kept import Halt
from engine.core.state import State
from engine.domain.clean import own
from engine.domain.commands import StopCard
from engine.domain.effects import CancelAll, CancelOrder, WakeAt
from engine.domain.moment import MINUTE, SECOND, Moment, Span, after
from engine.domain.order import OrderState
from engine.domain.standing import Standing

APART = Span(2 * SECOND)
"""How far apart two looks at the venue lie that must both show nothing."""

TAKES = Span(15 * SECOND)
"""How long a stop may take before it counts as incomplete."""

AGAIN_AT_MOST = MINUTE
"""How long an incomplete stop rests before it tries again, and how often it tells."""

NO_ENTRY = MINUTE
"""How long nothing is opened after everything was cancelled: the venue may take the next orders with it."""

WOKE = "halting"
"""The kind of waking that carries a stop on."""


def begin(turn: Turn, text: str) -> None:
    """Begin a stop, or go on with the one that is: everything is taken away (again), and the venue asked.

    One that has found its end begins anew only where something of ours is alive again: asked for once more over a
    slower road, it stays what it was, with its receipt.
    """
    desk = turn.state.desk
    if desk.halt is None or (desk.halt.ended_at is not None and alive(turn.state)):
        desk.halts += 1
        orders = [order.ticket.id for order in live_orders(turn.state)]
        desk.halt = Halt(number=desk.halts, reason=text, asked_at=turn.at, orders=orders)
        _come_back(turn, desk.halt)
    take_everything(turn, text)
    ask_venue(turn, WOKE)


def go_on(turn: Turn) -> None:
    """A process takes up a run whose stop has not found its end: its steps are taken again, its wakings anew."""
    desk = turn.state.desk
    if desk.halt is None or desk.halt.ended_at is not None:
        return
    desk.halts += 1
    desk.halt.number = desk.halts
    desk.halt.empty_at = None
    take_everything(turn, desk.halt.reason)
    ask_venue(turn, WOKE)
    _come_back(turn, desk.halt)


def take_everything(turn: Turn, text: str) -> None:
    """Have the venue take everything away, and cancel by name what may be alive; safe to repeat."""
    turn.emit(CancelAll(own(text)))
    turn.state.desk.cancelled_all_at = turn.at
    for order in list(live_orders(turn.state)):
        if order.state is OrderState.CANCELLING:
            turn.emit(CancelOrder(order.ticket.id, own(text)))
        else:
            withdraw_order(turn, order, text)


def try_again(turn: Turn, halt: Halt) -> bool:
    """A moment later: look again, and cancel again what may be alive. Is it time to say that it takes too long?"""
    halt.tries += 1
    halt.overdue = halt.overdue or turn.at - halt.asked_at >= TAKES
    if halt.empty_at is None or alive(turn.state):
        take_everything(turn, halt.reason)
    ask_venue(turn, WOKE)
    _come_back(turn, halt)
    due = halt.overdue and (halt.told_at is None or turn.at - halt.told_at >= MINUTE)
    halt.told_at = turn.at if due else halt.told_at
    return due


def _come_back(turn: Turn, halt: Halt) -> None:
    if halt.overdue:
        halt.pause = Span(min(2 * halt.pause, AGAIN_AT_MOST))
        at = after(turn.at, halt.pause)
    else:
        at = min(after(turn.at, APART), after(halt.asked_at, TAKES))
    turn.emit(WakeAt(at, WOKE, str(halt.number)))


def heard(turn: Turn, halt: Halt, standing: Standing) -> None:
    """The venue shows where everything stands: what still rests is cancelled again; nothing, twice, is the end."""
    if standing.as_of < halt.asked_at:
        return
    rests = [order for order in standing.orders if order.rests and not order.sweeping]
    halt.sweeping = [order.id for order in standing.orders if order.rests and order.sweeping]
    for order in rests:
        turn.emit(CancelOrder(order.id, own(halt.reason)))
    if rests:
        halt.empty_at = None
    elif halt.empty_at is None:
        halt.empty_at = standing.as_of
    elif (
        standing.as_of - halt.empty_at >= APART and not alive(turn.state) and _compared(turn.state, standing)
    ):
        halt.ended_at = turn.at
        halt.receipt = card(turn.state)


def alive(state: State) -> int:
    """How many of our orders may be alive, those aside that the venue will sweep itself?"""
    halt = state.desk.halt
    swept = () if halt is None else halt.sweeping
    return sum(order.ticket.id not in swept for order in live_orders(state))


def _compared(state: State, standing: Standing) -> bool:
    compared = state.reckoning.compared_at
    return compared is not None and compared >= standing.as_of


def card(state: State) -> StopCard | None:
    """What is the receipt of the stop that is under way, or was the last? None when there is none."""
    halt, live = state.desk.halt, state.trading.orders
    if halt is None:
        return None
    if halt.receipt is not None:
        return halt.receipt
    over = [state.trading.ended.get(key) for key in halt.orders if key not in live]
    filled = sum(order is not None and order.state is OrderState.FILLED for order in over)
    return StopCard(
        asked_at=halt.asked_at,
        ended_at=halt.ended_at,
        orders=len(halt.orders),
        cancelled=len(over) - filled,
        sweeping=sum(key in live for key in halt.sweeping),
        unknown=sum(order.state is OrderState.UNKNOWN for order in live_orders(state)),
        kept=sum(1 for _ in open_positions(state)),
        reason=own(halt.reason),
        filled=filled,
    )


def opens_again_at(state: State) -> Moment | None:
    """Until when is nothing opened because everything was cancelled a moment ago? None when that is over, or never was."""
    cancelled = state.desk.cancelled_all_at
    if cancelled is None or state.run.at - cancelled >= NO_ENTRY:
        return None
    return after(cancelled, NO_ENTRY)
