"""Selling everything that is held: what it would bring, and doing it as it was seen."""

import hashlib

from msgspec import Struct

from engine.core.conduct import exiting, guarding
from engine.core.conduct.approving import BY_HAND
from engine.core.conduct.finding import exits_of, open_positions
from engine.core.conduct.turn import Turn, held_side, title
from engine.core.state import State
from engine.domain import text
from engine.domain.approval import Mandate
from engine.domain.clean import own
from engine.domain.commands import Flatten
from engine.domain.identity import PositionId
from engine.domain.moment import Span
from engine.domain.money import Money, Price, Quantity
from engine.domain.position import Position
from engine.domain.queries import Answer, Query, Section, section
from engine.domain.states import Cause, EngineState

Done = tuple[bool, str]

SLIPS = 20
"""By at most one part in so many may the proceeds have fallen since they were shown."""


class Sale(Struct, frozen=True):
    """What selling one position now would do: how much goes, for what after fees, down to which price.

    `price` is None when nothing goes; `selling`: an order of ours sells it already.
    """

    position: PositionId
    held: Quantity
    sells: Quantity
    brings: Money
    price: Price | None
    selling: bool


def plan(state: State) -> tuple[Sale, ...]:
    """What would selling everything do now, position by position?"""
    return tuple(_sale(state, position) for position in open_positions(state))


def _sale(state: State, position: Position) -> Sale:
    selling = any(exits_of(state, position))
    found = None if selling else exiting.proceeds(state, position)
    sells, brings, price = (Quantity(0), Money(0), None) if found is None else found
    return Sale(position.id, position.quantity, sells, brings, price, selling)


def token(sales: tuple[Sale, ...]) -> str:
    """What names a plan: its positions with their quantities, and after a dash what it brings in micro-dollars."""
    told = "|".join(f"{each.position}:{each.held}:{each.sells}:{int(each.selling)}" for each in sales)
    brings = sum(each.brings for each in sales)
    return f"{hashlib.sha256(told.encode()).hexdigest()[:16]}-{brings}"


def preview(state: State, query: Query) -> Answer:
    """What is there to be sold, for what after fees at the depth there is, and what remains?"""
    sales = plan(state)
    sections = tuple(_section(state, each) for each in sales)
    goes = [each for each in sales if each.sells]
    brings = Money(sum(each.brings for each in goes))
    head = f"Flatten: sell {len(goes)} of {len(sales)} positions for {text.money(brings)} after fees"
    if not sales:
        head = "nothing is held: there is nothing to sell"
    return Answer(query, own(head), sections, token(sales) if goes else "")


def _section(state: State, sale: Sale) -> Section:
    position = state.trading.positions[sale.position]
    fixture, market = state.quotes.fixtures[position.fixture], state.quotes.markets[position.market]
    name = f"{title(fixture)} {held_side(fixture, market, position.leg)}"
    lines = [("held", f"{text.quantity(sale.held)}, cost {text.money(position.cost)}")]
    if sale.price is None:
        lines.append(("sells", "an order of ours is selling it already" if sale.selling else "nobody bids"))
    else:
        lines.append(("sells", f"{text.quantity(sale.sells)}, limit {text.price(sale.price)}"))
        lines.append(("brings after fees", text.money(sale.brings)))
    lines.append(("remains", text.quantity(sale.held - sale.sells)))
    return section(name, tuple(lines))


def flatten(turn: Turn, command: Flatten) -> Done:
    """Sell as it was seen, reduce-only and at a limit, and pause; refused when it would do another thing now."""
    sales = plan(turn.state)
    refusal = _changed(sales, command.token)
    if refusal is not None:
        return False, refusal
    sent = waits = 0
    for sale in sales:
        if sale.price is None:
            continue
        if _sell(turn, sale, sale.price):
            sent += 1
        else:
            waits += _sell_later(turn, sale, sale.price)
    remains = len(sales) - sent - waits
    waiting = f" · {waits} after our own bid is cancelled" if waits else ""
    done = f"flatten: {sent} of {len(sales)} positions being sold{waiting} · {remains} remain"
    if turn.state.desk.state is EngineState.RUNNING:
        guarding.latch(turn, Cause.OPERATOR, "paused: all that is held is being sold")
        done = f"{done} · paused: nothing new is opened"
    return True, done


def _changed(sales: tuple[Sale, ...], shown: str) -> str | None:
    """Why is this not what was shown?"""
    if not any(each.sells for each in sales):
        return f"nothing to sell: {len(sales)} positions, nobody bids or they are being sold already"
    what, _, brought = shown.partition("-")
    now, _, brings = token(sales).partition("-")
    if not brought.isdigit() or not shown.isascii():
        return "look at the preview first: a flatten names what it showed"
    if what != now:
        return "what would be sold has changed since it was shown: look again"
    least = int(brought) - int(brought) // SLIPS
    if int(brings) < least:
        return (
            f"it would bring {text.money(int(brings))} now, {text.money(int(brought))} was shown: look again"
        )
    return None


def _sell(turn: Turn, sale: Sale, price: Price) -> bool:
    """Send one sale. False where our own bid is in the way: it goes first."""
    position = turn.state.trading.positions[sale.position]
    fixture = turn.state.quotes.fixtures[position.fixture]
    return exiting.sell_by_hand(turn, fixture, position, Mandate(sale.sells, price, Span(0)), trigger=BY_HAND)


def _sell_later(turn: Turn, sale: Sale, price: Price) -> bool:
    """Our own bid is in the way and being cancelled: sell at the next look, at the limit that was shown. Not once stopped: look again then."""
    if guarding.stopped(turn.state):
        return False
    position = turn.state.trading.positions[sale.position]
    exiting.leave_later(turn, position, trigger=BY_HAND, quantity=sale.sells, price=price)
    return True
