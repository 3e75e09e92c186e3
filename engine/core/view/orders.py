"""Live orders: what they wait for, since when, until when; and the history of each."""

from collections.abc import Iterable

from engine.core.conduct.finding import live_orders, order_of
from engine.core.conduct.turn import held_side, title
from engine.core.state import State
from engine.core.view.writing import ago, columns, facts, row, sheet, to_position, when
from engine.domain import text
from engine.domain.clean import own
from engine.domain.identity import OrderId, short
from engine.domain.market import Side
from engine.domain.order import Order, OrderState
from engine.domain.queries import Answer, Query, Sheet, SheetRow, Tone, Topic

HEADS = columns(
    "", "ID", "FIXTURE", "SIDE", "HOLD", "PRICE >", "FILLED >", "STATE", "QUEUE > 3", "AGE >", "WAITS FOR 2",
    "UNTIL 1", "FOR 4", "ARM 5",
)  # fmt: skip
ENDED_SHOWN = 100

_SIGNS = {OrderState.UNKNOWN: "?", OrderState.CANCELLING: "×"}
_TONES: dict[OrderState, Tone] = {OrderState.UNKNOWN: "alarm", OrderState.CANCELLING: "dim"}


def answer(state: State, query: Query) -> Answer:
    """Which orders are live, unknown ones first; or, of one, its history?"""
    if query.entity:
        return _history(state, query)
    live = sorted(live_orders(state), key=lambda order: (order.state is not OrderState.UNKNOWN, _born(order)))
    ended = sorted(state.trading.ended.values(), key=lambda order: -order.since)
    sheets = [table(state, "Live orders, unknown first", live, "no live order: nothing rests, nothing is under way")]
    if ended:
        note = "of fixtures that are not over; those that never filled are forgotten after an hour"
        sheets.append(table(state, "Ended, newest first", ended[:ENDED_SHOWN], "", note))
    return Answer(query, own("Orders"), (), sheets=tuple(sheets), at=state.run.at)


def table(state: State, name: str, orders: Iterable[Order], empty: str, note: str = "") -> Sheet:
    """These orders, each leading to its history."""
    rows = [order_row(state, order) for order in orders]
    return sheet(name, HEADS, rows, note if rows else empty)


def _born(order: Order) -> int:
    return order.ticket.created_at


def order_row(state: State, order: Order) -> SheetRow:
    """How does an order read in a table?"""
    ticket = order.ticket
    fixture, market = state.quotes.fixtures[ticket.fixture], state.quotes.markets[ticket.market]
    age = (state.run.at if order.live else order.since) - ticket.created_at
    cells = (
        _SIGNS.get(order.state, ""),
        short(ticket.id),
        title(fixture),
        "buy" if ticket.side is Side.BUY else "sell",
        held_side(fixture, market, ticket.leg),
        text.price(ticket.price),
        f"{text.quantity(order.filled)}/{text.quantity(ticket.quantity)}",
        order.state,
        _queue(order),
        text.span(age),
        waits_for(state, order),
        until(state, order),
        "leaving" if ticket.side is Side.SELL else "entering",
        ticket.strategy,
    )
    ranks = (
        None, None, None, None, None, ticket.price, order.filled, None, order.ahead, age, None, ticket.expires_at,
        None, None,
    )  # fmt: skip
    leads = Query(Topic.ORDERS, ticket.id)
    return row(f"order-{ticket.id}", cells, tone=_TONES.get(order.state, ""), ranks=ranks, leads_to=leads)


def _queue(order: Order) -> str:
    if not order.live or order.ticket.take_only:
        return ""
    return text.MISSING if order.ahead is None else f"{text.quantity(order.ahead)} before"


def waits_for(state: State, order: Order) -> str:
    """What has to happen next for this order?"""
    match order.state:
        case OrderState.SENT:
            return "the venue's answer"
        case OrderState.RESTING:
            who = "seller" if order.ticket.side is Side.BUY else "buyer"
            return f"a {who} at {text.price(order.ticket.price)}"
        case OrderState.CANCELLING:
            return "its cancel to be confirmed"
        case OrderState.UNKNOWN:
            asking = state.reckoning.asking.get(order.ticket.id)
            times = 0 if asking is None else asking.tries
            return f"the venue to say what became of it, asked {times}×"
    return own(order.note) or "over"


def until(state: State, order: Order) -> str:
    """Until when does it stand?"""
    ticket = order.ticket
    if not order.live:
        return when(state, order.since)
    if ticket.take_only:
        return "at once"
    return "cancelled" if ticket.expires_at is None else ago(state, ticket.expires_at)


def _history(state: State, query: Query) -> Answer:
    order = order_of(state, OrderId(query.entity))
    if order is None:
        return Answer(query, own("that order is forgotten: its fixture is over, or it never filled"), ())
    ticket = order.ticket
    fixture, market = state.quotes.fixtures[ticket.fixture], state.quotes.markets[ticket.market]
    side = "buy" if ticket.side is Side.BUY else "sell"
    what = f"{side} {text.quantity(ticket.quantity)} {held_side(fixture, market, ticket.leg)} at {text.price(ticket.price)}"
    lines = (
        ("limit", f"{text.price(ticket.price)}, {_kind(order)}"),
        ("most it may cost", text.money(ticket.most_cost) if ticket.side is Side.BUY else "nothing: it only sells"),
        ("filled for", f"{text.money(order.paid)}, fees {text.money(order.fees)}"),
        ("because", _why(order)),
        ("venue's client id", ticket.id),
    )
    name = f"Order {short(ticket.id)} · {title(fixture)} · {what}"
    sheets = (
        facts("Order", lines),
        table(state, "As it stands", [order], ""),
        _steps(state, order),
        _position(state, order),
    )
    return Answer(query, own(name), (), sheets=sheets, at=state.run.at)


def _kind(order: Order) -> str:
    if order.ticket.take_only:
        return "at once or not at all"
    return "rests only, never takes" if order.ticket.post_only else "may take, then rests"


def _why(order: Order) -> str:
    ticket = order.ticket
    if ticket.approval is not None:
        return f"approved, request {short(ticket.approval)} ({text.words(ticket.trigger or '')})"
    return text.words(ticket.trigger) if ticket.trigger is not None else f"{ticket.strategy} entered"


def _steps(state: State, order: Order) -> Sheet:
    heads = columns("TIME", "STATE", "FILLED >", "AFTER >", "NOTE")
    steps, rows = state.trail.steps.get(order.ticket.id, []), []
    for number, step in enumerate(steps):
        after = step.at - (steps[number - 1].at if number else step.at)
        cells = (when(state, step.at), step.state, text.quantity(step.filled), text.span(after), step.note)
        tone: Tone = "alarm" if step.state is OrderState.UNKNOWN else ""
        rows.append(row(f"step-{number}", cells, tone=tone, leads_to=to_position(order.ticket.position)))
    return sheet("History", heads, rows, "every state it has been in; AFTER is the time since the one before")


def _position(state: State, order: Order) -> Sheet:
    heads = columns("ID", "ARM", "HELD >", "BOUGHT >", "SOLD >")
    position = state.trading.positions.get(order.ticket.position)
    if position is None or not position.bought:
        return sheet("Its position", heads, (), "nothing is held through it yet")
    cells = (
        short(position.id),
        position.strategy,
        text.quantity(position.quantity),
        text.quantity(position.bought),
        text.quantity(position.sold),
    )
    return sheet("Its position", heads, [row("position", cells, leads_to=to_position(position.id))])
