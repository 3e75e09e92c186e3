"""Run the console on an engine's socket until it is left; what becomes of the engine is the caller's to do."""

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path

from footbe_tui.app import ConsoleExit, FootbeConsole
from footbe_tui.driver import hang_up_signals
from footbe_tui.link import Link, SocketLink
from footbe_tui.screens.layout import LEAST

_FRAMES_PER_SECOND = "15"


def run_console(
    socket: Path,
    *,
    version: str = "0",
    observe: bool = False,
    started_engine: bool = False,
    stop_road: Callable[[], str] | None = None,
    mouse: bool = True,
) -> ConsoleExit:
    """Attach to the engine behind this socket and show it.

    Says farewell to the engine itself (`leave`, or `stop` when that was chosen); the caller waits for an
    engine it started, and prints `text`. An engine that turns us away ends the console with its exit code.
    """
    return asyncio.run(_attached(SocketLink(socket, version=version), observe, started_engine, stop_road, mouse=mouse))


async def _attached(
    link: SocketLink, observe: bool, started_engine: bool, stop_road: Callable[[], str] | None, *, mouse: bool
) -> ConsoleExit:
    app = FootbeConsole(link, observe=observe, started_engine=started_engine, stop_road=stop_road)
    reading = asyncio.create_task(link.run())
    reading.add_done_callback(lambda _task: turned_away(app, link))
    try:
        left = await show(app, mouse=mouse)
        await link.farewell(stop=left.how == "stop")
    finally:
        reading.cancel()
    return left


def turned_away(app: FootbeConsole, link: SocketLink) -> None:
    """The link ended by itself: the engine will not have us, and said why."""
    if link.turned_away is not None:
        app.exit(ConsoleExit("failed", link.turned_away.exit_code, link.turned_away.text))


async def show(app: FootbeConsole, *, mouse: bool = True) -> ConsoleExit:
    """Run the application in this terminal until it ends; hang-ups and SIGTERM end it cleanly."""
    os.environ.setdefault("TEXTUAL_FPS", _FRAMES_PER_SECOND)
    with hang_up_signals(app.terminal_lost, asyncio.get_running_loop()):
        result = await app.run_async(mouse=mouse)
    return result or app.return_value or ConsoleExit("failed", app.return_code or 1, "console ended without a word")


__all__ = ["LEAST", "ConsoleExit", "Link", "run_console", "show"]
