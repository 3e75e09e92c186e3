"""What the operator decides about a difference: take the venue's word, have its order taken away, let it stand."""

from collections.abc import Callable

from msgspec.structs import replace

from engine.core.conduct import cash_flows, guarding, reporting, sums
from engine.core.conduct.asking import ask_again, ask_venue, question
from engine.core.conduct.differing import adoptable, agree, let_stand, release
from engine.core.conduct.finding import exits_of
from engine.core.conduct.ledger import touch, watch_closely, write_down
from engine.core.conduct.turn import Turn
from engine.core.execution import differences, positions
from engine.core.execution import orders as lifecycle
from engine.core.execution.positions import OPERATOR
from engine.core.execution.reconcile import difference_id, explained
from engine.core.risk import drawdown
from engine.domain.clean import own
from engine.domain.commands import Adopt, CancelForeign, Ignore
from engine.domain.difference import Difference, DifferenceId, DifferenceKind, Remedy
from engine.domain.effects import CancelOrder, KeepOrder, KeepPosition
from engine.domain.events import OrderEnded
from engine.domain.fees import fee_at_most
from engine.domain.identity import MarketId, ModelId, OrderId, TradeId, position_id
from engine.domain.market import Leg, Market, Side
from engine.domain.money import NOTHING, Money, Price, Quantity, cost
from engine.domain.order import Fill, OrderState, Purpose, Ticket
from engine.domain.position import Position, Thesis
from engine.domain.probability import Ppm
from engine.domain.standing import VenueOrder
from engine.domain.text import money, price, quantity

Done = tuple[bool, str]


def adopt(turn: Turn, command: Adopt) -> Done:
    """Take the venue's word for a difference, into our books."""
    line = turn.state.reckoning.differences.get(command.difference)
    refusal = _refusal(turn, command.difference, Remedy.ADOPT)
    if line is None or refusal:
        return False, refusal
    done, text = _ADOPT[line.kind](turn, line)
    if done:
        agree(turn, line.id, "adopted by the operator")
        release(turn, "difference adopted")
        ask_venue(turn, "adopted")
    return done, text


def cancel_foreign(turn: Turn, command: CancelForeign) -> Done:
    """Have an order taken away that the venue shows and our books do not; its line goes when the venue shows it no more."""
    line = turn.state.reckoning.differences.get(command.difference)
    refusal = _refusal(turn, command.difference, Remedy.CANCEL)
    if line is None or refusal:
        return False, refusal
    turn.emit(CancelOrder(OrderId(line.subject), own("none of ours")))
    ask_again(turn, "cancelled")
    return True, f"order {line.subject} is being cancelled"


def ignore(turn: Turn, command: Ignore) -> Done:
    """Let a difference stand until its figures change, with a reason."""
    line, reason = turn.state.reckoning.differences.get(command.difference), command.reason.strip()
    refusal = _refusal(turn, command.difference, Remedy.IGNORE)
    if line is None or refusal:
        return False, refusal
    if not reason:
        return False, "letting a difference stand needs a reason"
    let_stand(turn, replace(line, ignored=reason))
    ask_again(turn, "ignored")
    return True, f"let stand until it changes: {differences.sentence(line)}"


def _refusal(turn: Turn, key: DifferenceId, remedy: Remedy) -> str:
    there = turn.state.reckoning.differences
    line = there.get(key)
    if line is None:
        return f"no difference {key}; there are {', '.join(there) or 'none'}"
    if remedy is Remedy.ADOPT and not adoptable(turn.state, line):
        return f"{line.market} is not listed here, nothing of it can be taken into our books: cancel or ignore it"
    if remedy not in line.remedies:
        return f"{remedy} is no way out of {key}; there are {', '.join(line.remedies)}"
    return ""


def _adopt_cash(turn: Turn, line: Difference) -> Done:
    amount = Money(line.venues - line.ours)
    cash_flows.book(turn, f"adopted-{turn.seq}", "adopted", amount)
    return True, f"{money(amount, sign=True)} taken into our books; the mark moved in proportion"


