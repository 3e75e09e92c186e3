"""The engine's states as one table: which cause asks for which, what may follow what, what may be asked when."""

from enum import StrEnum

from msgspec import Struct

from engine.domain import commands as ask


class EngineState(StrEnum):
    """What may the engine do now? See SEVERITY for the order."""

    STARTING = "STARTING"
    RUNNING = "RUNNING"
    PAUSED = "PAUSED"
    CLOSING = "CLOSING"
    HALTING = "HALTING"
    HALT_INCOMPLETE = "HALT_INCOMPLETE"
    HALTED = "HALTED"


class Cause(StrEnum):
    """What holds the engine back? Each has its own latch; clearing one never clears another."""

    OPERATOR = "operator"
    OPERATOR_STOP = "operator_stop"
    DRAWDOWN_PAUSE = "drawdown_pause"
    DRAWDOWN_STOP = "drawdown_stop"
    RECONCILE = "reconcile"
    FEED = "feed"
    CLOCK = "clock"
    DISK = "disk"
    VENUE = "venue"
    STOP_FILE = "stop_file"
    WATCHDOG = "watchdog"
    CONSOLE_LOST = "console_lost"
    STARTING = "starting"
    """The books have not agreed with the venue since a process took the run up."""
    CLOSING = "closing"


class Key(StrEnum):
    """What opens a latch? Nothing else does."""

    RESUME = "resume"
    """The operator resumes."""
    NOTE = "note"
    """The operator resumes, with a note of what was reviewed."""
    RESET = "reset"
    """The operator resets: phrase, reason, a minute, and books that agree."""
    WELL = "well"
    """What was noticed sick is noticed well again."""
    AGREED = "agreed"
    """A comparison with the venue leaves no difference that waits for a decision."""
    TAKEN_UP = "taken up"
    """A process takes the run up again."""


class Latch(Struct, frozen=True):
    """What a cause asks for, what opens it again, and its page in docs/operating; `noticed`: the runtime may set it."""

    asks: EngineState
    key: Key
    page: str
    noticed: bool = False


LATCHES: dict[Cause, Latch] = {
    Cause.OPERATOR: Latch(EngineState.PAUSED, Key.RESUME, "states"),
    Cause.CONSOLE_LOST: Latch(EngineState.PAUSED, Key.RESUME, "console-lost"),
    Cause.DRAWDOWN_PAUSE: Latch(EngineState.PAUSED, Key.NOTE, "drawdown"),
    Cause.RECONCILE: Latch(EngineState.PAUSED, Key.AGREED, "reconcile"),
    Cause.FEED: Latch(EngineState.PAUSED, Key.WELL, "feed", noticed=True),
    Cause.CLOCK: Latch(EngineState.PAUSED, Key.WELL, "clock", noticed=True),
    Cause.DISK: Latch(EngineState.PAUSED, Key.WELL, "disk", noticed=True),
    Cause.VENUE: Latch(EngineState.PAUSED, Key.WELL, "venue", noticed=True),
    Cause.STARTING: Latch(EngineState.STARTING, Key.AGREED, "states"),
    Cause.CLOSING: Latch(EngineState.CLOSING, Key.TAKEN_UP, "states"),
    Cause.OPERATOR_STOP: Latch(EngineState.HALTING, Key.RESET, "stop"),
    Cause.DRAWDOWN_STOP: Latch(EngineState.HALTING, Key.RESET, "drawdown"),
    Cause.STOP_FILE: Latch(EngineState.HALTING, Key.RESET, "stop-file", noticed=True),
    Cause.WATCHDOG: Latch(EngineState.HALTING, Key.RESET, "watchdog", noticed=True),
}
"""Every cause. The state in force is the most severe that any of those set asks for."""

QUIET = frozenset({Cause.OPERATOR, Cause.STARTING, Cause.CLOSING})
"""Causes that are somebody's wish or the ordinary course: no alarm."""

SEVERITY = (
    EngineState.RUNNING,
    EngineState.PAUSED,
    EngineState.STARTING,
    EngineState.CLOSING,
    EngineState.HALTING,
)
"""What a cause may ask for, mildest first. HALTING becomes HALTED or HALT_INCOMPLETE by what the venue shows."""

STOPPING = frozenset(cause for cause, latch in LATCHES.items() if latch.asks is EngineState.HALTING)
"""Causes that halt."""

_S = EngineState

ARROWS: dict[EngineState, frozenset[EngineState]] = {
    _S.STARTING: frozenset({_S.RUNNING, _S.PAUSED, _S.CLOSING, _S.HALTING}),
    _S.RUNNING: frozenset({_S.PAUSED, _S.STARTING, _S.CLOSING, _S.HALTING}),
    _S.PAUSED: frozenset({_S.RUNNING, _S.STARTING, _S.CLOSING, _S.HALTING}),
    _S.CLOSING: frozenset({_S.STARTING, _S.HALTING}),
    _S.HALTING: frozenset({_S.HALTED, _S.HALT_INCOMPLETE}),
    _S.HALT_INCOMPLETE: frozenset({_S.HALTED}),
    _S.HALTED: frozenset({_S.PAUSED, _S.HALTING}),
}
"""What may follow what; every other arrow is impossible. To STARTING only when a process takes the run up."""

_ALL = frozenset(EngineState)
_SETTLED = frozenset({_S.RUNNING, _S.PAUSED, _S.HALTED})
_SELLS = _SETTLED | {_S.STARTING}

PERMITTED: dict[type[ask.Command], frozenset[EngineState]] = {
    ask.Pause: _ALL,
    ask.Stop: _ALL,
    ask.Close: _ALL,
    ask.Acknowledge: _ALL,
    ask.Reject: _ALL,
    ask.Tighten: _ALL,
    ask.Reconcile: _ALL,
    ask.Adopt: _ALL,
    ask.Ignore: _ALL,
    ask.CancelForeign: _ALL,
    ask.ResetArm: _ALL,
    ask.Resume: frozenset({_S.RUNNING, _S.PAUSED}),
    ask.Reset: frozenset({_S.HALTED}),
    ask.Approve: _SELLS,
    ask.Exit: _SELLS,
    ask.Flatten: _SETTLED,
    ask.Deposit: _SETTLED,
    ask.Withdraw: _SETTLED,
}
"""In which states may a command be tried? It may still be refused for what it says."""

REFUSED_IN: dict[EngineState, str] = {
    _S.STARTING: "the books have not agreed with the venue yet",
    _S.RUNNING: "nothing is halted",
    _S.PAUSED: "nothing is halted",
    _S.CLOSING: "the engine is on its way out",
    _S.HALTING: "a stop is under way, ask again when it has found its end",
    _S.HALT_INCOMPLETE: "a stop has not found its end yet, ask again then",
    _S.HALTED: "only a reset leads out",
}
"""What is said to a command that may not be tried in a state."""

KEYBOARD = frozenset({ask.Source.CONSOLE, ask.Source.SHELL})
"""Who may make it riskier; anyone may make it safer."""


def not_now(command: ask.Command, source: ask.Source, state: EngineState) -> str | None:
    """Why may this source not ask this in this state? None when it may."""
    if source not in KEYBOARD and not isinstance(command, ask.SAFER):
        return f"{source} may only make things safer"
    if state not in PERMITTED[type(command)]:
        return f"{state}: {REFUSED_IN[state]}"
    return None


class Mode(StrEnum):
    """What is real? The banner on every screen."""

    SIM = "SIM"
    PAPER = "PAPER"
    LIVE = "LIVE"
    REPLAY = "REPLAY"


class Severity(StrEnum):
    """How urgent is an alarm?"""

    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    LOW = "LOW"
