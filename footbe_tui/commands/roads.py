"""The two roads of a stop that need nobody to answer: the stop file and the signal."""

import os
import signal

from engine.config.home import Home
from engine.domain.clean import own
from engine.shell.redaction import redact
from engine.shell.runtime.lock import HomeLock
from engine.shell.small_file import put


def stop_road(home: Home) -> str:
    """Stop by file and by signal, without a line to the engine: what was done, in one line?"""
    pid = HomeLock(home.root).holder()
    marked = leave_stop_file(home, "stopped by the operator (console)")
    signalled = "no process holds this home: nobody to signal" if pid is None else send_signal(pid)
    return f"{marked} · {signalled}"


def leave_stop_file(home: Home, reason: str = "") -> str:
    """Write the file that shuts the gate before every order; it stays until a reset. What was done?"""
    stays = "(engines here stay stopped until a reset)"
    try:
        put(home.stop_file, f"footbe-tui stop\n{own(redact(reason))}\n".encode())
    except OSError as error:
        if not os.path.lexists(home.stop_file):
            return f"stop file NOT written: {home.stop_file}: {error.strerror}"
        plain = home.stop_file.is_file() and not home.stop_file.is_symlink()
        done = "written" if plain else "stands already"  # it is there, and that is what stops
        return f"stop file {done}: {home.stop_file} {stays}, but not safe from a power cut: {error.strerror}"
    return f"stop file written: {home.stop_file} {stays}"


def send_signal(pid: int) -> str:
    """Send SIGUSR1, which the engine takes for a stop: what was done?"""
    try:
        os.kill(pid, signal.SIGUSR1)
    except OSError as error:
        return f"signal NOT sent to {pid}: {error.strerror}"
    return f"signal sent to {pid}"
