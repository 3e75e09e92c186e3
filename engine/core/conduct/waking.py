"""What happens at the moments we asked to be woken at."""

from engine.core.conduct import (
    approving,
    guarding,
    imagining,
    looking,
    projecting,
    reporting,
    shadowing,
    telling,
    tending,
)
from engine.core.conduct.ledger import forget_unfilled
from engine.core.conduct.turn import Turn
from engine.domain.effects import WakeAt
from engine.domain.events import ConsoleLost, Reconciled, Woke
from engine.domain.identity import ApprovalId, FixtureId, OrderId
from engine.domain.moment import HOUR, after
from engine.domain.states import Cause


def on_woke(turn: Turn, event: Woke) -> None:
    """A moment has come; a kind we no longer know is nothing to do."""
    match event.kind:
        case "scan":
            _scan(turn)
        case "near_start":
            tending.start_is_near(turn, FixtureId(event.entity))
        case "line_ups":
            tending.tend_fixture(turn, FixtureId(event.entity))
            imagining.tend_fixture(turn, FixtureId(event.entity))
        case imagining.WOKE:
            shadowing.arrive(turn, FixtureId(event.entity))
        case "halting":
            guarding.still_halting(turn)
        case "kick_off":
            looking.close(turn, FixtureId(event.entity))
            tending.kick_off(turn, FixtureId(event.entity))
            projecting.date_begins(turn, FixtureId(event.entity))
        case "doubt":
            looking.look(turn, FixtureId(event.entity))
        case "deadline":
            approving.deadline(turn, ApprovalId(event.entity))
        case "unknown":
            reporting.still_unknown(turn, OrderId(event.entity))


def _scan(turn: Turn) -> None:
    """The full scan: every fixture that is quoted gets its look, whatever its quotes did."""
    rules = turn.rules.entering
    forget_unfilled(turn.state, after(turn.at, -HOUR))
    for fixture in list(turn.state.quotes.fixtures.values()):
        if fixture.starts_at - turn.at <= rules.horizon:
            looking.look(turn, fixture.id)
    telling.scanned(turn)
    turn.emit(WakeAt(after(turn.at, rules.scan_all), "scan", ""))


def on_reconciled(turn: Turn, event: Reconciled) -> None:
    """Books were compared: differences hold entries back until there are none."""
    if event.differences:
        guarding.latch(turn, Cause.RECONCILE, f"{len(event.differences)} differences: {event.differences[0]}")
    else:
        guarding.unlatch(turn, Cause.RECONCILE, "books agree with the venue")


def on_console_lost(turn: Turn, _event: ConsoleLost) -> None:
    """The last console's line dropped, and the settings say to pause then."""
    guarding.latch(turn, Cause.CONSOLE_LOST, "the console's line dropped")
