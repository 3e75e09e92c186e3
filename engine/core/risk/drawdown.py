"""The drawdown limit as a guarantee: kept before each order, not watched after it.

Why it holds. An order passes only if worst case ≥ (1 − stop) · max(mark, cash + positions at cost).
Afterwards a purchase moves cash into positions and only fees are lost, which the worst case had
already paid; a sale or a settlement lifts the worst case by what it brings and cash + positions at
cost by the gain alone, which is less. Conservative equity, and with it the mark, never exceeds cash +
positions at cost, so the inequality outlives whatever the games do.

It leans on two things that conduct keeps. A settlement's cash is booked when it is final and no sale that
is still live may have sold the same contracts before: taken back later, it would have lifted the mark
without a gain. And every entry order opens a position of its own: at average
cost a purchase that joined a position that has sold would revalue what was sold, and cash +
positions at cost would rise without a gain. What the position's own order still buys after a sale
revalues by less than the worst case has set aside for it at its limit.
"""

from collections.abc import Callable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from engine.domain.fees import FeeSchedule
from engine.domain.identity import MarketId, OrderId, PositionId
from engine.domain.market import Leg
from engine.domain.money import NOTHING, Money, Price, cost, divide_down, divide_up
from engine.domain.order import Order
from engine.domain.position import Position
from engine.domain.probability import MILLION, Ppm
from engine.domain.rules import DrawdownMode, DrawdownRules
from engine.domain.worst import most_it_can_still_cost

FeeOf = Callable[[MarketId], FeeSchedule]
"""Which fees does a market charge: the highest scheduled while an order could live."""

Bids = Mapping[tuple[MarketId, Leg], Price | None]
"""The last trusted bid of each leg held: of a book that had been two-sided for long enough."""


class Account(Struct, frozen=True):
    """The money: cash now, the high-water mark of conservative equity, what the operator moved in and out.

    `size_factor` scales stakes, 0 to one million.
    """

    cash: Money
    mark: Money
    size_factor: Ppm = MILLION
    deposited: Money = NOTHING
    withdrawn: Money = NOTHING


def opened(bankroll: Money) -> Account:
    """Which account does a run begin with?"""
    return Account(cash=bankroll, mark=bankroll, deposited=bankroll)


def at_cost(positions: Mapping[PositionId, Position]) -> Money:
    """What did all contracts still held cost, before fees?"""
    return Money(sum(position.cost for position in positions.values()))


def equity(cash: Money, positions: Mapping[PositionId, Position], bids: Bids) -> Money:
    """What is the account worth, conservatively: cash and each position at the lower of cost and bid?

    A position that never had a trusted bid counts at cost: vanished quotes neither latch nor release.
    """
    return Money(cash + sum(_cautious(position, bids) for position in positions.values()))


def marked_equity(cash: Money, positions: Mapping[PositionId, Position], bids: Bids) -> Money | None:
    """What is the account worth at the bids? For information; None when an open position has none."""
    total = int(cash)
    for position in positions.values():
        if position.open:
            bid = bids.get((position.market, position.leg))
            if bid is None:
                return None
            total += cost(bid, position.quantity)
    return Money(total)


def reserved(orders: Mapping[OrderId, Order], fee_of: FeeOf) -> Money:
    """How much cash can everything that is live or unknown still take, fees at their worst?"""
    return Money(sum(most_it_can_still_cost(order, fee_of(order.ticket.market)) for order in orders.values()))


def worst_case(cash: Money, orders: Mapping[OrderId, Order], fee_of: FeeOf) -> Money:
    """What is left when every live entry fills at its dearest and every position pays nothing?"""
    return Money(cash - reserved(orders, fee_of))


def floor(account: Account, positions_at_cost: Money, stop: Ppm) -> Money:
    """Below what may the worst case never fall? (1 − stop) · max(mark, cash + positions at cost), rounded up.

    The second term covers recoveries: without it a position bought while another one is under water
    lets the mark rise later without a gain.
    """
    height = max(account.mark, account.cash + positions_at_cost)
    return Money(divide_up((MILLION - stop) * height, MILLION))


def room(account: Account, worst: Money, floor: Money) -> Money:
    """What may a new order still cost, fees included, under the guarantee? Never more than cash; at least 0."""
    return Money(max(0, min(account.cash, worst - floor)))


