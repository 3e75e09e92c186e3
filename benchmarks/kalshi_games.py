"""What do rules for leaving do on real games? Every side of every recorded NBA game held from before its start.

Prices are real, the books around them modelled; the trigger, its dwell and the fee are the engine's own code. A game
is one draw: both of its sides, and all intervals, are counted by game.
"""

import os
import sys
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

from msgspec import Struct

from benchmarks.recording import RULES
from engine.core.execution.approvals import net_per_contract
from engine.core.invalidation.facts import Facts
from engine.core.invalidation.scan import next_look, scan
from engine.domain.errors import FootbeError
from engine.domain.exits import ExitCode
from engine.domain.history import RecordedGame, Verdict
from engine.domain.identity import ModelId, PositionId, StrategyName, TriggerName
from engine.domain.market import MICROS_PER_MID_TWICE, Book, Fixture, Leg, Market, mid_twice
from engine.domain.moment import HOUR, MINUTE, Moment
from engine.domain.money import CENT, DOLLAR, ONE, Money, Price, Quantity, cost
from engine.domain.position import Position, Thesis
from engine.domain.probability import Ppm
from engine.domain.rules import TriggerRule
from engine.maths.metrics import Interval, mean_interval
from engine.shell.feeds.candle_file import read
from engine.world import candle_book
from engine.world.candle_book import Look, mirrored
from engine.world.candle_phase import WINDOW, activity_began
from engine.world.candles import EARLIEST_HOUR, evening, fixture_of

COMMAND = "python -m benchmarks.kalshi_games"
CONTRACTS = Quantity(1_000)
"""Ten contracts a position, in hundredths."""
LATE = 2 * HOUR
"""So long after the inferred start a game is late: five of its forty-eight minutes are left, or fewer."""
_HEADING = "".join(
    name.rjust(width)
    for name, width in (
        ("sides", 44), ("left, all", 20), ("of winners", 20), ("of losers", 20), ("leaving costs, cents", 23),
        ("a minute later", 23), ("spread and fee", 23),
    )
)  # fmt: skip
_BEGUN = WINDOW + 3
"""Minutes whose trading it takes to see that a game has begun."""


class Side(Struct, frozen=True):
    """One side of one game, held from before its start: its books from then on, the first of them at entry."""

    game: int
    fixture: Fixture
    market: Market
    books: tuple[Book, ...]
    began: Moment
    won: bool


class Left(Struct, frozen=True):
    """Where a rule left a side: what a contract brought net at once, and into the book a minute later; micro-dollars.

    `friction` is what the spread and the fee took of the mid at once.
    """

    at_once: Money
    next_minute: Money
    friction: Money


class Fate(Struct, frozen=True):
    """One side under one rule: which game, did it win, and where was it left (None: held to the end)?"""

    game: int
    won: bool
    entry: int
    left: Left | None


Rule = Callable[[Side], int | None]
"""After which of its books is a side left? None: never."""


def sides(games: Sequence[tuple[RecordedGame, Verdict]]) -> list[Side]:
    """Which sides can be held: both of every game whose start shows?"""
    found: list[Side] = []
    for number, (game, verdict) in enumerate(games):
        began = activity_began(game.candles, evening(game, EARLIEST_HOUR))
        if began is None:
            continue
        winner, fixture = verdict.winner(Moment(game.candles.at[-1] + MINUTE)), fixture_of(game)
        for market in fixture.markets:
            books = _books(game, market, Moment(began - _BEGUN * MINUTE))
            if mid_twice(books[0], Leg.YES) is not None:
                found.append(Side(number, fixture, market, books, began, market.outcome is winner))
    return found


def _books(game: RecordedGame, market: Market, begin: Moment) -> tuple[Book, ...]:
    looks = candle_book.looks(game.candles)
    luck = candle_book.luck(0, game.event, len(looks))
    last = max(place for place, look in enumerate(looks) if look.at <= begin or not place)
    return tuple(_book(game, market, *pair) for pair in zip(looks[last:], luck[last:], strict=True))


def _book(game: RecordedGame, market: Market, look: Look, luck: list[float]) -> Book:
    told = candle_book.ladders(look, luck)
    bids, asks = told if market.outcome is game.recorded else mirrored(told)
    return Book(market.id, bids, asks, Moment(look.at))


def price_moved(side: Side) -> int | None:
    """When does the paper rule fire: the engine's trigger, looked at with every book and when its dwell is over?"""
    rule = next(rule for rule in RULES.triggers if rule.name == "price_moved")
    held: dict[TriggerName, Moment] = {}
    position = _position(side)
    for place, (book, after) in enumerate(pairwise(side.books)):
        fired, held = scan([rule], _facts(side, position, book, book.at), held)
        due = next_look([rule], held, book.at)
        if not fired and due is not None and due < after.at:
            fired, held = scan([rule], _facts(side, position, book, due), held)
        if fired:
            return place
    return None


def losing_late(side: Side) -> int | None:
    """When is a side first worth less than half a dollar, two hours after the inferred start? Stands for `closing_minutes`."""
    for place, book in enumerate(side.books):
        mid = mid_twice(book, Leg.YES)
        if mid is not None and book.at >= side.began + LATE and mid < ONE:
            return place
    return None


