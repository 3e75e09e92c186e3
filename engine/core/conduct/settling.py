"""The venue pays out: positions close, money is made or lost, and the bandit learns once per fixture."""

from engine.core.conduct import (
    approving,
    crediting,
    evidencing,
    forking,
    guarding,
    marking,
    projecting,
    telling,
)
from engine.core.conduct.correcting import correct, note_paid
from engine.core.conduct.finding import exits_of, fixture_of, positions_on
from engine.core.conduct.ledger import touch
from engine.core.conduct.turn import Turn, held_side, title
from engine.core.execution import positions
from engine.core.execution.positions import OPERATOR
from engine.core.health import trail
from engine.core.risk import drawdown
from engine.core.state import State
from engine.domain.effects import KeepPosition, KeepSettlement, Settlement
from engine.domain.events import MarketSettled
from engine.domain.identity import FixtureId, OrderId, TradeId
from engine.domain.market import Fixture
from engine.domain.money import Money
from engine.domain.position import Position
from engine.domain.text import money

TRADES_KEPT = 2_000
"""How many trades of past fixtures are remembered, so that one told twice is known."""

MARKETS_KEPT = 2_000
"""Of how many past markets is it remembered what they paid, so that a correction or a second listing is known."""


def on_settled(turn: Turn, event: MarketSettled) -> None:
    """A market was settled: pay out what we hold on it, and close the book on its fixture when it is the last."""
    quotes = turn.state.quotes
    if not event.final:
        turn.say("settle", f"{event.market} determined at {event.value}, not final: nothing is paid yet")
        return
    known = quotes.settled.get(event.market)
    if known is not None:
        if known != event.value:
            correct(turn, event, known)
        return
    if event.market not in quotes.markets:
        return
    quotes.settled[event.market] = event.value
    if event.void:
        quotes.voided[event.market] = turn.at
    fixture = fixture_of(turn.state, event.market)
    _pay_certain(turn, fixture)
    guarding.check(turn)
    close_when_done(turn, fixture)


def _pay_certain(turn: Turn, fixture: Fixture) -> bool:
    """Pay out what is held on settled markets, but for what a live sale may have sold before: was there any?

    Paid too early, cash would fall again when that trade is told, past what the guarantee has set aside.
    """
    state = turn.state
    held = [
        each for each in positions_on(state, fixture.id) if each.open and each.market in state.quotes.settled
    ]
    certain = [position for position in held if not any(exits_of(state, position))]
    for position in certain:
        _pay(turn, fixture, position)
    return bool(certain)


def _pay(turn: Turn, fixture: Fixture, position: Position) -> None:
    """Pay a position out at its market's value."""
    state = turn.state
    approving.withdraw_request(turn, position)
    paid = positions.settled(position, state.quotes.settled[position.market], turn.at)
    state.trading.positions[position.id] = paid
    touch(turn, position.market, position.leg)
    note_paid(turn, paid)
    state.purse.account = drawdown.with_cash(state.purse.account, Money(paid.paid_out - position.paid_out))
    state.run.today = max(state.run.today or fixture.settles_on, fixture.settles_on)
    turn.emit(KeepPosition(paid))
    row = _row(turn, fixture, paid)
    _book(turn, row)
    side = held_side(fixture, state.quotes.markets[position.market], position.leg)
    how = "void" if row.void else "final, inferred" if fixture.inferred else "final"
    turn.say(
        "settle",
        f"{title(fixture)}: {side} {money(paid.realised, sign=True)} {how}",
        position=position.id,
        strategy=position.strategy,
        pnl_micros=paid.realised,
    )


def follow(turn: Turn, before: Position, position: Position) -> None:
    """A trade told after its market was settled: pay what it bought, or correct what was booked."""
    state = turn.state
    if position.market not in state.quotes.settled:
        return
    fixture = state.quotes.fixtures[position.fixture]
    if before.settled_value is None:
        _pay_certain(turn, fixture)
        return
    turn.emit(KeepPosition(position))
    note_paid(turn, position)
    settlements = state.score.settlements
    place = next(i for i, row in enumerate(settlements) if row.position == position.id)
    wrong, right = settlements.pop(place), _row(turn, fixture, position)
    score = state.score
    score.realised[wrong.settles_on] = Money(score.realised[wrong.settles_on] - wrong.pnl)
    score.by_arm[wrong.strategy] = Money(score.by_arm[wrong.strategy] - wrong.pnl)
    _book(turn, right)