def budget(account: Account, positions_at_cost: Money, rules: DrawdownRules) -> Money:
    """What may be at stake in all: cash + positions at cost − floor? At least 0.

    At stake (positions at cost and live orders at worst) plus the room that is left is this budget, so
    the console's "143 of 203" adds up. When drawdown is only watched, everything may be at stake.
    """
    everything = account.cash + positions_at_cost
    if rules.mode is DrawdownMode.WATCHED:
        return Money(max(0, everything))
    return Money(max(0, everything - floor(account, positions_at_cost, rules.stop)))


def drawdown(equity: Money, mark: Money) -> Ppm:
    """How far has equity fallen below the mark, in parts per million rounded up? At least 0."""
    if mark <= 0:
        return Ppm(0 if equity >= mark else MILLION)
    return Ppm(max(0, divide_up((mark - equity) * MILLION, mark)))


def distance(equity: Money, mark: Money, line: Ppm) -> Money:
    """How much may equity still fall until drawdown stands at this line? Below 0 when it is past it."""
    return Money(equity - divide_up((MILLION - line) * mark, MILLION))


def marked_up(account: Account, equity: Money) -> Account:
    """Which account has this equity seen? The mark only rises."""
    return replace(account, mark=equity) if equity > account.mark else account


def restarted(account: Account, equity: Money) -> Account:
    """Which account begins anew after a reset from a drawdown stop? The mark is equity as it is."""
    return replace(account, mark=equity)


def sized(account: Account, size_factor: int) -> Account:
    """Which account stakes this share (parts per million, 0 to one million) of its full size?"""
    return replace(account, size_factor=Ppm(max(0, min(MILLION, size_factor))))


def with_cash(account: Account, change: Money) -> Account:
    """Which account has this change of cash (a trade, a settlement, interest)?"""
    return replace(account, cash=Money(account.cash + change))


def deposited(account: Account, equity: Money, amount: Money) -> Account:
    """Which account has `amount` more cash? The mark grows in proportion to equity.

    Rounded down, by less than a micro-dollar: rounded up, a deposit could carry an account that keeps
    its promise to the last unit past its limit. Without equity there is no proportion: the mark grows
    by the amount.
    """
    mark = divide_down(account.mark * (equity + amount), equity) if equity > 0 else account.mark + amount
    return replace(
        account,
        cash=Money(account.cash + amount),
        mark=Money(mark),
        deposited=Money(account.deposited + amount),
    )


def withdrawn(account: Account, equity: Money, amount: Money) -> Account:
    """Which account has `amount` less cash? The mark shrinks in proportion to equity.

    Rounded down for the same reason as a deposit. Ask `withdrawable` first.
    """
    mark = divide_down(account.mark * (equity - amount), equity) if equity > 0 else account.mark
    return replace(
        account,
        cash=Money(account.cash - amount),
        mark=Money(max(0, mark)),
        withdrawn=Money(account.withdrawn + amount),
    )


def withdrawable(
    account: Account, *, equity: Money, worst: Money, positions_at_cost: Money, rules: DrawdownRules
) -> Money:
    """What is the most that may be taken out so that the promise still holds afterwards? The gate of an order.

    Any smaller amount passes too. When drawdown is only watched: whatever no order could still need.
    """
    most = max(0, min(worst, equity))
    if rules.mode is DrawdownMode.WATCHED or most == 0:
        return Money(most)
    keeps, everything = MILLION - rules.stop, account.cash + positions_at_cost
    # worst − x ≥ keeps · mark · (1 − x / equity), solved for x in whole numbers.
    spare, slope = worst * MILLION - keeps * account.mark, equity * MILLION - keeps * account.mark
    by_mark = divide_down(spare * equity, slope) if slope > 0 else most * (spare >= 0)
    # worst − x ≥ keeps · (cash + positions at cost − x), the same.
    spare_at_cost = worst * MILLION - keeps * everything
    by_cost = divide_down(spare_at_cost, rules.stop) if rules.stop else most * (spare_at_cost >= 0)
    return Money(max(0, min(most, by_mark, by_cost)))


def _cautious(position: Position, bids: Bids) -> Money:
    bid = bids.get((position.market, position.leg))
    return position.cost if bid is None else min(position.cost, cost(bid, position.quantity))
