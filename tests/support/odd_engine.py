"""The command, with something wrong in it: `python -m tests.support.odd_engine WHAT [words of footbe-tui]`.

WHAT is a defect put into the process before it starts; what follows is then as real as ever.
"""

import asyncio
import signal
import sys
import threading
import time

from engine.shell.runtime import guard, heartbeat, watchdog
from engine.shell.runtime.loop import VirtualLoop
from footbe_tui import cli

PATIENCE = 6.0
"""Seconds without a heartbeat after which the watchdog of an odd engine acts."""


def once_asked(what):
    """Have the loop do something else as soon as a file named ODD lies in the home."""
    breathe = VirtualLoop._breathe

    async def odd(self):
        if self._parts.brake._path.with_name("ODD").exists():
            await what(self)
        await breathe(self)

    VirtualLoop._breathe = odd


def watched():
    """A watchdog at once, and impatient."""
    plain = guard.Guard.__init__
    guard.Guard.__init__ = lambda self, home, **_: plain(self, home, after=0.2, frozen=PATIENCE)


async def asleep(_loop):
    time.sleep(600)  # noqa: ASYNC251 - this is what is tried


async def deadlocked(_loop):
    lock = asyncio.Lock()
    await lock.acquire()
    await lock.acquire()


async def busy(loop):
    """Two seconds of arithmetic, again and again: never so long that it is frozen. BUSY is touched as each begins."""
    loop._parts.brake._path.with_name("BUSY").touch()
    end = time.monotonic() + 2.0
    while time.monotonic() < end:
        pass


async def raising(_loop):
    raise ValueError("canary: 4711")


def decides_nothing():
    from engine.core.core import Core

    Core.decide = lambda self, record: ()


def decides_badly():
    from engine.core.core import Core

    plain = Core.decide

    def decide(self, record):
        if record.seq == 200:
            raise ValueError("canary: 4711")
        return plain(self, record)

    Core.decide = decide


def feed_breaks():
    from engine.shell.feeds.virtual import WorldFeed

    plain, steps = WorldFeed.step, []

    def step(self):
        steps.append(1)
        if len(steps) == 50:
            raise ValueError("canary: 4711")
        return plain(self)

    WorldFeed.step = step


def other_version():
    from footbe_tui.commands import client

    client.PROTOCOL += 1


def database_thread_hangs():
    """Deciding crashes, and aiosqlite's thread holds on for ever while the database is closed."""
    decides_badly()
    from engine.shell.runtime import supervisor
    from engine.shell.store import database

    database.CLOSE_SECONDS_MAX = 0.5
    opened, keep, opening = [], supervisor.keep_crash, supervisor.open_database

    async def threaded(path, **given):
        opened.append(await opening(path, **{**given, "inline": False}))
        return opened[0]

    def kept(crash, home):
        opened[0]._connection._tx.put_nowait((None, threading.Event().wait))
        return keep(crash, home)

    supervisor.open_database, supervisor.keep_crash = threaded, kept


def file_size_limit():
    """No file may grow beyond what it has when this is called: as on a full disk."""
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


ODD = {
    "plain": lambda: None,
    "watched": watched,
    "asleep": lambda: (watched(), once_asked(asleep)),
    "deadlocked": lambda: (watched(), once_asked(deadlocked)),
    "busy": lambda: (watched(), once_asked(busy)),
    "loop-raises": lambda: once_asked(raising),
    "decides-nothing": decides_nothing,
    "decides-badly": decides_badly,
    "feed-breaks": feed_breaks,
    "other-version": other_version,
    "database-hangs": database_thread_hangs,
    "full-disk": file_size_limit,
}

if __name__ == "__main__":
    assert watchdog.FROZEN_SECONDS == 30.0
    assert heartbeat.BEAT_SECONDS == 1.0
    ODD[sys.argv[1]]()
    sys.exit(cli.main(sys.argv[2:]))
