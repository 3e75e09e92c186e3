"""An engine as a process: lock, file, recovery, loop, line and signals, from start to exit code."""

import asyncio
import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable

from engine.domain.clean import own
from engine.domain.commands import Close, Receipt, Source, Stop
from engine.domain.errors import FootbeError, Impossible, Malformed, UnknownOutcome
from engine.domain.events import ConsoleLost, Noticed
from engine.domain.identity import CommandId
from engine.shell.ports import Database
from engine.shell.runtime.brake import Brake
from engine.shell.runtime.housekeeping import Housekeeping, copying
from engine.shell.runtime.inbox import Inbox
from engine.shell.runtime.last_resort import cancel_without_journal
from engine.shell.runtime.link import Link, LinkParts
from engine.shell.runtime.lock import AlreadyRunning, HomeLock, own_folder
from engine.shell.runtime.loop import Ending
from engine.shell.runtime.run import EngineOptions, EngineParts, Run, open_run
from engine.shell.runtime.runs import standing
from engine.shell.runtime.tape import Crashed, keep_crash
from engine.shell.store.database import open_database
from engine.shell.store.journal import Damaged

ORDERLY, BUG, USAGE, RUNNING_ALREADY, STORAGE, HALTED = 0, 1, 2, 3, 70, 78
_REMEDY = "put a copy of the journal back, or begin anew with --fresh, which keeps this one"
LINGER_SECONDS = 10.0
"""How long a finished run waits for somebody to look at it before it ends."""


def run_engine(parts: EngineParts, options: EngineOptions) -> int:
    """Run an engine to its end in this thread: which exit code? One line on stderr says why if not 0."""
    code = asyncio.run(serve(parts, options))
    _leave_if_held(code)
    return code


async def serve(parts: EngineParts, options: EngineOptions) -> int:
    """Run an engine to its end: which exit code (SAFETY.md, section 5)?"""
    lock: HomeLock | None = None
    try:
        lock = HomeLock(own_folder(parts.home))
        lock.take()
        return await _with_database(parts, options)
    except AlreadyRunning as error:
        return _say(error, RUNNING_ALREADY)
    except Malformed as error:
        return _say(error, USAGE)
    except UnknownOutcome as error:
        return _say(error, STORAGE)
    except Damaged as error:
        return _say(FootbeError(f"{error}; {_REMEDY}: {parts.journal}"), STORAGE)
    except Impossible as error:
        return _say(error, BUG)
    finally:
        parts.fitter.close()
        if lock is not None:
            lock.release()


async def _with_database(parts: EngineParts, options: EngineOptions) -> int:
    if standing(parts.journal) is None and Brake(parts.home, parts.started.run).shut:
        return _say(
            FootbeError(f"a STOP file stands in {parts.home}: take it away to begin a new run"), HALTED
        )
    database = await open_database(parts.journal, inline=options.inline, copy=copying(parts, options))
    try:
        return await _with_line(await open_run(parts, options, database))
    finally:
        await _close(database)


async def _with_line(run: Run) -> int:
    link = Link(_line(run))
    if run.options.serve:
        await link.open(run.parts.socket)
    restore, house = _listen_to_signals(run), Housekeeping(run)
    farewell = "the engine ends"
    try:
        ending = await run.go()
        if ending is Ending.FINISHED and run.options.stay:
            await _linger(run)
    except Crashed as crash:
        run.brake.shut_gate("deciding failed")
        keep_crash(crash, run.parts.home)
        raise
    except UnknownOutcome as error:
        run.brake.shut_gate("storage failed")
        farewell = f"halting, what rests is being cancelled: {error}"
        cancel_without_journal(run.parts.venue, run.loop.at)
        raise
    except FootbeError:
        run.brake.shut_gate("the engine failed")
        raise
    finally:
        restore()
        house.end()
        await link.close(farewell)
    return ORDERLY


def _line(run: Run) -> LinkParts:
    return LinkParts(
        run=run.parts.started.run,
        mode=run.parts.started.mode,
        version=run.parts.version,
        inbox=run.inbox,
        board=run.board,
        brake=run.brake,
        answer=run.parts.brain.answer,
        lost=lambda: console_lost(run),
    )


def console_lost(run: Run) -> None:
    """The last console's line dropped: keep going, pause or stop, as was asked for."""
    policy = run.options.on_console_lost
    if policy == "pause":
        run.inbox.lose_console()
    elif policy == "stop":
        run.brake.shut_gate("console lost")
        run.inbox.submit(Source.ENGINE, Stop(own("console lost")))


def emergency_stop(run: Run, reason: str) -> None:
    """Shut the gate, then leave the mark, then tell the core: in this order, whatever fails."""
    run.brake.shut_gate(reason)
    with contextlib.suppress(OSError):  # the gate in memory is shut; the core is told below
        run.brake.leave_mark()
    run.inbox.submit_stop(reason)


def _listen_to_signals(run: Run) -> Callable[[], None]:
    """SIGUSR1 stops, SIGTERM (and SIGINT without a console as parent) closes, a lost terminal is nothing."""
    if threading.current_thread() is not threading.main_thread():
        return lambda: None
    loop = asyncio.get_running_loop()

    def close() -> None:
        run.inbox.submit(Source.SIGNAL, Close())

    answers: dict[signal.Signals, Callable[[], None]] = {
        signal.SIGUSR1: lambda: emergency_stop(run, "SIGUSR1"),
        signal.SIGTERM: close,
        signal.SIGINT: (lambda: None) if run.options.stay else close,
        signal.SIGHUP: lambda: None,
    }
    for number, answer in answers.items():
        loop.add_signal_handler(number, answer)

    def restore() -> None:
        for number in answers:
            loop.remove_signal_handler(number)

    return restore


async def _linger(run: Run) -> None:
    """Show a finished run while somebody watches, until it is asked to leave."""
    run.showing.finished = True
    clock, left_at = run.parts.clock, run.parts.clock.monotonic()
    while clock.monotonic() - left_at < LINGER_SECONDS:
        if run.board.watchers:
            left_at = clock.monotonic()
        if run.showing.due():
            run.showing.show(run.parts.brain, run.loop.at, 0)
        if _closes(run.inbox, run):
            return
        await run.inbox.ring(0.1)


def _closes(inbox: Inbox, run: Run) -> bool:
    while (waiting := inbox.take()) is not None:
        if isinstance(waiting, ConsoleLost | Noticed):
            continue
        closes = isinstance(waiting.command, Close)
        text = "closing" if closes else "the run is finished: nothing trades any more"
        receipt = Receipt(CommandId(""), accepted=closes or isinstance(waiting.command, Stop), text=own(text))
        waiting.answer(receipt, run.brake)
        if closes:
            return True
    return False


async def _close(database: Database) -> None:
    """Close without hiding what went wrong before."""
    with contextlib.suppress(UnknownOutcome):  # what was acknowledged is on the disk; the rest is reread
        await database.close()


def _say(error: FootbeError, code: int) -> int:
    sys.stderr.write(f"footbe-tui: {error}\n")
    return code


def _leave_if_held(code: int) -> None:
    """End the process where a database thread that did not close would keep it for ever."""
    others = [thread for thread in threading.enumerate() if thread is not threading.main_thread()]
    if any("_connection_worker_thread" in thread.name for thread in others):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