def _adopt_lost(turn: Turn, line: Difference) -> Done:
    order = turn.state.trading.orders.get(OrderId(line.subject))
    if order is not None:
        reporting.on_ended(turn, OrderEnded(order.ticket.id, expired=False, left=order.left, reason=own("given up")))
    return True, f"order {line.subject} is over, as the venue says"


def _adopt_holding(turn: Turn, line: Difference) -> Done:
    """More is held there: its price is unknown and counted as nothing, so that no equity comes of it before it is paid.

    Less is held there: what is missing is written off for nothing; what it brought is cash, a line of its own.
    """
    if line.market is None or line.leg is None:
        return False, "a holding without a market cannot be adopted"
    gap = line.venues - line.ours
    if gap > 0:
        position = _begun(turn, turn.state.quotes.markets[line.market], line.leg, Price(0))
        held = replace(position, bought=Quantity(gap))
        _keep(turn, held)
        return True, f"{quantity(Quantity(gap))} taken into our books at no cost"
    left = -gap
    for position in [each for each in _held_on(turn, line.market, line.leg) if each.open]:
        part = Quantity(min(left, position.quantity))
        left -= part
        if part:
            _keep(turn, positions.written_off(position, part, turn.at))
    touch(turn, line.market, line.leg)
    return True, f"{quantity(Quantity(-gap))} written off; what they brought shows as cash"


def _adopt_fill(turn: Turn, line: Difference) -> Done:
    kept, trade = turn.state.reckoning, TradeId(line.subject)
    fill = kept.foreign.get(trade)
    if fill is None:
        return True, f"trade {trade} is in our books as the venue told it"
    if fill.market not in turn.state.quotes.markets:
        return _adopt_paid(turn, fill)
    owner = _owner(turn, fill)
    if owner is None:
        return False, f"no position on {fill.market} {fill.leg} holds what was sold: adopt the holding instead"
    del kept.foreign[trade]
    turn.state.trading.trades[trade] = fill.order
    reporting.book_on(turn, owner, fill)
    return True, f"trade {trade} booked: {quantity(fill.quantity)} at {price(fill.price)}"


def _adopt_paid(turn: Turn, fill: Fill) -> Done:
    """A trade on a market that is over and paid: what it cost and brought in the end is cash, and nobody's result."""
    _, brought = explained(fill, turn.state.quotes.settled)
    del turn.state.reckoning.foreign[fill.trade]
    turn.state.trading.past_trades[fill.trade] = fill.order
    cash_flows.book(turn, f"adopted-{fill.trade}", "adopted", brought)
    return True, f"trade {fill.trade} and its settlement taken into our books: {money(brought, sign=True)}"


def _owner(turn: Turn, fill: Fill) -> Position | None:
    """On which position is a trade booked that came of no order of ours? A sale on one that holds as much."""
    if fill.side is Side.BUY:
        return _begun(turn, turn.state.quotes.markets[fill.market], fill.leg, fill.price)
    return next((p for p in _held_on(turn, fill.market, fill.leg) if p.quantity >= fill.quantity), None)


def _adopt_order(turn: Turn, line: Difference) -> Done:
    state, key = turn.state, OrderId(line.subject)
    if key in state.trading.orders:
        return True, f"order {key} is in our books again"
    shown = state.reckoning.shown.get(key)
    if shown is None:
        return False, f"the venue no longer shows order {key}"
    if key in state.trading.trades.values():
        return False, f"trades of order {key} were adopted without it: cancel it"
    market = state.quotes.markets[shown.market]
    owner = (
        _begun(turn, market, shown.leg, shown.price)
        if shown.side is Side.BUY
        else _sellable(turn, shown)
    )
    if owner is None:
        return False, f"no position on {shown.market} {shown.leg} holds, free to be sold, what order {key} sells: cancel it"
    ticket = _ticket(turn, shown, owner, market)
    room = _room(turn)
    if ticket.most_cost > room:
        return False, f"order {key} may cost {money(ticket.most_cost)}, {money(room)} may be at stake yet: cancel it"
    _keep(turn, owner)
    order = replace(lifecycle.new(ticket), state=OrderState.RESTING)
    write_down(state, order)
    watch_closely(state, owner.fixture)
    turn.emit(KeepOrder(order))
    for fill in [each for each in state.reckoning.foreign.values() if each.order == key]:
        del state.reckoning.foreign[fill.trade]
        agree(turn, difference_id(DifferenceKind.FOREIGN_FILL, fill.trade), "its order was adopted")
        reporting.book_trade(turn, fill)
    question(turn, order)
    return True, f"order {key} is in our books, counted at its worst"


