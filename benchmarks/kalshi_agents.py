"""Do simple agents earn on real games? Those of the market's own tests that need no score, on 382 recorded NBA games.

They look at every book from before the start on, know what is in it and what was before it, and trade a contract
against the book a minute later, as the replay does; entry and exit pay the taker's fee. A game is one draw.
"""

import sys
from collections.abc import Callable, Sequence

from msgspec import Struct

from benchmarks.kalshi_games import Side, folder, sides
from engine.domain.dice import chance
from engine.domain.errors import FootbeError
from engine.domain.exits import ExitCode
from engine.domain.fees import charge
from engine.domain.market import Leg, best_ask, best_bid, mid_twice
from engine.domain.money import CENT, CONTRACT, DOLLAR, ONE, Money, Price, cost
from engine.maths.metrics import Interval, mean_interval
from engine.shell.feeds.candle_file import read

COMMAND = "python -m benchmarks.kalshi_agents"
BACK = 5
"""So many books ago an agent looks at what the price was."""
FOR = 10
"""So many books a round trip lasts."""
MOVE = 4 * CENT
"""A move of the mid that an agent takes for one, in four cents or more."""
LOWEST, HIGHEST = Price(8 * CENT), Price(92 * CENT)
"""Nobody enters outside these prices."""


class Trade(Struct, frozen=True):
    """One contract an agent bought: in which game, what it made held to the end and as a round trip; micro-dollars."""

    game: int
    paid: Money
    held: Money
    tripped: Money | None


Mind = Callable[[Side, int], bool]
"""Does an agent want this side after this book of it? It may look at no later one."""


def random_taker(side: Side, place: int) -> bool:
    """One look in thirty, whatever is seen."""
    return chance(7, "random taker", side.market.id, place) < 1 / 30


def momentum(side: Side, place: int) -> bool:
    """What has risen."""
    rise = _rise(side, place)
    return rise is not None and rise >= 2 * MOVE


def reversal(side: Side, place: int) -> bool:
    """What has fallen."""
    rise = _rise(side, place)
    return rise is not None and rise <= -2 * MOVE


def favourite(side: Side, place: int) -> bool:
    """The likelier side, once, before the start."""
    return place == 0 and (mid_twice(side.books[0], Leg.YES) or 0) > ONE


def outsider(side: Side, place: int) -> bool:
    """The other side, once, before the start."""
    return place == 0 and (mid_twice(side.books[0], Leg.YES) or ONE) < ONE


MINDS: dict[str, Mind] = {
    "random taker": random_taker,
    "momentum": momentum,
    "reversal": reversal,
    "favourite": favourite,
    "outsider": outsider,
}


def _rise(side: Side, place: int) -> int | None:
    now = mid_twice(side.books[place], Leg.YES)
    before = mid_twice(side.books[max(0, place - BACK)], Leg.YES)
    return None if now is None or before is None else now - before


def trades(held: Sequence[Side], mind: Mind) -> list[Trade]:
    """What does an agent trade on these sides? It waits for a round trip's length after each purchase."""
    found: list[Trade] = []
    for side in held:
        rest = 0
        for place in range(len(side.books) - 1):
            if place >= rest and mind(side, place) and (trade := _bought(side, place + 1)) is not None:
                found.append(trade)
                rest = place + FOR
    return found


def _bought(side: Side, place: int) -> Trade | None:
    ask = best_ask(side.books[place], Leg.YES)
    if ask is None or not LOWEST <= ask <= HIGHEST:
        return None
    paid = Money(cost(ask, CONTRACT) + charge(side.market.fees, ask, CONTRACT, maker=False, buy=True).net)
    bids = (best_bid(book, Leg.YES) for book in side.books[place + FOR :])
    bid = next((bid for bid in bids if bid is not None), None)
    brought = None if bid is None else _sold(side, bid)
    return Trade(side.game, paid, Money(DOLLAR * side.won - paid), None if brought is None else Money(brought - paid))


def _sold(side: Side, bid: Price) -> int:
    return cost(bid, CONTRACT) - charge(side.market.fees, bid, CONTRACT, maker=False, buy=False).net


class Made(Struct, frozen=True):
    """What does an agent make: cents a contract held to the end and as a round trip, and the mean price paid."""

    trades: int
    paid: float
    held: Interval
    tripped: Interval


def made(found: Sequence[Trade]) -> Made:
    """What did these trades make? Intervals at 95 %, by game."""
    tripped = [(trade.game, trade.tripped) for trade in found if trade.tripped is not None]
    return Made(
        trades=len(found),
        paid=sum(trade.paid for trade in found) * 100 / DOLLAR / len(found),
        held=mean_interval([trade.held * 100 / DOLLAR for trade in found], [trade.game for trade in found]),
        tripped=mean_interval([gain * 100 / DOLLAR for _, gain in tripped], [game for game, _ in tripped]),
    )


def table(held: Sequence[Side]) -> list[str]:
    """Which lines report it?"""
    lines = [f"{'cents a contract':<16} {'trades':>7} {'paid':>6} {'held to the end':>24} {'round trip':>24}"]
    for name, mind in MINDS.items():
        found = made(trades(held, mind))
        parts = " ".join(f"{part.mean:+.2f} [{part.low:+.2f} .. {part.high:+.2f}]".rjust(24) for part in (found.held, found.tripped))
        lines.append(f"{name:<16} {found.trades:>7} {found.paid:>6.1f} {parts}")
    return lines


def main() -> int:
    """Print the table; 2 when there is nothing to measure."""
    try:
        held = sides(read(folder()))
    except FootbeError as error:
        print(f"kalshi_agents: {error}", file=sys.stderr)
        return ExitCode.USAGE
    print("\n".join(table(held)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
