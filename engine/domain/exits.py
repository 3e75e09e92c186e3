"""What a process says when it ends: one number, the same for console, engine and command line."""

from enum import IntEnum


class ExitCode(IntEnum):
    """How did it end? The numbers are a promise to scripts and never change."""

    ORDERLY = 0
    """Done as asked; also: a replay is equal."""
    BUG = 1
    """Our own mistake."""
    USAGE = 2
    """The command line, the settings or a file is wrong."""
    ALREADY_RUNNING = 3
    """Another engine holds this home."""
    LIVE_REFUSED = 4
    """Real money is not enabled, or not possible."""
    STOP_NOT_CONFIRMED = 5
    """An emergency stop was sent and nobody confirmed it."""
    NOT_REACHABLE = 6
    """No engine answers."""
    REPLAY_DIFFERS = 7
    """A journal decided anew gives other records or effects."""
    VERSION_MISMATCH = 64
    """Console and engine speak different versions."""
    STORAGE = 70
    """The journal cannot be written or read."""
    FORCED = 75
    """Ended by force: reconcile before anything else."""
    HALTED = 78
    """A halted latch is present: reset first."""
    INTERRUPTED = 130
    """Ctrl-C."""