def _room(turn: Turn) -> Money:
    """How much more may be at stake? What was not sent yet could not be sent above it either."""
    account, held = turn.state.purse.account, turn.state.trading.positions
    budget = drawdown.budget(account, drawdown.at_cost(held), turn.rules.drawdown)
    return Money(max(0, budget - sums.exposed(turn.state).total))


def _sellable(turn: Turn, shown: VenueOrder) -> Position | None:
    """Which position holds all that an order sells, and has no sale of ours on it? No exit opens anything."""
    held = _held_on(turn, shown.market, shown.leg)
    return next((p for p in held if p.quantity >= shown.quantity and not any(exits_of(turn.state, p))), None)


def _ticket(turn: Turn, shown: VenueOrder, owner: Position, market: Market) -> Ticket:
    buys = shown.side is Side.BUY
    fee = fee_at_most(market.fees, shown.price, shown.quantity, buy=True)
    return Ticket(
        id=shown.id,
        fixture=owner.fixture,
        market=shown.market,
        leg=shown.leg,
        side=shown.side,
        purpose=Purpose.ENTER if buys else Purpose.EXIT,
        price=shown.price,
        quantity=shown.quantity,
        position=owner.id,
        strategy=owner.strategy,
        created_at=turn.at,
        settles_on=owner.settles_on,
        post_only=False,
        take_only=False,
        expires_at=None,
        most_cost=Money(cost(shown.price, shown.quantity) + fee) if buys else NOTHING,
    )


def _held_on(turn: Turn, market: MarketId, leg: Leg) -> list[Position]:
    """Which positions are there on a leg, oldest first?"""
    held = turn.state.trading.positions.values()
    return [each for each in held if (each.market, each.leg) == (market, leg)]


def _begun(turn: Turn, market: Market, leg: Leg, at: Price) -> Position:
    """Which position, of nobody's conviction, holds what is adopted? The price is the only thing known of it."""
    run, fixture = turn.state.run, turn.state.quotes.fixtures[market.fixture]
    run.positions += 1
    thesis = Thesis(
        strategy=OPERATOR,
        model_id=ModelId(own("")),
        fair=Ppm(at * 100),
        sd=Ppm(0),
        edge=NOTHING,
        confidence=Ppm(0),
        price=at,
        mid_twice=None,
        home=None,
        away=None,
        in_play=False,
        at=turn.at,
        reason=own("adopted by the operator"),
    )
    return Position(
        id=position_id(run.id, run.positions),
        fixture=fixture.id,
        market=market.id,
        leg=leg,
        strategy=OPERATOR,
        settles_on=fixture.settles_on,
        opened_at=turn.at,
        thesis=thesis,
    )


def _keep(turn: Turn, position: Position) -> None:
    """Write a position down, a new one among those of its fixture."""
    trading = turn.state.trading
    if position.id not in trading.positions:
        trading.positions_on.setdefault(position.fixture, []).append(position.id)
    trading.positions[position.id] = position
    touch(turn, position.market, position.leg)
    watch_closely(turn.state, position.fixture)
    turn.emit(KeepPosition(position))
    guarding.check(turn)


_ADOPT: dict[DifferenceKind, Callable[[Turn, Difference], Done]] = {
    DifferenceKind.FOREIGN_ORDER: _adopt_order,
    DifferenceKind.LOST_ORDER: _adopt_lost,
    DifferenceKind.FOREIGN_FILL: _adopt_fill,
    DifferenceKind.HOLDING: _adopt_holding,
    DifferenceKind.CASH: _adopt_cash,
}
