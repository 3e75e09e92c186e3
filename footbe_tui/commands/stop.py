"""`stop`: the emergency stop from outside. Four roads, none of which waits for another's success."""

import argparse
import queue
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from msgspec import Struct

from engine.config.home import Home
from engine.domain import text
from engine.domain.clean import own
from engine.domain.commands import Stop
from engine.domain.errors import FootbeError
from engine.domain.exits import ExitCode
from engine.domain.snapshot import Snapshot
from engine.domain.states import EngineState
from engine.shell.runtime.heartbeat import Beat, read_beat
from engine.shell.runtime.lock import HomeLock
from footbe_tui.commands.client import ANSWER_SECONDS, NotReachable, reached
from footbe_tui.commands.roads import leave_stop_file, send_signal
from footbe_tui.commands.start import home_of

CONFIRM_SECONDS = 15.0
"""Within this a healthy venue has everything cancelled."""

VENUE_SECONDS = 15.0
"""How long cancels are tried at the venue itself, without the engine."""

LINE_SECONDS = 2.0
"""After this the heartbeat is believed too; the engine's own line has more to say."""

_LOOK_SECONDS = 0.1
_BY_OPERATOR = "stopped by the operator (footbe-tui stop)"


class Word(Struct, frozen=True):
    """What a road has to say, at once (`line`). `confirmed`: the engine has halted; `met`: somebody was there."""

    line: str
    confirmed: bool = False
    met: bool = False
    state: str = ""
    """How the engine stands, to be said at the end."""
    failed: bool = False
    """Orders may rest where this road was to take them away."""
    last: bool = False
    """This road says no more."""
    venue: bool = False
    """It comes from the road to the venue."""


Tell = Callable[[Word], None]


def run(asked: argparse.Namespace) -> int:
    """Stop by file, socket, signal and at the venue; exit 0 only when the engine itself says that it has halted."""
    home = home_of(asked)
    if getattr(asked, "drill", False):
        from footbe_tui.commands.drill import drill  # noqa: PLC0415 - only the drill starts engines

        return drill(home)
    return stop(home, getattr(asked, "reason", "") or _BY_OPERATOR)


def stop(home: Home, reason: str) -> int:
    """Take all four roads, say line by line which worked, and wait for somebody to confirm: which exit code?"""
    before = read_beat(home.root)
    print(leave_stop_file(home, reason), flush=True)
    words: queue.Queue[Word] = queue.Queue()
    for road in (lambda tell: by_line(home, reason, tell), lambda tell: by_venue(home, tell)):
        threading.Thread(target=road, args=(words.put,), daemon=True, name="stop").start()
    pid = HomeLock(home.root).holder()
    print("signal: no process holds this home: nobody to signal" if pid is None else send_signal(pid), flush=True)
    return _verdict(_heard(words, pid, lambda: by_heartbeat(home, pid, before)), pid)


def _heard(words: "queue.Queue[Word]", pid: int | None, heart: Callable[[], Word | None]) -> list[Word]:
    """Print what comes until the stop is confirmed, both roads are at their end, or the time is over."""
    heard: list[Word] = []
    began = time.monotonic()
    while (waited := time.monotonic() - began) < CONFIRM_SECONDS:
        with suppress(queue.Empty):
            heard.append(words.get(timeout=_LOOK_SECONDS))
            if heard[-1].line:
                print(heard[-1].line, flush=True)
            continue
        ended = [word for word in heard if word.last]
        if any(word.confirmed for word in heard) or (pid is None and len(ended) == 2):
            return heard
        if waited > LINE_SECONDS or any(not word.venue for word in ended):
            heard += [beaten for beaten in (heart(),) if beaten is not None]
    return heard


def _verdict(heard: list[Word], pid: int | None) -> int:
    """Say what came of it, last: which exit code is that?"""
    for word in heard:
        if word.confirmed:
            print(word.state, flush=True)
            return ExitCode.ORDERLY
    if pid is None and not any(word.met for word in heard):
        if not any(word.failed for word in heard):
            print("footbe-tui: no engine is running here: nobody to stop", file=sys.stderr)
            return ExitCode.NOT_REACHABLE
        states = ["orders may rest at the venue"]
    else:
        states = [word.state for word in heard if word.state] or ["the engine has not said that it halted"]
    print(f"footbe-tui: stop not confirmed: {states[-1]}", file=sys.stderr)
    return ExitCode.STOP_NOT_CONFIRMED


def by_line(home: Home, reason: str, tell: Tell) -> None:
    """Ask the engine over its socket, and watch it until it has halted."""
    met = False
    try:
        with reached(home, watches=True) as engine:
            met = True
            receipt = engine.do(Stop(reason=own(reason)), seconds=CONFIRM_SECONDS)
            tell(Word(f"line: {receipt.text}", met=True))
            for snapshot in engine.snapshots(seconds=ANSWER_SECONDS):
                word = seen(snapshot)
                tell(word)
                if word.confirmed:
                    return
    except NotReachable as error:
        tell(Word(f"line: {error}", met=met, last=True))
    except (FootbeError, OSError) as error:  # somebody is there, but will not talk to us
        tell(Word(f"line: {error}", met=True, last=True))


def seen(snapshot: Snapshot) -> Word:
    """How far has a stop come, as a picture shows it?"""
    status = snapshot.status
    if status.finished:
        state = "the run is finished: nothing trades any more"
    elif status.state is not EngineState.HALTED:
        return Word("", met=True, state=f"the engine is {status.state}, {status.orders_unknown} orders unknown")
    elif status.stop is not None:
        state = text.stop_receipt(status.stop, status.zone)
    else:
        state = f"HALTED · {len(snapshot.positions)} positions kept · {status.orders_unknown} unknown"
    return Word("", confirmed=True, met=True, last=True, state=state)


def by_heartbeat(home: Home, pid: int | None, before: Beat | None) -> Word | None:
    """Has the heart of the process that holds this home beaten since, and says that it has halted? None if not.

    What stood there `before` the stop was asked for is no answer: the engine may be frozen.
    """
    beat = read_beat(home.root)
    if beat is None or pid is None or beat.pid != pid or not beat.halted or beat == before:
        return None
    return Word("", confirmed=True, met=True, state="HALTED by its heartbeat · 0 resting · 0 unknown")


def by_venue(home: Home, tell: Tell) -> None:
    """Cancel everything at the venues themselves, without the engine."""
    from engine.shell.runtime.outside import NOTHING_OUTSIDE, clear_outside  # noqa: PLC0415 - after the quick roads

    found = clear_outside(home.root, VENUE_SECONDS)
    for venue in found:
        tell(Word(venue.line, failed=not venue.done, venue=True))
    tell(Word("" if found else NOTHING_OUTSIDE, last=True, venue=True))