def _position(side: Side) -> Position:
    mid = mid_twice(side.books[0], Leg.YES)
    thesis = Thesis(
        strategy=StrategyName("held"), model_id=ModelId("market"), fair=Ppm(0), sd=Ppm(0), edge=Money(0),
        confidence=Ppm(0), price=Price(0), mid_twice=mid, home=None, away=None, in_play=False,
        at=side.books[0].at, reason="held",
    )  # fmt: skip
    return Position(
        id=PositionId("held"), fixture=side.fixture.id, market=side.market.id, leg=Leg.YES,
        strategy=thesis.strategy, settles_on=side.fixture.settles_on, opened_at=thesis.at, thesis=thesis,
        bought=CONTRACTS, spent=cost(CENT, CONTRACTS),
    )  # fmt: skip


def _facts(side: Side, position: Position, book: Book, at: Moment) -> Facts:
    return Facts(
        position=position, fixture=side.fixture, outcome=side.market.outcome, sighting=None,
        mid_twice_now=mid_twice(book, Leg.YES), market_agrees_since=None, forecast_at=at, at=at, tick=side.market.tick,
    )  # fmt: skip


def fate(side: Side, rule: Rule) -> Fate:
    """What does a rule do to a side?"""
    place = rule(side)
    now = None if place is None else _net(side, place)
    later = None if place is None else next(
        (net for net in (_net(side, each) for each in range(place + 1, len(side.books))) if net is not None), None
    )  # fmt: skip
    mid = None if place is None else mid_twice(side.books[place], Leg.YES)
    left = None
    if now is not None and later is not None and mid is not None:
        left = Left(now, later, Money(mid * MICROS_PER_MID_TWICE - now))
    return Fate(side.game, side.won, mid_twice(side.books[0], Leg.YES) or 0, left)


def _net(side: Side, place: int) -> Money | None:
    found = net_per_contract(side.books[place].bids, CONTRACTS, side.market.fees)
    return None if found is None else found[1]


class Findings(Struct, frozen=True):
    """What does a rule do: which share of all sides, of winners and of losers is left, and what does leaving cost?

    Costs are cents a contract against holding to the end (below zero it pays), at once and into the book a minute
    later; `friction` is the part that spread and fee are.
    """

    sides: int
    games: int
    left: Interval
    winners_left: Interval
    losers_left: Interval
    cost_at_once: Interval
    cost_next_minute: Interval
    friction: Interval


def findings(fates: Sequence[Fate]) -> Findings:
    """What does a rule do on these sides? Intervals at 95 %, by game."""
    gone = [one for one in fates if one.left is not None]
    return Findings(
        sides=len(fates),
        games=len({one.game for one in fates}),
        left=_share(fates),
        winners_left=_share([one for one in fates if one.won]),
        losers_left=_share([one for one in fates if not one.won]),
        cost_at_once=_cents(gone, lambda won, left: won - left.at_once),
        cost_next_minute=_cents(gone, lambda won, left: won - left.next_minute),
        friction=_cents(gone, lambda _, left: left.friction),
    )


def _share(fates: Sequence[Fate]) -> Interval:
    return mean_interval([float(one.left is not None) for one in fates], [one.game for one in fates])


def _cents(gone: Sequence[Fate], cost_of: Callable[[Money, Left], int]) -> Interval:
    costs = [cost_of(Money(DOLLAR * one.won), one.left) * 100 / DOLLAR for one in gone if one.left is not None]
    return mean_interval(costs, [one.game for one in gone])


def in_band(fates: Sequence[Fate]) -> list[Fate]:
    """Which of them were entered within the price band of the paper rules?"""
    low, high = 2 * RULES.limits.price_lowest, 2 * RULES.limits.price_highest
    return [one for one in fates if low <= one.entry <= high]


def folder() -> Path:
    """Where do the recorded games lie: the first argument, or the folder of real data?"""
    if len(sys.argv) > 1:
        return Path(sys.argv[1])
    root = Path(__file__).resolve().parents[1]
    return Path(os.environ.get("FOOTBE_DATA", root.parent / "shared" / "data")) / "markets" / "kalshi_nba"


def table(games: Sequence[tuple[RecordedGame, Verdict]]) -> list[str]:
    """Which lines report it?"""
    held = sides(games)
    lines = [
        f"{len(games)} games, a start shows in {len({side.game for side in held})}; both sides held from before it, 10 contracts each",
        "",
        _HEADING,
    ]
    rules: dict[str, Rule] = {f"price moved {_rule_text()}": price_moved, "losing two hours after the start": losing_late}
    for name, rule in rules.items():
        fates = [fate(side, rule) for side in held]
        for title, chosen in ((name, fates), ("  entered between .08 and .92", in_band(fates))):
            lines.append(_line(title, findings(chosen)))
    return [*lines, "", "PRODUCT says: left 75 %, of winners half, leaving costs 3.8 cents"]


def _rule_text() -> str:
    rule: TriggerRule = next(rule for rule in RULES.triggers if rule.name == "price_moved")
    return f"{rule.threshold / 10_000:.0f} %, {rule.ticks} ticks, {rule.dwell // 1_000_000} s"


def _line(title: str, found: Findings) -> str:
    shares = " ".join(f"{_percent(part):>19}" for part in (found.left, found.winners_left, found.losers_left))
    parts = found.cost_at_once, found.cost_next_minute, found.friction
    costs = " ".join(f"{part.mean:+.2f} [{part.low:+.1f} .. {part.high:+.1f}]".rjust(22) for part in parts)
    return f"{title:<38} {found.sides:>5} {shares} {costs}"


def _percent(part: Interval) -> str:
    return f"{part.mean:.1%} [{part.low:.0%}..{part.high:.0%}]"


def main() -> int:
    """Print the table; 2 when there is nothing to measure."""
    try:
        games = read(folder())
    except FootbeError as error:
        print(f"kalshi_games: {error}", file=sys.stderr)
        return ExitCode.USAGE
    print("\n".join(table(games)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
