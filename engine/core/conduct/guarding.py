"""The latches and the drawdown watch: which state is in force, and what follows when it changes."""

from msgspec.structs import replace

from engine.core.conduct.finding import live_orders, open_positions
from engine.core.conduct.ledger import withdraw_order
from engine.core.conduct.turn import Turn
from engine.core.risk import drawdown
from engine.core.state import State
from engine.domain.effects import CancelAll, CancelOrder, ClearAlarm, WakeAt
from engine.domain.identity import AlarmId, MarketId
from engine.domain.market import Fixture, Leg
from engine.domain.moment import MINUTE, SECOND, Span, after
from engine.domain.money import Price, opposite
from engine.domain.order import Purpose
from engine.domain.probability import MILLION
from engine.domain.states import STOPPING, Cause, EngineState, Severity
from engine.domain.text import money, percent

REVIEW_STEP = 5_000
"""How much deeper (ppm) than at the operator's review drawdown must be to pause again."""

STOP_TAKES = Span(15 * SECOND)
"""How long a stop may take before it counts as incomplete."""


def trusted_bids(state: State) -> dict[tuple[MarketId, Leg], Price | None]:
    """At which prices do the latches value what we hold? Only books that were two-sided long enough count."""
    bids: dict[tuple[MarketId, Leg], Price | None] = {}
    for position in open_positions(state):
        watch = state.quotes.watches.get(position.market)
        if watch is None or watch.bid is None or watch.ask is None:
            bids[position.market, position.leg] = None
        else:
            bids[position.market, position.leg] = (
                watch.bid if position.leg is Leg.YES else opposite(watch.ask)
            )
    return bids


def check_if_moved(turn: Turn, fixture: Fixture) -> None:
    """Look at drawdown again when a trusted price of this fixture is another one than at the last look."""
    moved = False
    for market in fixture.markets:
        watch = turn.state.quotes.watches[market.id]
        if watch.weighed != (watch.bid, watch.ask):
            watch.weighed, moved = (watch.bid, watch.ask), True
    if moved:
        check(turn)


def check(turn: Turn) -> None:
    """How far is equity below its mark now, and does that warn, pause or stop?"""
    state, rules = turn.state, turn.rules.drawdown
    purse = state.purse
    purse.equity = drawdown.equity(purse.account.cash, state.trading.positions, trusted_bids(state))
    purse.account = drawdown.marked_up(purse.account, purse.equity)
    purse.drawdown = drawdown.drawdown(purse.equity, purse.account.mark)
    purse.worst_drawdown = max(purse.worst_drawdown, purse.drawdown)
    if purse.drawdown >= rules.stop:
        latch(turn, Cause.DRAWDOWN_STOP, f"drawdown {percent(purse.drawdown)}: stopped")
    elif purse.drawdown >= rules.pause:
        if purse.reviewed is not None and purse.drawdown < purse.reviewed + REVIEW_STEP:
            return
        latch(turn, Cause.DRAWDOWN_PAUSE, f"drawdown {percent(purse.drawdown)}: paused, review needed")
    elif purse.drawdown >= rules.warn:
        turn.alarm(
            "drawdown-warn", Severity.MEDIUM, "drawdown", f"drawdown {percent(purse.drawdown)} above warning"
        )
    else:
        _relax(turn)


def _relax(turn: Turn) -> None:
    clear_alarm(turn, "drawdown-warn")
    purse, rules = turn.state.purse, turn.rules.drawdown
    if purse.drawdown < rules.restore_under:
        purse.reviewed = None
    reduced = purse.account.size_factor < MILLION
    if (
        reduced
        and purse.drawdown < rules.restore_under
        and Cause.DRAWDOWN_PAUSE not in turn.state.desk.causes
    ):
        purse.account = drawdown.sized(purse.account, MILLION)
        turn.say("size_restored", f"drawdown {percent(purse.drawdown)}: full size again")


def clear_alarm(turn: Turn, identity: str) -> None:
    """The condition behind an alarm is gone; it stands on until acknowledged."""
    key = AlarmId(identity)
    row = turn.state.desk.alarms.get(key)
    if row is None or row.cleared:
        return
    turn.emit(ClearAlarm(key))
    if row.acked:
        del turn.state.desk.alarms[key]
    else:
        turn.state.desk.alarms[key] = replace(row, cleared=True)


