"""The scenario board: what the book makes under chosen results, and between which bounds it lies."""

from engine.core.conduct import sums
from engine.core.conduct.finding import positions_on
from engine.core.conduct.guarding import trusted_bids
from engine.core.conduct.turn import held_side, title
from engine.core.performance.projection import outlook
from engine.core.risk import drawdown
from engine.core.state import State
from engine.core.view.estimates import simulated, source
from engine.domain import text
from engine.domain.board import Board, BoardRow, all_lose, best, favourites, outturn, worst
from engine.domain.clean import Clean, own
from engine.domain.identity import FixtureId
from engine.domain.market import Fixture, place_of
from engine.domain.money import Money
from engine.domain.probability import MILLION, Ppm
from engine.domain.prospect import Holding, prospect
from engine.domain.queries import Answer, Query, Section, section
from engine.domain.sport import Outcome

NOTHING_HELD = "no open position: fixtures stand here as soon as something is held"


def answer(state: State, query: Query) -> Answer:
    """What does the book make under which results?"""
    found = board(state)
    return Answer(
        query,
        own(f"{simulated(state)}What if: the book under chosen results"),
        (_totals(state, found),),
        board=found,
        at=state.run.at,
    )


def board(state: State) -> Board:
    """Which fixtures are held, what does each of their results bring, and what is there beside them?"""
    held = dict.fromkeys(each.fixture for each in state.trading.positions.values() if each.open)
    rows = [_row(state, state.quotes.fixtures[key]) for key in held]
    account, rules = state.purse.account, state.run.rules
    everything = state.trading.positions
    seen = outlook([*everything.values()], sums.belief_of(state), rules.limits.common_factor)
    left = sums.worst(state)
    return Board(
        rows=tuple(sorted(rows, key=lambda row: (-row.cost, row.fixture))),
        equity=drawdown.equity(account.cash, everything, trusted_bids(state)),
        mark=account.mark,
        warn=rules.drawdown.warn,
        pause=rules.drawdown.pause,
        stop=rules.drawdown.stop,
        if_all_lose=left,
        reserved=Money(account.cash - left),
        projected=seen.projected if seen else None,
        low=seen.low if seen else None,
        high=seen.high if seen else None,
    )


def _row(state: State, fixture: Fixture) -> BoardRow:
    held = {each.id: each for each in positions_on(state, fixture.id) if each.open}
    cost = drawdown.at_cost(held)
    counted = drawdown.equity(Money(0), held, trusted_bids(state))
    holdings = [
        Holding(place_of(fixture, each.market), each.leg, each.quantity, each.cost) for each in held.values()
    ]
    sides = (
        f"{text.quantity(each.quantity)} {held_side(fixture, state.quotes.markets[each.market], each.leg)}"
        for each in held.values()
    )
    evenly = (MILLION, *[Ppm(0)] * (len(fixture.markets) - 1))
    return BoardRow(
        fixture=fixture.id,
        title=title(fixture),
        settles_on=text.slate(fixture.settles_on),
        held=own(", ".join(sides)),
        cost=cost,
        counted=Money(counted - cost),
        outcomes=tuple(_side(fixture, market.outcome) for market in fixture.markets),
        brings=prospect(fixture.id, evenly, holdings).brought,
        chances=_chances(state, fixture.id),
    )


def _chances(state: State, fixture: FixtureId) -> tuple[Ppm, ...]:
    return sums.chances_of(state, fixture) or ()


def _side(fixture: Fixture, outcome: Outcome) -> Clean:
    return {Outcome.HOME: fixture.home_code, Outcome.AWAY: fixture.away_code}.get(outcome, own("draw"))


def _totals(state: State, found: Board) -> Section:
    if not found.rows:
        return section("What if", (("nothing held", NOTHING_HELD),))

    def said(name: str, results: dict[FixtureId, int]) -> tuple[str, str]:
        come = outturn(found, results)
        return name, f"{text.money(come.brings, sign=True)}  equity {text.money(come.equity)}  drawdown {text.percent(come.drawdown)}"

    lost = all_lose(found)
    lines = (
        said("favourites win", favourites(found)),
        said("best results", best(found)),
        said("worst results", worst(found)),
        (
            "all lose",
            f"{text.money(lost.brings, sign=True)}  equity {text.money(lost.equity)}  drawdown {text.percent(lost.drawdown)}",
        ),
        ("expected", text.money(found.projected, sign=True)),
        ("5 % .. 95 %", f"{text.money(found.low, sign=True)} .. {text.money(found.high, sign=True)}"),
        ("source", source(state)),
    )
    return section("What if", lines)
