"""The latches and the drawdown watch: which state is in force, and what follows when it changes."""

from collections.abc import Sequence

from engine.core.conduct import stopping
from engine.core.conduct.alarming import acknowledge, clear_alarm
from engine.core.conduct.finding import live_orders, open_positions
from engine.core.conduct.ledger import withdraw_order
from engine.core.conduct.turn import Turn
from engine.core.health import trail
from engine.core.risk import drawdown
from engine.core.state import State
from engine.domain.clean import own
from engine.domain.errors import Impossible
from engine.domain.identity import MarketId
from engine.domain.market import Fixture, Leg
from engine.domain.money import Price, opposite
from engine.domain.order import Purpose
from engine.domain.probability import MILLION
from engine.domain.queries import Query, Topic
from engine.domain.states import ARROWS, LATCHES, QUIET, SEVERITY, STOPPING, Cause, EngineState, Severity
from engine.domain.text import money, percent

__all__ = [
    "acknowledge",
    "agreed",
    "check",
    "check_if_moved",
    "clear_alarm",
    "latch",
    "running",
    "settle_state",
    "state_for",
    "stop",
    "stopped",
    "take_away",
    "trusted_bids",
    "unlatch",
    "unlatch_all",
]

STILL_STARTING = "still-starting"
"""The alarm of a start that waits for its books to agree."""

REVIEW_STEP = 5_000
"""How much deeper (ppm) than at the operator's review drawdown must be to pause again."""


def trusted_bids(state: State) -> dict[tuple[MarketId, Leg], Price | None]:
    """At which prices do the latches value what we hold? Only books that were two-sided long enough count.

    What waits to be paid on a settled market (a sale of ours has not ended yet) is worth what that pays, whatever
    its last book said.
    """
    bids: dict[tuple[MarketId, Leg], Price | None] = {}
    for position in open_positions(state):
        watch, paid = state.quotes.watches.get(position.market), state.quotes.settled.get(position.market)
        if paid is not None:
            bid, ask = paid, paid
        elif watch is None or watch.bid is None or watch.ask is None:
            bids[position.market, position.leg] = None
            continue
        else:
            bid, ask = watch.bid, watch.ask
        bids[position.market, position.leg] = bid if position.leg is Leg.YES else opposite(ask)
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
        if purse.reviewed is None or purse.drawdown >= purse.reviewed + REVIEW_STEP:
            latch(turn, Cause.DRAWDOWN_PAUSE, f"drawdown {percent(purse.drawdown)}: paused, review needed")
    elif purse.drawdown >= rules.warn:
        turn.alarm(
            "drawdown-warn", Severity.MEDIUM, "drawdown", f"drawdown {percent(purse.drawdown)} above warning"
        )
    else:
        clear_alarm(turn, "drawdown-warn")
    _restore(turn)


def _restore(turn: Turn) -> None:
    """Full size again once drawdown is back under the level for that, and nothing waits for a review."""
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


def latch(turn: Turn, cause: Cause, text: str) -> None:
    """Set a cause's latch, and do what its state asks; setting it twice does nothing."""
    desk = turn.state.desk
    if cause in desk.causes:
        return
    again = any(each in STOPPING for each in desk.causes)
    desk.causes[cause] = turn.at
    if cause not in QUIET:
        told = not _told_already(turn, cause, again=again)
        turn.alarm(f"cause-{cause}", Severity.HIGH, LATCHES[cause].page, text, told=told)
    if cause in STOPPING:
        stopping.begin(turn, text)
    settle_state(turn, text)


def _told_already(turn: Turn, cause: Cause, *, again: bool) -> bool:
    """Is this only another word for what has been told?

    An order or a trade that made the books doubtful, or a further road to a stop that is latched already. A
    breach of drawdown is always one of its own.
    """
    if cause is Cause.RECONCILE:
        return turn.just_told()
    return again and cause in STOPPING and cause is not Cause.DRAWDOWN_STOP


def stop(turn: Turn, text: str) -> None:
    """Emergency stop: latch it, and take everything away even when it is latched already."""
    desk = turn.state.desk
    if Cause.OPERATOR_STOP not in desk.causes:
        latch(turn, Cause.OPERATOR_STOP, text)
        return
    desk.causes[Cause.OPERATOR_STOP] = turn.at
    stopping.begin(turn, text)
    settle_state(turn, text)


def unlatch(turn: Turn, cause: Cause, text: str) -> None:
    """Clear one cause's latch; the others stand."""
    unlatch_all(turn, (cause,), text)


def unlatch_all(turn: Turn, causes: Sequence[Cause], text: str) -> None:
    """Clear these latches in one step; the others stand."""
    cleared = [cause for cause in causes if turn.state.desk.causes.pop(cause, None) is not None]
    for cause in cleared:
        clear_alarm(turn, f"cause-{cause}")
    if cleared:
        settle_state(turn, text)


def agreed(turn: Turn) -> None:
    """The books agree with the venue, by an answer newer than the start: what waited for that goes on."""
    begun, agreed_at = turn.state.desk.causes.get(Cause.STARTING), turn.state.reckoning.agreed_at
    if begun is not None and agreed_at is not None and agreed_at >= begun:
        clear_alarm(turn, STILL_STARTING)
        unlatch(turn, Cause.STARTING, "books agree with the venue")


def settle_state(turn: Turn, text: str) -> None:
    """Which state do the latches ask for now? Say so when it changes, and take orders away as it demands.

    Raises:
        Impossible: that state cannot follow the one in force.
    """
    desk = turn.state.desk
    now = state_for(turn.state)
    if now is not desk.state:
        if now not in ARROWS[desk.state]:
            raise Impossible(f"{desk.state} is never followed by {now}: {text}")
        _mark_state(turn, desk.state, now, text)
        desk.state = now
        if now is EngineState.HALTED:
            clear_alarm(turn, "halt-incomplete")
        stands = now is not EngineState.RUNNING
        about = Query(Topic.INCIDENTS, str(turn.state.trail.incidents_opened)) if stands else None
        turn.say("state", f"{now}: {text}", about=about, state=now, equity=money(turn.state.purse.equity))
    if now is not EngineState.RUNNING:
        take_away(turn, everything=now in _TAKES_ALL or Cause.CLOSING in desk.causes)


def _mark_state(turn: Turn, before: EngineState, now: EngineState, text: str) -> None:
    """A state other than RUNNING is an incident until the next one takes its place."""
    trail.over(turn.state.trail, "state", before, turn.at)
    if now is not EngineState.RUNNING:
        opened = trail.Incident(0, "state", now, None, "states", own(text), turn.at)
        trail.opened(turn.state.trail, opened)


_TAKES_ALL = frozenset({EngineState.HALTING, EngineState.HALT_INCOMPLETE, EngineState.CLOSING})


def state_for(state: State) -> EngineState:
    """Which state do the causes ask for: the most severe of them all?"""
    asked = max((LATCHES[cause].asks for cause in state.desk.causes), key=SEVERITY.index, default=SEVERITY[0])
    if asked is not EngineState.HALTING:
        return asked
    halt = state.desk.halt
    assert halt is not None, "a cause that halts has begun a stop"
    if halt.ended_at is not None:
        return EngineState.HALTED
    return EngineState.HALT_INCOMPLETE if halt.overdue else EngineState.HALTING


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
