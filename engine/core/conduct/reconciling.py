"""What the venue says stands, held against our books."""

from engine.core.conduct import guarding, reporting
from engine.core.conduct.asking import ask_venue
from engine.core.conduct.turn import Turn
from engine.domain.commands import Adopt, CancelForeign, Ignore, Reconcile
from engine.domain.events import AskFailed, CashMoved, OrderEnded, OrderFilled, OrderStood, VenueStood
from engine.domain.money import Quantity
from engine.domain.states import Cause

Done = tuple[bool, str]


def on_order_stood(turn: Turn, event: OrderStood) -> None:
    """The venue told what became of one order: its trades first, then whether it still rests."""
    for fill in event.fills:
        reporting.on_filled(turn, OrderFilled(fill))
    found = event.found
    if found is not None and not found.rests:
        left = Quantity(found.quantity - found.filled)
        reporting.on_ended(turn, OrderEnded(event.order, expired=False, left=left, reason="told when asked"))


def on_venue_stood(turn: Turn, event: VenueStood) -> None:
    """The venue told where everything stands."""
    standing, kept = event.standing, turn.state.reckoning
    for fill in standing.fills:
        reporting.on_filled(turn, OrderFilled(fill))
    ours = turn.state.trading.orders
    foreign = [order.id for order in standing.orders if order.rests and order.id not in ours]
    kept.compared_at = standing.as_of
    if foreign or standing.cash != turn.state.purse.account.cash:
        guarding.latch(turn, Cause.RECONCILE, f"{len(foreign)} foreign orders, cash {standing.cash}")
    else:
        kept.agreed_at = standing.as_of
        guarding.unlatch(turn, Cause.RECONCILE, "books agree with the venue")


def on_ask_failed(turn: Turn, event: AskFailed) -> None:
    """A question got no answer."""
    about = "where everything stands" if event.order is None else f"order {event.order}"
    turn.say("ask_failed", f"the venue did not answer about {about}: {event.reason}")


def on_cash_moved(turn: Turn, event: CashMoved) -> None:
    """The venue moved cash of its own accord."""
    turn.say("cash_moved", f"{event.kind} {event.id}", amount=event.amount)


def reconcile(turn: Turn, _command: Reconcile) -> Done:
    """Compare now."""
    ask_venue(turn, "operator")
    return True, "asking the venue where everything stands"


def adopt(turn: Turn, command: Adopt) -> Done:
    """Take the venue's word."""
    return _known(turn, command)


def cancel_foreign(turn: Turn, command: CancelForeign) -> Done:
    """Have the venue's order taken away."""
    return _known(turn, command)


def ignore(turn: Turn, command: Ignore) -> Done:
    """Let it stand."""
    return _known(turn, command)


def _known(turn: Turn, command: Adopt | CancelForeign | Ignore) -> Done:
    there = turn.state.reckoning.differences
    return False, f"no difference {command.difference}; there are {', '.join(there) or 'none'}"
