"""Asking the venue: where everything stands, and what became of an order that may or may not exist."""

from engine.core.conduct.finding import order_of
from engine.core.conduct.turn import Turn
from engine.core.execution.kept import Asking
from engine.domain.effects import AskOrder, AskVenue, WakeAt
from engine.domain.identity import OrderId
from engine.domain.moment import MINUTE, SECOND, Moment, Span, after
from engine.domain.order import Order, OrderState

UNKNOWN_FOR = MINUTE
"""How long an order's fate may be in question before the desk pauses."""

SILENT_FOR = Span(10 * SECOND)
"""An order, or a cancel, that got no answer for so long is asked about."""

ANSWER_TAKES = Span(15 * SECOND)
"""A question that got no answer for so long is asked again."""

ASK_AGAIN_MOST = Span(30 * SECOND)
"""Longer than this is not waited between two questions about one order."""

EVERY = MINUTE
"""How often are the books compared?"""

LOOK_AGAIN = Span(5 * SECOND)
"""So soon the venue is asked again when something could not be judged."""

OVERLAP = MINUTE
"""By how much do trades that are asked for reach back behind the last comparison?"""

ASK, SILENT, UNKNOWN, RECONCILE = "ask", "silent", "unknown", "reconcile"
"""Kinds of waking."""


def ask_venue(turn: Turn, why: str) -> None:
    """Where does everything of ours stand? Trades since shortly before the last comparison come with the answer."""
    kept = turn.state.reckoning
    kept.asked_at, kept.asked_why = turn.at, why
    if kept.look_at <= turn.at:
        come_back(turn)
    began = turn.state.run.started_at
    since = began if kept.compared_at is None else max(began, after(kept.compared_at, -OVERLAP))
    turn.emit(AskVenue(why, Moment(since)))


def come_back(turn: Turn, wait: Span = EVERY) -> None:
    """The books are compared every minute, whatever else is asked for; less often only where nothing can be amiss."""
    kept = turn.state.reckoning
    kept.look_at = after(turn.at, wait)
    turn.emit(WakeAt(kept.look_at, RECONCILE, ""))


def stir(turn: Turn) -> None:
    """Something of ours has come to life or changed: from now on the books are compared every minute again."""
    if turn.state.reckoning.look_at > after(turn.at, EVERY):
        come_back(turn)


def ask_again(turn: Turn, why: str) -> None:
    """Ask where everything stands in a few seconds, unless an answer is under way then."""
    turn.emit(WakeAt(after(turn.at, LOOK_AGAIN), RECONCILE, why))


def question(turn: Turn, order: Order) -> None:
    """What became of an order? Asked now, and again and again until it is known."""
    asking, key = turn.state.reckoning.asking, order.ticket.id
    if key not in asking:
        asking[key] = Asking(since=turn.at)
        turn.emit(WakeAt(after(turn.at, UNKNOWN_FOR), UNKNOWN, key))
        ask_order(turn, key)


def ask_order(turn: Turn, key: OrderId) -> None:
    """Ask about an order in question, and come back: after 1, 2, 4, 8 … seconds, at most half a minute."""
    asking = turn.state.reckoning.asking.get(key)
    if asking is None:
        return
    if not asking.waiting or turn.at - asking.asked_at >= ANSWER_TAKES:
        asking.waiting, asking.asked_at = True, turn.at
        turn.emit(AskOrder(key))
    wait = min(SECOND << min(asking.tries, 10), ASK_AGAIN_MOST)
    asking.tries += 1
    turn.emit(WakeAt(after(turn.at, wait), ASK, key))


def expect_answer(turn: Turn, key: OrderId) -> None:
    """Something about this order was sent: come back to see whether it was answered."""
    turn.emit(WakeAt(after(turn.at, SILENT_FOR), SILENT, key))


def silent(turn: Turn, key: OrderId) -> None:
    """Is an order, or its cancel, still without any answer? Then its fate is in question."""
    order = order_of(turn.state, key)
    waits = order is not None and order.state in {OrderState.SENT, OrderState.CANCELLING}
    if order is not None and waits and turn.at - order.since >= SILENT_FOR:
        question(turn, order)