def _row(turn: Turn, fixture: Fixture, position: Position) -> Settlement:
    quotes = turn.state.quotes
    return Settlement(
        position=position.id,
        fixture=fixture.id,
        market=position.market,
        strategy=position.strategy,
        settles_on=fixture.settles_on,
        value=quotes.settled[position.market],
        paid_out=position.paid_out,
        pnl=position.realised,
        fees=position.fees,
        risked=Money(position.spent + position.fees),
        at=turn.at,
        void=position.market in quotes.voided,
    )


def _book(turn: Turn, row: Settlement) -> None:
    score = turn.state.score
    score.settlements.append(row)
    day = Money(score.realised.get(row.settles_on, 0) + row.pnl)
    score.realised[row.settles_on] = day
    score.by_arm[row.strategy] = Money(score.by_arm.get(row.strategy, 0) + row.pnl)
    turn.emit(KeepSettlement(row))
    turn.say(
        "daily_performance_update",
        f"{row.settles_on}: realised {money(day, sign=True)}",
        settles_on=row.settles_on,
        realised_micros=day,
    )


def close_when_done(turn: Turn, fixture: Fixture) -> None:
    """When all is paid and no order can fill any more: book early exits, credit the arm, wipe the slate."""
    state = turn.state
    if _pay_certain(turn, fixture):
        guarding.check(turn)
    if state.trading.orders_on.get(fixture.id) or any(
        market.id not in state.quotes.settled for market in fixture.markets
    ):
        return
    held = [position for position in positions_on(state, fixture.id) if position.bought]
    for position in held:
        if position.settled_value is None:
            # Left before the end: it realises on its fixture's date like every other.
            _book(turn, _row(turn, fixture, position))
        forking.close(turn, fixture, position)
    crediting.credit(turn, fixture, [position for position in held if position.strategy != OPERATOR])
    projecting.fixture_done(turn, fixture)
    evidencing.judge(state, fixture)
    trail.closed(state.trail, fixture.id, state.games.closing)
    state.score.fixtures_settled += 1
    _wipe(state, fixture.id)
    if held:
        telling.settled(turn)


def _wipe(state: State, fixture: FixtureId) -> None:
    """Forget a fixture that is over and paid; the journal remembers."""
    trading, doubts = state.trading, state.doubts
    trail.forget_fixture(state.trail, fixture)
    for order in trading.orders_on.pop(fixture, ()):
        del trading.orders[order]
        state.trail.steps.pop(order, None)
    for order in trading.ended_on.pop(fixture, ()):
        del trading.ended[order]
        state.trail.steps.pop(order, None)
    trading.parked = {key: parked for key, parked in trading.parked.items() if parked.fixture != fixture}
    for position in trading.positions_on.pop(fixture, ()):
        trading.positions.pop(position, None)
        marking.forget(state, position)
        state.trail.prices.pop(position, None)
        for table in (doubts.held, doubts.now, doubts.noted, doubts.leaving, doubts.pending, doubts.answered):
            table.pop(position, None)
    kept: dict[TradeId, OrderId] = {}
    gone = dict(trading.past_trades)
    for trade, order in trading.trades.items():
        (kept if order in trading.orders or order in trading.ended else gone)[trade] = order
    trading.trades, trading.past_trades = kept, dict([*gone.items()][-TRADES_KEPT:])
    for shadow in state.shadows.on.pop(fixture, {}).values():
        marking.forget(state, shadow.key)
    doubts.requests = {
        key: position for key, position in doubts.requests.items() if position in trading.positions
    }
    _wipe_markets(state, fixture)


def _wipe_markets(state: State, fixture: FixtureId) -> None:
    quotes, games = state.quotes, state.games
    for market in quotes.fixtures.pop(fixture).markets:
        for table in (quotes.markets, quotes.books, quotes.watches, games.closing):
            table.pop(market.id, None)
    past = [market for market in quotes.settled if market not in quotes.markets]
    for old in past[:-MARKETS_KEPT]:
        del quotes.settled[old]
        state.reckoning.paid.pop(old, None)
        quotes.voided.pop(old, None)
    for by_fixture in (
        quotes.changed,
        quotes.due,
        games.sightings,
        games.silent,
        games.frozen_until,
        games.agrees_since,
        games.mids,
        games.news_at,
        games.jumped,
        state.convictions.forecasts,
        state.convictions.before,
        state.bandit.held,
        state.doubts.left,
    ):
        by_fixture.pop(fixture, None)
