"""`attach`: a console on an engine that runs already."""

import argparse
import sys
import time

from engine.config.home import Home
from engine.domain.errors import FootbeError
from engine.shell.runtime.lock import HomeLock
from engine.shell.runtime.socket_file import reach
from footbe_tui.commands.client import own_version, reached
from footbe_tui.commands.limiting import stricter
from footbe_tui.commands.looking import looks_of
from footbe_tui.commands.replayer import start_replayer
from footbe_tui.commands.roads import stop_road
from footbe_tui.commands.start import home_of
from footbe_tui.last_look import FILE as LAST_LOOK
from footbe_tui.settings import SCREENS, read_settings

CLOSE_SECONDS = 20.0
"""An orderly end takes at most 15 s."""

_LOOK_SECONDS = 0.1


def run(asked: argparse.Namespace) -> int:
    """Open the console; exit 6 when there is no engine, 64 when it is of another version."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise FootbeError("attach: there is no terminal here; allowed: footbe-tui status --plain | --json")
    home = home_of(asked)
    settings = read_settings(home.root)
    looks = looks_of(asked, settings)
    with reached(home) as engine:
        pid = engine.welcome.pid
    from footbe_tui.run import run_console  # noqa: PLC0415 - Textual loads only when a console opens

    left = run_console(
        home.socket,
        version=own_version(),
        observe=asked.observe,
        looks=looks,
        keymap=settings.keymap,
        screens=home.root / SCREENS,
        last_look=home.root / LAST_LOOK,
        stricter=stricter,
        stop_road=lambda: stop_road(home),
        journal=lambda: start_replayer(home.journal),
        reach=reach,
    )
    if left.text:
        print(left.text, file=sys.stderr)
    if left.how == "stop":
        print(ended(home, pid))
    return left.code


def ended(home: Home, pid: int, seconds: float = CLOSE_SECONDS) -> str:
    """Has the engine that was asked to end given its home back, within so many seconds? One line."""
    end = time.monotonic() + seconds
    while HomeLock(home.root).holder() == pid:
        if time.monotonic() > end:
            return f"the engine was asked to end and still runs (process {pid}): footbe-tui status"
        time.sleep(_LOOK_SECONDS)
    return "engine ended"
