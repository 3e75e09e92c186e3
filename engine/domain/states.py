"""The engine's states, and the causes that hold it there; the most severe cause is in force."""

from enum import StrEnum


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
    CLOSING = "closing"


STOPPING = frozenset({Cause.OPERATOR_STOP, Cause.DRAWDOWN_STOP, Cause.STOP_FILE, Cause.WATCHDOG})
"""Causes that halt; every other one pauses (CLOSING closes)."""


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
