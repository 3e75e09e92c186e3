"""The two roads of a stop that need nobody to answer: the stop file and the signal."""

import os
import signal

from engine.config.home import Home
from engine.domain.clean import own
from engine.shell.redaction import redact
from engine.shell.runtime.alert_file import sync_folder
from engine.shell.runtime.lock import HomeLock


def stop_road(home: Home) -> str:
    """Stop by file and by signal, without a line to the engine: what was done, in one line?"""
    pid = HomeLock(home.root).holder()
    marked = leave_stop_file(home, "stopped by the operator (console)")
    signalled = "no process holds this home: nobody to signal" if pid is None else send_signal(pid)
    return f"{marked} · {signalled}"


def leave_stop_file(home: Home, reason: str = "") -> str:
    """Write the file that shuts the gate before every order; it stays until a reset. What was done?"""
    try:
        descriptor = os.open(home.stop_file, os.O_CREAT | os.O_WRONLY | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        return f"stop file NOT written: {home.stop_file}: {error.strerror}"
    done = f"stop file written: {home.stop_file} (engines here stay stopped until a reset)"
    try:
        os.write(descriptor, f"footbe-tui stop\n{own(redact(reason))}\n".encode())
        os.fsync(descriptor)
        sync_folder(home.root)
    except OSError as error:  # it is there, and that is what stops
        return f"{done}, but not safe from a power cut: {error.strerror}"
    finally:
        os.close(descriptor)
    return done


def send_signal(pid: int) -> str:
    """Send SIGUSR1, which the engine takes for a stop: what was done?"""
    try:
        os.kill(pid, signal.SIGUSR1)
    except OSError as error:
        return f"signal NOT sent to {pid}: {error.strerror}"
    return f"signal sent to {pid}"
