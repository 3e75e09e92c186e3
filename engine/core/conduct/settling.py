"""The venue pays out: positions close, money is made or lost, and the bandit learns once per fixture."""

from engine.core.conduct import approving, guarding
from engine.core.conduct.ledger import fixture_of, positions_on
from engine.core.conduct.turn import Turn, held_side, title
from engine.core.execution import positions
from engine.core.performance.settlement import episodes
from engine.core.risk import drawdown
from engine.core.sizing.bandit import learned
from engine.core.state import State
from engine.domain.effects import KeepPosition, KeepSettlement, Settlement
from engine.domain.events import MarketSettled
from engine.domain.identity import FixtureId
from engine.domain.market import Fixture, Leg
from engine.domain.money import ONE, Money
from engine.domain.order import Position
from engine.domain.states import Severity
from engine.domain.text import money


def on_settled(turn: Turn, event: MarketSettled) -> None:
    """A market was settled: pay out what we hold on it, and close the book on its fixture when it is the last."""
    quotes = turn.state.quotes
    if not event.final:
        return
    known = quotes.settled.get(event.market)
    if known is not None:
        if known != event.value:
            text = f"{event.market} corrected from {known} to {event.value}"
            turn.alarm(f"corrected-{event.market}", Severity.HIGH, "correction", text)
        return
    if event.market not in quotes.markets:
        return
    quotes.settled[event.market] = event.value
    fixture = fixture_of(turn.state, event.market)
    for position in list(positions_on(turn.state, fixture.id)):
        if position.market == event.market and position.open:
            _pay(turn, fixture, position, event)
    guarding.check(turn)
    if all(market.id in quotes.settled for market in fixture.markets):
        _close_fixture(turn, fixture)


def _pay(turn: Turn, fixture: Fixture, position: Position, event: MarketSettled) -> None:
    state = turn.state
    approving.withdraw_request(turn, position)
    paid = positions.settled(position, event.value, turn.at)
    state.trading.positions[position.id] = paid
    state.purse.account = drawdown.with_cash(state.purse.account, paid.paid_out)
    state.run.today = max(state.run.today or event.settles_on, event.settles_on)
    turn.emit(KeepPosition(paid))
    _book_result(turn, fixture, paid, event)


def _book_result(turn: Turn, fixture: Fixture, position: Position, event: MarketSettled) -> None:
    score = turn.state.score
    row = Settlement(
        position=position.id,
        fixture=fixture.id,
        market=event.market,
        strategy=position.strategy,
        settles_on=event.settles_on,
        value=event.value,
        paid_out=position.paid_out,
        pnl=position.realised,
        fees=position.fees,
        risked=Money(position.spent + position.fees),
        at=turn.at,
        void=event.void,
    )
    _score(turn, row)
    turn.emit(KeepSettlement(row))
    side = held_side(fixture, turn.state.quotes.markets[event.market], position.leg)
    turn.say(
        "settle",
        f"{title(fixture)}: {side} {money(row.pnl, sign=True)} {'void' if event.void else 'final'}",
        position=position.id,
        strategy=position.strategy,
        pnl_micros=row.pnl,
    )
    day = score.realised.get(event.settles_on, Money(0))
    turn.say(
        "daily_performance_update",
        f"{event.settles_on}: realised {money(day, sign=True)}",
        settles_on=event.settles_on,
        realised_micros=day,
    )


def _score(turn: Turn, row: Settlement) -> None:
    score = turn.state.score
    score.settlements.append(row)
    score.realised[row.settles_on] = Money(score.realised.get(row.settles_on, 0) + row.pnl)
    score.by_arm[row.strategy] = Money(score.by_arm.get(row.strategy, 0) + row.pnl)


def _close_fixture(turn: Turn, fixture: Fixture) -> None:
    """Everything of a fixture is paid: positions left early are booked, the arm is credited, the slate wiped."""
    state = turn.state
    held = [position for position in positions_on(state, fixture.id) if position.bought]
    for position in held:
        if position.settled_value is None:
            _book_early_exit(turn, fixture, position)
    if held:
        _learn(turn, fixture, held)
    state.score.fixtures_settled += 1
    _wipe(state, fixture.id)


def _book_early_exit(turn: Turn, fixture: Fixture, position: Position) -> None:
    """A position sold before the end realises on its fixture's date like every other."""
    market = turn.state.quotes.settled[position.market]
    row = Settlement(
        position=position.id,
        fixture=fixture.id,
        market=position.market,
        strategy=position.strategy,
        settles_on=fixture.settles_on,
        value=market,
        paid_out=Money(0),
        pnl=position.realised,
        fees=position.fees,
        risked=Money(position.spent + position.fees),
        at=turn.at,
        void=False,
    )
    _score(turn, row)
    turn.emit(KeepSettlement(row))


def _learn(turn: Turn, fixture: Fixture, held: list[Position]) -> None:
    state = turn.state
    beliefs = state.bandit.beliefs
    for result in episodes(held, {position.id: _closing(state, position) for position in held}):
        arm = result.strategy
        beliefs[arm] = learned(
            beliefs[arm], turn.rules.bandit, pnl=result.pnl, risked=result.risked, clv=result.clv
        )
        if result.clv is not None:
            state.score.clv.setdefault(arm, []).append(result.clv)
            state.score.clv_dates.setdefault(arm, []).append(fixture.settles_on)


def _closing(state: State, position: Position) -> int | None:
    """Twice the closing mid of the position's own leg; None without a line."""
    mid = state.games.closing.get(position.market)
    return None if mid is None else (mid if position.leg is Leg.YES else 2 * ONE - mid)


def _wipe(state: State, fixture: FixtureId) -> None:
    """Forget a fixture that is over and paid; the journal remembers."""
    trading, doubts = state.trading, state.doubts
    for order in trading.orders_on.pop(fixture, ()):
        del trading.orders[order]
    for order in trading.ended_on.pop(fixture, ()):
        del trading.ended[order]
    trading.parked = {key: parked for key, parked in trading.parked.items() if parked.fixture != fixture}
    for position in trading.positions_on.pop(fixture, ()):
        trading.positions.pop(position, None)
        for table in (doubts.held, doubts.now, doubts.noted, doubts.pending, doubts.answered):
            table.pop(position, None)
    trading.trades = {
        trade: order
        for trade, order in trading.trades.items()
        if order in trading.orders or order in trading.ended
    }
    doubts.requests = {
        key: position for key, position in doubts.requests.items() if position in trading.positions
    }
    _wipe_markets(state, fixture)


def _wipe_markets(state: State, fixture: FixtureId) -> None:
    quotes, games = state.quotes, state.games
    for market in quotes.fixtures.pop(fixture).markets:
        for table in (quotes.markets, quotes.books, quotes.watches, games.closing):
            table.pop(market.id, None)
    for by_fixture in (
        quotes.due,
        games.sightings,
        games.silent,
        games.frozen_until,
        games.agrees_since,
        state.convictions.forecasts,
        state.convictions.before,
        state.bandit.held,
        state.doubts.left,
    ):
        by_fixture.pop(fixture, None)
