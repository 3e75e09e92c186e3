"""What happens at the moments we asked to be woken at."""

from collections.abc import Callable

from engine.core.conduct import (
    approving,
    asking,
    evidencing,
    halting,
    imagining,
    looking,
    marking,
    projecting,
    reconciling,
    shadowing,
    starting,
    stopping,
    telling,
    tending,
)
from engine.core.conduct.ledger import forget_unfilled
from engine.core.conduct.turn import Turn
from engine.domain.effects import WakeAt
from engine.domain.events import Woke
from engine.domain.identity import ApprovalId, FixtureId
from engine.domain.moment import HOUR, after


def on_woke(turn: Turn, event: Woke) -> None:
    """A moment has come; a kind we no longer know is nothing to do."""
    on_kind = _ON.get(event.kind)
    if on_kind is not None:
        on_kind(turn, event)


def _scan(turn: Turn, _event: Woke) -> None:
    """The full scan: every fixture that is quoted gets its look, whatever its quotes did."""
    rules = turn.rules.entering
    forget_unfilled(turn.state, after(turn.at, -HOUR))
    for fixture in list(turn.state.quotes.fixtures.values()):
        if fixture.starts_at - turn.at <= rules.horizon:
            looking.look(turn, fixture.id)
    marking.sample(turn)
    telling.scanned(turn)
    turn.emit(WakeAt(after(turn.at, rules.scan_all), "scan", ""))


def _near_start(turn: Turn, event: Woke) -> None:
    tending.start_is_near(turn, FixtureId(event.entity))


def _line_ups(turn: Turn, event: Woke) -> None:
    tending.tend_fixture(turn, FixtureId(event.entity))
    imagining.tend_fixture(turn, FixtureId(event.entity))


def _shadow(turn: Turn, event: Woke) -> None:
    shadowing.arrive(turn, FixtureId(event.entity))


def _starting(turn: Turn, event: Woke) -> None:
    starting.still_starting(turn, event.entity)


def _halting(turn: Turn, event: Woke) -> None:
    halting.still_halting(turn, event.entity)


def _kick_off(turn: Turn, event: Woke) -> None:
    fixture = FixtureId(event.entity)
    looking.close(turn, fixture)
    evidencing.begin(turn, fixture)
    tending.kick_off(turn, fixture)
    projecting.date_begins(turn, fixture)


def _doubt(turn: Turn, event: Woke) -> None:
    looking.look(turn, FixtureId(event.entity))


def _deadline(turn: Turn, event: Woke) -> None:
    approving.deadline(turn, ApprovalId(event.entity))


_ON: dict[str, Callable[[Turn, Woke], None]] = {
    "scan": _scan,
    "near_start": _near_start,
    "line_ups": _line_ups,
    imagining.WOKE: _shadow,
    starting.WOKE: _starting,
    stopping.WOKE: _halting,
    "kick_off": _kick_off,
    "doubt": _doubt,
    "deadline": _deadline,
    asking.RECONCILE: reconciling.woke,
    asking.ASK: reconciling.woke,
    asking.SILENT: reconciling.woke,
    asking.UNKNOWN: reconciling.woke,
}
"""One place per kind of waking."""
