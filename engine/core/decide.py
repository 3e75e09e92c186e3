"""The core: one record in, effects out. Same records, same rules, same seed: same effects, to the byte."""

from collections.abc import Callable
from typing import Any

from engine.core.conduct import (
    answering,
    commanding,
    listening,
    marking,
    modelling,
    noticing,
    reconciling,
    reporting,
    settling,
    starting,
    waking,
)
from engine.core.conduct.turn import Turn
from engine.core.state import State
from engine.domain import events
from engine.domain.effects import Effects
from engine.domain.errors import Impossible
from engine.domain.events import BookSeen, Record, RunStarted

_ON: dict[type[Any], Callable[[Turn, Any], None]] = {
    events.RunStarted: starting.on_started,
    events.RunResumed: starting.on_resumed,
    events.FixtureListed: listening.on_fixture,
    events.BookSeen: listening.on_book,
    events.TradeSeen: listening.on_trade,
    events.GameSeen: listening.on_game,
    events.FeedSilent: listening.on_silent,
    events.FeedHeard: listening.on_heard,
    events.FeedEnded: listening.on_feed_ended,
    events.ModelFitted: modelling.on_fitted,
    events.ModelFailed: modelling.on_failed,
    events.OrderAccepted: reporting.on_accepted,
    events.OrderRefused: reporting.on_refused,
    events.OrderUnknown: reporting.on_unknown,
    events.OrderFilled: reporting.on_filled,
    events.OrderEnded: reporting.on_ended,
    events.CancelRefused: reporting.on_cancel_refused,
    events.MarketSettled: settling.on_settled,
    events.Woke: waking.on_woke,
    events.Commanded: commanding.on_command,
    events.OrderStood: answering.on_order_stood,
    events.VenueStood: reconciling.on_venue_stood,
    events.AskFailed: reconciling.on_ask_failed,
    events.CashMoved: reconciling.on_cash_moved,
    events.Noticed: noticing.on_noticed,
    events.ConsoleLost: noticing.on_console_lost,
}
"""One place per kind of event; a test holds the keys equal to `Event`."""

_NOTHING: Effects = ()


def decide(state: State | None, record: Record) -> tuple[State, Effects]:
    """What follows from this record? The state is changed in place; the first record makes it.

    Raises:
        Impossible: the journal has a hole, time went back, or an invariant of ours does not hold.
    """
    seq, at, event = record.seq, record.at, record.event
    if state is None:
        if not isinstance(event, RunStarted):
            raise Impossible(f"record {seq}: a journal begins with the start of its run")
        state = starting.begin(event, at, seq)
    else:
        run = state.run
        if seq != run.seq + 1 or at < run.at:
            raise Impossible(f"record {seq} at {at} after record {run.seq} at {run.at}")
        if isinstance(event, RunStarted):
            raise Impossible(f"record {seq}: a run starts once, and this one has")
        run.seq, run.at = seq, at
    marked = marking.take_marks(state, at) if at > state.score.marks_due else _NOTHING
    if type(event) is BookSeen and not listening.worth_a_turn(state, event, at):
        return state, marked
    turn = Turn(state, seq, at)
    _ON[type(event)](turn, event)
    return state, (*marked, *turn.effects)
