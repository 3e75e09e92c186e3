"""Run the console on an engine's socket until it is left; what becomes of the engine is the caller's to do."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from engine.domain.commands import Tighten
from engine.domain.errors import FootbeError
from footbe_tui.app import FootbeConsole
from footbe_tui.driver import hang_up_signals, hush_lost_terminal
from footbe_tui.keymap import USUAL, Keymap
from footbe_tui.last_look import LastLook
from footbe_tui.link import Reach, SocketLink
from footbe_tui.looks import AS_USUAL, Looks
from footbe_tui.replaying import Spawned, TimeLink
from footbe_tui.seat import ConsoleExit, Rights
from footbe_tui.tape_link import TapeLink


def run_console(
    socket: Path,
    *,
    version: str = "0",
    observe: bool = False,
    started_engine: bool = False,
    stop_road: Callable[[], str] | None = None,
    looks: Looks = AS_USUAL,
    keymap: Keymap = USUAL,
    screens: Path | None = None,
    stricter: Callable[[str, str], Tighten] | None = None,
    reach: Reach | None = None,
    journal: Callable[[], Spawned] | None = None,
    last_look: Path | None = None,
) -> ConsoleExit:
    """Attach to the engine behind this socket and show it.

    Says farewell to the engine itself (`leave`, or `stop` when that was chosen), nothing when the terminal was
    lost; the caller waits for an engine it started, and prints `text`. An engine that turns us away ends the console with its exit code.
    """
    rights = Rights(observe, started_engine, stop_road, keymap=keymap, screens=screens, stricter=stricter)

    async def attached() -> ConsoleExit:
        link = SocketLink(socket, version=version, reach=reach)
        both = TimeLink(link, None if journal is None else lambda: opened(journal, version))
        app = FootbeConsole(both, rights._replace(last_look=_looked(link, last_look)), looks=looks)
        try:
            return await _attached(link, app, mouse=looks.mouse)
        finally:
            await both.come_back()

    return _left(asyncio.run(attached()))


def _looked(link: SocketLink, path: Path | None) -> LastLook | None:
    """Where is it kept when this engine's run was last looked at?"""
    return None if path is None else LastLook(path, lambda: "" if link.welcome is None else link.welcome.run)


def run_replay(
    journal: Callable[[], Spawned],
    *,
    version: str = "0",
    looks: Looks = AS_USUAL,
    keymap: Keymap = USUAL,
    screens: Path | None = None,
) -> ConsoleExit:
    """Show a journal behind which no engine runs; `journal` starts the process that looks back on it."""

    async def shown() -> ConsoleExit:
        link = TimeLink(None, lambda: opened(journal, version))
        app = FootbeConsole(link, Rights(replay=True, keymap=keymap, screens=screens), looks=looks)
        opening = asyncio.create_task(_look_back(app, link))
        try:
            return await show(app, mouse=looks.mouse)
        finally:
            opening.cancel()
            await link.come_back()

    return _left(asyncio.run(shown()))


def _left(left: ConsoleExit) -> ConsoleExit:
    if left.how == "lost":
        hush_lost_terminal()
    return left


async def opened(journal: Callable[[], Spawned], version: str) -> TapeLink:
    """Start a process that looks back on a journal, and wait for its first picture.

    Raises:
        FootbeError: there will be none.
    """
    spawned = await asyncio.to_thread(journal)
    link = TapeLink(spawned.line, spawned.ended, version=version)
    await link.open()
    return link


async def _look_back(app: FootbeConsole, link: TimeLink) -> None:
    """Open the only thing there is to show; what cannot be opened, and what breaks off, ends the console."""
    try:
        await link.open_past()
        await link.past_over()
    except FootbeError as error:
        app.leave(ConsoleExit("failed", int(getattr(error, "exit_code", 1)), str(error)))


async def _attached(link: SocketLink, app: FootbeConsole, *, mouse: bool) -> ConsoleExit:
    reading = asyncio.create_task(link.run())
    reading.add_done_callback(lambda task: line_ended(app, link, task))
    try:
        left = await show(app, mouse=mouse)
        if left.how in {
            "detach",
            "stop",
        }:  # a lost or failed console says nothing: the engine has its policy for it
            await link.farewell(stop=left.how == "stop")
    finally:
        reading.cancel()
    return left


def line_ended(app: FootbeConsole, link: SocketLink, reading: "asyncio.Task[None]") -> None:
    """The link ended by itself: the engine will not have us, or the link is broken. Either ends the console."""
    if reading.cancelled():
        return
    error = reading.exception()
    if error is not None:
        app.leave(ConsoleExit("failed", 1, f"console failed: {type(error).__name__}: {error}"))
    elif link.turned_away is not None:
        app.leave(ConsoleExit("failed", link.turned_away.exit_code, link.turned_away.text))


async def show(app: FootbeConsole, *, mouse: bool = True) -> ConsoleExit:
    """Run the application in this terminal until it ends; hang-ups and SIGTERM end it cleanly."""
    with hang_up_signals(app.terminal_lost, asyncio.get_running_loop()):
        result = await app.run_async(mouse=mouse)
    return (
        result
        or app.return_value
        or ConsoleExit("failed", app.return_code or 1, "console ended without a word")
    )


__all__ = ["ConsoleExit", "run_console", "show"]