def acknowledge(turn: Turn, key: AlarmId) -> str:
    """Take an alarm as seen, and say its text; one whose condition is gone disappears."""
    alarms = turn.state.desk.alarms
    row = alarms[key]
    if row.cleared:
        del alarms[key]
    else:
        alarms[key] = replace(row, acked=True)
    return row.text


def latch(turn: Turn, cause: Cause, text: str) -> None:
    """Set a cause's latch, and do what its state asks; setting it twice does nothing."""
    desk = turn.state.desk
    if cause in desk.causes:
        return
    desk.causes[cause] = turn.at
    if cause is not Cause.OPERATOR and cause is not Cause.CLOSING:
        turn.alarm(f"cause-{cause}", Severity.HIGH, _PAGES.get(cause, "states"), text)
    settle_state(turn, text)
    if cause in STOPPING:
        turn.emit(CancelAll(text))
        turn.emit(WakeAt(after(turn.at, STOP_TAKES), "halting", ""))


_PAGES = {Cause.DRAWDOWN_PAUSE: "drawdown", Cause.DRAWDOWN_STOP: "drawdown", Cause.OPERATOR_STOP: "stop"}


def stop(turn: Turn, text: str) -> None:
    """Emergency stop: latch it, and take everything away even when it is latched already."""
    if Cause.OPERATOR_STOP not in turn.state.desk.causes:
        latch(turn, Cause.OPERATOR_STOP, text)
        return
    for order in list(live_orders(turn.state)):
        turn.emit(CancelOrder(order.ticket.id, text))
    turn.emit(CancelAll(text))
    settle_state(turn, text)


def still_halting(turn: Turn) -> None:
    """A stop that has not found its end keeps trying, and says so each minute."""
    desk = turn.state.desk
    if desk.state not in {EngineState.HALTING, EngineState.HALT_INCOMPLETE}:
        return
    desk.incomplete = True
    live = len(turn.state.trading.orders)
    clear_alarm(turn, "halt-incomplete")
    turn.alarm("halt-incomplete", Severity.HIGH, "stop", f"stop incomplete: {live} orders may still be alive")
    stop(turn, "stop incomplete")
    settle_state(turn, "stop incomplete")
    turn.emit(WakeAt(after(turn.at, MINUTE), "halting", ""))


def unlatch(turn: Turn, cause: Cause, text: str) -> None:
    """Clear one cause's latch; the others stand."""
    if turn.state.desk.causes.pop(cause, None) is not None:
        clear_alarm(turn, f"cause-{cause}")
        settle_state(turn, text)


_TAKES_AWAY = frozenset(
    {EngineState.HALTING, EngineState.HALT_INCOMPLETE, EngineState.CLOSING, EngineState.PAUSED}
)


def settle_state(turn: Turn, text: str) -> None:
    """Which state do the latches ask for now? Say so when it changes, and take orders away as it demands."""
    desk = turn.state.desk
    now = _state_for(turn.state)
    if now in _TAKES_AWAY:
        take_away(turn, everything=now is not EngineState.PAUSED)
        now = _state_for(turn.state)
    if now is desk.state:
        return
    desk.state = now
    if now not in {EngineState.HALTING, EngineState.HALT_INCOMPLETE}:
        desk.incomplete = False
        clear_alarm(turn, "halt-incomplete")
    turn.say("state", f"{now}: {text}", state=now, equity=money(turn.state.purse.equity))


def _state_for(state: State) -> EngineState:
    causes = state.desk.causes
    if any(cause in STOPPING for cause in causes):
        if not state.trading.orders:
            return EngineState.HALTED
        return EngineState.HALT_INCOMPLETE if state.desk.incomplete else EngineState.HALTING
    if Cause.CLOSING in causes:
        return EngineState.CLOSING
    return EngineState.PAUSED if causes else EngineState.RUNNING


def take_away(turn: Turn, *, everything: bool) -> None:
    """Cancel resting entries, and with `everything` exits too."""
    for order in list(live_orders(turn.state)):
        if everything or order.ticket.purpose is Purpose.ENTER:
            withdraw_order(turn, order, turn.state.desk.state)


def running(state: State) -> bool:
    """May positions be opened?"""
    return state.desk.state is EngineState.RUNNING


_STOPPED = frozenset({EngineState.HALTING, EngineState.HALT_INCOMPLETE, EngineState.HALTED})


def stopped(state: State) -> bool:
    """Has a stop been asked for? Then positions are kept: nothing is sold but on the operator's word."""
    return state.desk.state in _STOPPED
