"""An engine as a process: lock, file, recovery, loop, line and signals, from start to exit code."""

import asyncio
import contextlib
import os
import sys
import threading

from engine.domain.clean import own
from engine.domain.commands import Source, Stop
from engine.domain.errors import FootbeError, Malformed, UnknownOutcome
from engine.domain.events import Noticed
from engine.domain.states import Cause
from engine.shell.ports import Database
from engine.shell.runtime.alert_file import forget_alert, read_alert
from engine.shell.runtime.brake import Brake
from engine.shell.runtime.drilled import drill_teller
from engine.shell.runtime.faults import keep_fault
from engine.shell.runtime.guard import Guard
from engine.shell.runtime.housekeeping import Housekeeping, copying
from engine.shell.runtime.last_resort import cancel_without_journal
from engine.shell.runtime.lingering import linger
from engine.shell.runtime.link import Link
from engine.shell.runtime.lock import AlreadyRunning, HomeLock, own_folder
from engine.shell.runtime.loop import Ending
from engine.shell.runtime.notify import Notify
from engine.shell.runtime.run import EngineOptions, EngineParts, Run, open_run
from engine.shell.runtime.runs import standing
from engine.shell.runtime.session import LinkParts
from engine.shell.runtime.signals import Signals
from engine.shell.runtime.tape import Crashed, keep_crash
from engine.shell.store.database import open_database
from engine.shell.store.journal import Damaged

ORDERLY, BUG, USAGE, RUNNING_ALREADY, STORAGE, HALTED = 0, 1, 2, 3, 70, 78
HELD_SECONDS_MAX = 1.0
"""How long a database thread that was asked to close may take."""

_REMEDY = "put a copy of the journal back, or begin anew with --fresh, which keeps this one"


def run_engine(parts: EngineParts, options: EngineOptions) -> int:
    """Run an engine to its end in this thread: which exit code? One line on stderr says why if not 0."""
    return asyncio.run(_to_the_end(parts, options))


async def _to_the_end(parts: EngineParts, options: EngineOptions) -> int:
    code = await serve(parts, options)
    _leave_if_held(code)
    return code


async def serve(parts: EngineParts, options: EngineOptions) -> int:
    """Run an engine to its end: which exit code (SAFETY.md, section 5)?"""
    with Signals() as signals:
        return await _served(parts, options, signals)


async def _served(parts: EngineParts, options: EngineOptions, signals: Signals) -> int:
    lock: HomeLock | None = None
    try:
        lock = HomeLock(own_folder(parts.home))
        lock.take()
        return await _with_database(parts, options, signals)
    except (AlreadyRunning, Malformed, UnknownOutcome, Crashed) as error:
        return _say(error, _code(error))
    except Damaged as error:
        return _say(FootbeError(f"{error}; {_REMEDY}: {parts.journal}"), STORAGE)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is ours: kept, said in one line, and the end
        return _say(keep_fault(error, parts.home, parts.clock.now()), BUG)
    finally:
        parts.fitter.close()
        if lock is not None:
            lock.release()


async def _with_database(parts: EngineParts, options: EngineOptions, signals: Signals) -> int:
    if standing(parts.journal) is None and Brake(parts.home, parts.started.run).shut:
        return _say(
            FootbeError(f"a STOP file stands in {parts.home}: take it away to begin a new run"), HALTED
        )
    database = await open_database(parts.journal, inline=options.inline, copy=copying(parts, options))
    try:
        return await _with_line(await open_run(parts, options, database), signals)
    finally:
        await _close(database)


async def _with_line(run: Run, signals: Signals) -> int:
    link = Link(_line(run))
    if run.options.serve:
        await link.open(run.parts.socket)
    signals.attach(run)
    _tell_of_watchdog(run)
    watched, house, notify = _watched(run), Housekeeping(run), Notify()
    run.heart.listen(notify.alive)
    notify.ready()
    farewell = "the engine ends"
    try:
        ending = await run.go()
        if ending is Ending.FINISHED and run.options.stay:
            await linger(run)
    except UnknownOutcome as error:
        run.brake.shut_gate("storage failed")
        farewell = f"halting, what rests is being cancelled: {error}"
        run.brake.note_cancel()
        cancel_without_journal(run.parts.venue, run.loop.at)
        raise
    except Crashed as crash:
        run.brake.shut_gate("deciding failed")
        keep_crash(crash, run.parts.home)
        raise
    except Exception:
        run.brake.shut_gate("the engine failed")
        raise
    finally:
        run.heart.last()
        notify.stopping()
        signals.detach()
        watched.cancel()
        house.end()
        await link.close(farewell)
    return ORDERLY


def _watched(run: Run) -> "asyncio.Task[None]":
    """Have the health pane tell of watchdog and drill, and a watchdog started, if there is to be one."""
    run.showing.also(drill_teller(run.parts.home / "data", run.parts.clock))
    if not run.options.watched:
        return asyncio.ensure_future(asyncio.sleep(0))
    guard = Guard(run.parts.home)
    run.showing.also(guard.row)
    return asyncio.create_task(guard.start(), name="watchdog")


def _tell_of_watchdog(run: Run) -> None:
    """Let the core hear what a watchdog did to the engine before; the file goes once that is in the journal."""
    home = run.parts.home
    alert = read_alert(home)
    if alert is None:
        return
    sys.stderr.write(f"footbe-tui: watchdog: {own(alert.text)}\n")
    if not alert.killed:
        forget_alert(home)
        return
    run.brake.shut_gate("watchdog")
    run.inbox.notice(Noticed(Cause.WATCHDOG, sick=True, text=own(alert.text)))
    told = run.inbox.submit(Source.ENGINE, Stop(own(alert.text)))
    told.add_done_callback(lambda done: None if done.cancelled() else forget_alert(home))


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


async def _close(database: Database) -> None:
    """Close without hiding what went wrong before."""
    with contextlib.suppress(UnknownOutcome):  # what was acknowledged is on the disk; the rest is reread
        await database.close()


def _code(error: FootbeError) -> int:
    """Which exit code has an error that says all there is to say?"""
    for kind, code in ((AlreadyRunning, RUNNING_ALREADY), (UnknownOutcome, STORAGE), (Crashed, BUG)):
        if isinstance(error, kind):
            return code
    return int(getattr(error, "exit_code", USAGE))


def _say(error: FootbeError, code: int) -> int:
    sys.stderr.write(f"footbe-tui: {error}\n")
    return code


def _leave_if_held(code: int) -> None:
    """End the process where a database thread that did not close would keep it for ever.

    Still inside the loop: its own end would wait for whoever waits for that thread.
    """
    for thread in threading.enumerate():
        if "_connection_worker_thread" in thread.name:
            thread.join(HELD_SECONDS_MAX)
            if thread.is_alive():
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(code)
