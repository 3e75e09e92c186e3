"""How far could drawdown go if games went against us: books filled as full as the limits let them, then lost.

`python -m engine.lab.stress CONFIG…` prints it for guaranteed and for watched drawdown, each file over the one before.
Stakes are as large as the limits let through, whatever an arm would want: it is the limits that are doubted.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from engine.config.complaint import ConfigError
from engine.config.read import read_files
from engine.config.rules import to_rules
from engine.core.risk import drawdown
from engine.core.risk.candidate import Candidate, RiskContext
from engine.core.risk.drawdown import Account
from engine.core.risk.exposure import Exposure
from engine.core.risk.limits import check, most_cost
from engine.domain import text
from engine.domain.exits import ExitCode
from engine.domain.fees import QUADRATIC
from engine.domain.identity import FixtureId, MarketId, StrategyName
from engine.domain.market import Book, Leg
from engine.domain.moment import Moment, Span, VenueDate
from engine.domain.money import CENT, CONTRACT, ONE, Money, Price, Quantity, cost, divide_up
from engine.domain.order import Refused, Trimmed
from engine.domain.probability import MILLION, Ppm
from engine.domain.prospect import Holding, Prospect, prospect
from engine.domain.rules import DrawdownMode, Rules

Key = TypeVar("Key")

DATES = tuple(VenueDate(f"2026-08-{day:02d}") for day in (8, 9, 10))
GAMES_A_DATE = 12
PRICES = (Price(5500), Price(2700), Price(2200))
"""What favourite, draw and outsider cost."""
CHANCES = (Ppm(530_000), Ppm(260_000), Ppm(210_000))
FAVOURITE, OUTSIDER = 0, 2
BOUGHT = (FAVOURITE, FAVOURITE, OUTSIDER)
"""Two games in three are bought on the favourite, the third on the outsider."""
NOW = Moment(1_786_190_400_000_000)


class Bought(Struct, frozen=True):
    """What one order of the full book took: on which date, fixture and outcome, how much, for how much with fees."""

    date: VenueDate
    fixture: FixtureId
    market: MarketId
    strategy: StrategyName
    place: int
    quantity: Quantity
    stake: Money
    taken: Money


class Outcome(Struct, frozen=True):
    """What a scenario leaves: equity, and drawdown from the bankroll (parts per million)."""

    scenario: str
    equity: Money
    drawdown: Ppm


class Stress(Struct, frozen=True):
    """A book as full as the limits let it be, and what becomes of it; the worst outcome first of equals."""

    mode: DrawdownMode
    bankroll: Money
    at_stake: Money
    outcomes: tuple[Outcome, ...]

    @property
    def worst(self) -> Outcome:
        """Which scenario goes deepest?"""
        return max(self.outcomes, key=lambda each: each.drawdown)


Pays = Callable[[Bought], Price | None]
"""What does a contract pay in a scenario? None: it is not over yet and counts at cost."""


def _favourites_lose(bought: Bought) -> Price:
    return ONE if bought.place == OUTSIDER else Price(0)


SCENARIOS: dict[str, Callable[[VenueDate], Pays]] = {
    "all positions lose": lambda _fullest: lambda _bought: Price(0),
    "every favourite loses": lambda _fullest: _favourites_lose,
    "one slate all lose": lambda fullest: lambda bought: Price(0) if bought.date == fullest else None,
}


def stress(rules: Rules, mode: DrawdownMode) -> Stress:
    """What becomes of a book filled as full as these limits let it be in this mode?"""
    book = list(_filled(replace(rules, drawdown=replace(rules.drawdown, mode=mode))))
    by_date = {date: sum(each.stake for each in book if each.date == date) for date in DATES}
    fullest = max(DATES, key=lambda date: by_date[date])
    outcomes = tuple(_outcome(name, book, pays(fullest), rules.bankroll) for name, pays in SCENARIOS.items())
    return Stress(mode, rules.bankroll, Money(sum(by_date.values())), outcomes)


def _outcome(name: str, book: Sequence[Bought], pays: Pays, bankroll: Money) -> Outcome:
    equity = int(bankroll)
    for each in book:
        paid = pays(each)
        equity += (each.stake if paid is None else cost(paid, each.quantity)) - each.taken
    return Outcome(name, Money(equity), drawdown.drawdown(Money(equity), bankroll))


def deepest(rules: Rules) -> Ppm:
    """How deep can drawdown get under these rules, on any path? Parts per million of the mark.

    Guaranteed: the stop. Watched: all that may be at stake, and the fees paid for it, is lost from just above the stop.
    """
    if rules.drawdown.mode is DrawdownMode.GUARANTEED:
        return rules.drawdown.stop
    left = MILLION - rules.drawdown.stop
    share = divide_up(rules.limits.global_exposure * MILLION, rules.bankroll)
    at_stake = min(share, divide_up(left * rules.limits.global_share, MILLION))
    with_fees = divide_up(at_stake * (MILLION + QUADRATIC.taker_ppm), MILLION)
    return Ppm(rules.drawdown.stop + min(left, with_fees))


def sentence(rules: Rules) -> str:
    """How far can a goal carry drawdown under these rules, in one line?"""
    if rules.drawdown.mode is DrawdownMode.GUARANTEED:
        worst = stress(rules, DrawdownMode.GUARANTEED).worst
        kept = f"no outcome of the games takes drawdown past {text.percent(rules.drawdown.stop)}"
        return f"guaranteed: {kept}; full book {_said(worst)}"
    worst = stress(rules, DrawdownMode.WATCHED).worst
    most = text.money(min(rules.limits.global_exposure, rules.bankroll))
    over = Ppm(deepest(rules) - rules.drawdown.stop)
    return (
        f"watched: a goal can overshoot; up to {most} at stake on {text.money(rules.bankroll)}, "
        f"worst case {_said(worst)}; by up to {text.percent(over)} of the mark past the {text.percent(rules.drawdown.stop)} stop"
    )


def _said(outcome: Outcome) -> str:
    return f"-{text.percent(outcome.drawdown)} ({outcome.scenario})"


def _filled(rules: Rules) -> Iterator[Bought]:
    """Round after round one order per game and arm, each as large as the limits let it be, until none passes."""
    book: list[Bought] = []
    games = [(date, number) for number in range(GAMES_A_DATE) for date in DATES]
    passed = True
    while passed:
        passed = False
        for date, number in games:
            for arm in rules.arms:
                bought = _order(rules, book, _wish(rules, arm.name, date, number))
                if bought is not None:
                    passed = True
                    book.append(bought)
                    yield bought


def _wish(rules: Rules, strategy: StrategyName, date: VenueDate, number: int) -> Candidate:
    place = BOUGHT[number % len(BOUGHT)]
    fixture = FixtureId(f"{date}-{number:02d}")
    return Candidate(
        strategy=strategy, fixture=fixture, market=MarketId(f"{fixture}-{place}"), leg=Leg.YES, price=PRICES[place],
        quantity=rules.limits.order_quantity, settles_on=date, fees=QUADRATIC, at=NOW, in_play=False, place=place,
        chances=CHANCES,
    )  # fmt: skip


def _order(rules: Rules, book: Sequence[Bought], wish: Candidate) -> Bought | None:
    """What does one order take, filled at its limit with fees at their worst? None when nothing of it passes."""
    verdict = check(wish, _context(rules, book, wish))
    if isinstance(verdict, Refused):
        return None
    quantity = verdict.to if isinstance(verdict, Trimmed) else wish.quantity
    return Bought(
        wish.settles_on, wish.fixture, wish.market, wish.strategy, wish.place, quantity,
        cost(wish.price, quantity), most_cost(wish, quantity),
    )  # fmt: skip


def _context(rules: Rules, book: Sequence[Bought], wish: Candidate) -> RiskContext:
    cash = Money(rules.bankroll - sum(each.taken for each in book))
    at_cost = Money(sum(each.stake for each in book))
    account = Account(cash=cash, mark=rules.bankroll)
    return RiskContext(
        limits=rules.limits,
        drawdown=rules.drawdown,
        account=account,
        exposure=_exposure(book),
        equity=Money(cash + at_cost),
        positions_at_cost=at_cost,
        worst=cash,
        floor=drawdown.floor(account, at_cost, rules.drawdown.stop),
        running=True,
        orders_last_minute=0,
        book=Book(wish.market, ((Price(wish.price - CENT), CONTRACT),), ((wish.price, CONTRACT),), NOW),
        quote_age=Span(0),
        score_age=None,
        positions={},
        orders={},
        slate=_slate(book, wish.settles_on),
    )


def _exposure(book: Sequence[Bought]) -> Exposure:
    return Exposure(
        total=Money(sum(each.stake for each in book)),
        by_fixture=_summed((each.fixture, each.stake) for each in book),
        by_market=_summed((each.market, each.stake) for each in book),
        by_strategy=_summed((each.strategy, each.stake) for each in book),
        by_slate=_summed((each.date, each.stake) for each in book),
    )


def _summed(stakes: Iterable[tuple[Key, Money]]) -> dict[Key, Money]:
    found: dict[Key, Money] = {}
    for key, stake in stakes:
        found[key] = Money(found.get(key, 0) + stake)
    return found


def _slate(book: Sequence[Bought], date: VenueDate) -> tuple[Prospect, ...]:
    held: dict[FixtureId, list[Holding]] = {}
    for each in book:
        if each.date == date:
            held.setdefault(each.fixture, []).append(Holding(each.place, Leg.YES, each.quantity, each.stake))
    return tuple(prospect(fixture, CHANCES, holdings) for fixture, holdings in held.items())


def lines(rules: Rules) -> Iterator[str]:
    """What is printed: both modes, every scenario, with amounts."""
    for mode in DrawdownMode:
        found = stress(rules, mode)
        yield f"{mode}: {text.money(found.at_stake)} at stake on {text.money(found.bankroll)}"
        for each in found.outcomes:
            lost = text.money(each.equity - found.bankroll, sign=True)
            yield f"  {each.scenario:22} {lost:>10}   drawdown {text.percent(each.drawdown):>6}"
        yield f"  {sentence(replace(rules, drawdown=replace(rules.drawdown, mode=mode)))}"


def main(given: Sequence[str] | None = None) -> int:
    """Print the stress test of settings: 0, or 2 with a line per mistake in them."""
    parser = argparse.ArgumentParser(prog="python -m engine.lab.stress", description=__doc__)
    parser.add_argument("config", nargs="+", help="settings, each file over the one before")
    asked = parser.parse_args(given)
    try:
        rules = to_rules(read_files(asked.config))
    except ConfigError as error:
        sys.stderr.write(f"{error}\n")
        return ExitCode.USAGE
    for line in lines(rules):
        sys.stdout.write(f"{line}\n")
    return ExitCode.ORDERLY


if __name__ == "__main__":
    sys.exit(main())
